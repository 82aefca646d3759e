"""Measurements of the budgets in the design, as ratios within one run. Never part of the tests."""
