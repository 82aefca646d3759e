"""A date known in part: to the day, to the month, or only the year. Kept, read, compared and checked in one place."""
