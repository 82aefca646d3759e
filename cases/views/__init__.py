"""Doors: load, bind, call one operation, answer."""
