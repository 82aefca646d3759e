"""Figures: reference collections and their import, indicators, frozen runs, disclosure control, exports."""
