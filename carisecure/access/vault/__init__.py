"""Identity and free text at rest: a key per person, case or agency, wrapped by a key that is not in the database."""
