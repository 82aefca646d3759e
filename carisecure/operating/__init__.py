"""Is the installation well: signs of life, conditions, health, alarms, and what to do then (docs/operating.md)."""
