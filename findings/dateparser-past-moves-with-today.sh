#!/bin/sh
# dateparser 1.5.0: what stands in a statement about the past, read in January and read again in June.
# Expected: a decade and a day of a year mean the same whenever they are read, or None; STRICT_PARSING leaves out what
# is not a whole date.
# Behaviour: "1990s" is 1,990 seconds ago, half an hour before the reading, and STRICT_PARSING lets it pass. With the
# day first (DATE_ORDER DMY, or Spanish), a date written month first is no error and no 25 December: "12/25" is the
# 12th of the month of the reading in the year 2025, "2/19" the 2nd in 2019, while "25/12" is 25 December.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet dateparser==1.5.0 || exit 2
"$work/env/bin/python" -W ignore - <<'EOF'
import sys
from datetime import datetime
from importlib.metadata import version

import dateparser

print("dateparser", version("dateparser"))


def read(text: str, month: int, **more: object) -> str:
    settings = {"DATE_ORDER": "DMY", "RELATIVE_BASE": datetime(2027, month, 15, 12), **more}
    return str(dateparser.parse(text, languages=["en"], settings=settings))


seen = {}
for text in ("25/12", "12/25", "2/19"):
    seen[text] = (read(text, 1)[:10], read(text, 6)[:10])
seen["1990s"] = (read("1990s", 1), read("1990s", 6, STRICT_PARSING=True))
for text, answers in seen.items():
    print(text, *answers, sep="  ")
expected = {
    "25/12": ("2027-12-25", "2027-12-25"),
    "12/25": ("2025-01-12", "2025-06-12"),
    "2/19": ("2019-01-02", "2019-06-02"),
    "1990s": ("2027-01-15 11:26:50", "2027-06-15 11:26:50"),
}
if seen != expected:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
