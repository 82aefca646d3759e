"""Settings: base (production, safe by default), demo and testing build on it."""
