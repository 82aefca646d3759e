"""Forms clean and hand back; they never save."""
