#!/bin/sh
# Babel 2.18.0 (CLDR): which languages have speakers, by babel.core.get_global("territory_languages").
# Expected: a language that a territory speaks is a living one, so that a list of languages to choose from can be made
# of those with speakers: dead and constructed ones drop out, living ones stay.
# Behaviour: Latin is spoken by 82 % of the Vatican and Esperanto by 0.85 % of San Marino, more than Wayuu in Colombia
# (0.27 %); Interlingua, Ido, Church Slavic and Sanskrit (an official regional language) have territories too. Tagalog
# (tl) and Twi (tw), which millions speak, have none: they are counted under fil and ak, yet named under their own codes.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet Babel==2.18.0 || exit 2
"$work/env/bin/python" - <<'EOF'
import sys

import babel
from babel import Locale
from babel.core import get_global

print("Babel", babel.__version__)
speakers = {}
for territory, languages in get_global("territory_languages").items():
    for code, said in languages.items():
        speakers.setdefault(code, {})[territory] = said["population_percent"]
names = Locale("en").languages
for code in ("la", "eo", "ia", "io", "cu", "sa", "guc", "tl", "tw"):
    print(code, names[code], speakers.get(code, {}))
as_seen = (
    speakers["la"]["VA"] > 50
    and speakers["eo"]["SM"] > speakers["guc"]["CO"]
    and all(code in speakers for code in ("ia", "io", "cu", "sa"))
    and "tl" in names and "tl" not in speakers
    and "tw" in names and "tw" not in speakers
)
if not as_seen:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
