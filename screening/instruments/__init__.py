"""Screening instruments: read from data files, scored by pure functions. A result points somewhere; people decide."""
