#!/bin/sh
# country_converter 1.3.2: convert() of a country's name as somebody wrote it, in English or another tongue.
# Expected: the patterns are English (Brasil and Bélgica are not found, and say so), so another tongue's name is found
# rightly or not found; a city is not found.
# Behaviour: the unknown word is skipped and what remains is another country, as sure as any: Equatorial Guinea in
# Spanish is Guinea, the Dominican Republic in French and Dutch is Dominica, French Guiana in Spanish is France and in
# Dutch Guyana, American Samoa in French is Samoa. Port of Spain, the capital of Trinidad and Tobago, is in Spain.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet country_converter==1.3.2 pandas==2.3.3 || exit 2
PYTHONIOENCODING=utf-8 "$work/env/bin/python" - <<'EOF'
import logging
import sys

import country_converter

logging.getLogger("country_converter").setLevel(logging.ERROR)
print("country_converter", country_converter.__version__)
rows = [
    ("Dominican Republic", "DO", "DO"), ("República Dominicana", "DO", "DO"), ("Brasil", "BR", "-"),
    ("Bélgica", "BE", "-"), ("Guinea Ecuatorial", "GQ", "GN"), ("Guinea-Bisáu", "GW", "GN"),
    ("République dominicaine", "DO", "DM"), ("Dominicaanse Republiek", "DO", "DM"), ("Guayana Francesa", "GF", "FR"),
    ("Frans-Guyana", "GF", "GY"), ("Samoa américaines", "AS", "WS"), ("Port of Spain", "-", "ES"),
]
changed = False
for name, meant, expected in rows:
    seen = country_converter.convert(name, to="ISO2", not_found="-")
    changed |= seen != expected
    print(f"{name}: {meant} is meant, {seen} is found")
if changed:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
