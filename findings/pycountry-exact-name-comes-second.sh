#!/bin/sh
# pycountry 26.2.16: countries.search_fuzzy() of the exact name of a country; the best match stands first.
# Expected: the fuzzy search forgives mistakes, and who makes none gets the country of that name before any other; with
# its accents the name is found at least as well as without.
# Behaviour: points add up, and a province of the same name gives 49 of the 50 that the country's own name gives. Niger
# is Nigeria (it has a Niger state). Curaçao, spelt as the library itself spells it, is the Netherlands: the accents of
# the question are dropped before the exact comparison, so an exact name with an accent is none.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet pycountry==26.2.16 || exit 2
PYTHONIOENCODING=utf-8 "$work/env/bin/python" - <<'EOF'
import sys
from importlib.metadata import version

import pycountry

print("pycountry", version("pycountry"))
seen = {}
for code in ("GN", "GD", "NE", "CW"):
    name = pycountry.countries.get(alpha_2=code).name
    seen[code] = [country.alpha_2 for country in pycountry.countries.search_fuzzy(name)]
    print(code, name, "->", *seen[code], "| lookup:", pycountry.countries.lookup(name).alpha_2)
if seen["GN"][0] != "GN" or seen["GD"] != ["GD"] or seen["NE"] != ["NG", "NE"] or seen["CW"] != ["NL", "CW"]:
    print("the behaviour has changed")
    sys.exit(1)
EOF
