"""Forms of the case file. They clean and hand back; they never save."""
