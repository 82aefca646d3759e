"""Reading somebody else's sheet: bytes to rows, rows to records, and every fault by row, column and value."""
