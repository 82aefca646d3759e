"""A register on paper or in a book: several sheets that join, many nouns, one import.

`nouns` says what rooms register; `reading` makes tables of sheets, `plan` makes things of tables, `writing` hands them
to the nouns. The nouns know nothing of sheets, the sheets nothing of nouns.
"""
