"""References that people say on the telephone. They carry no sequence: a hidden case leaves no gap."""

import secrets

# Crockford's base 32 without I, L, O and U: no letter can be taken for a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(prefix: str) -> str:
    """`TT-7K4M-2QXD`: 40 random bits. The column is unique; a clash is made anew by the caller's next try."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
