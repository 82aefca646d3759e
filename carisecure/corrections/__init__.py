"""The one way to correct what was entered: a later row beside the first (docs/nouns.md)."""
