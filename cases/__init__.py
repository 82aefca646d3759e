"""Reports and intake, the case file, people, statements, exhibits."""
