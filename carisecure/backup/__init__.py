"""Copies of the house at a second place, out of which two of three people make it again (docs/decisions/backup.md)."""
