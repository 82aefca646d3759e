"""What nobody does alone: asked for by one person, decided by another (docs/decisions/two-people.md)."""
