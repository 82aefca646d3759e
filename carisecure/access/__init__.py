"""The wall (row-level security) and the path (visible_to): who may see and do what."""
