#!/bin/sh
# Babel 2.19.0: parse_time() of what format_time() of the same locale has written.
# Expected: half past three in the afternoon comes back as 15:30, or there is a ParseError.
# Behaviour: only "pm" in one word is the afternoon. In the Spanish of Venezuela, Colombia, the Dominican Republic,
# Mexico, Panama ("3:30 p. m.", the letters parted by a dot), in Chinese and in 168 locales of all, the mark is ignored
# and the answer is half past three in the morning, without a word. "12:30 a. m." becomes noon.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet Babel==2.19.0 || exit 2
PYTHONIOENCODING=utf-8 "$work/env/bin/python" - <<'EOF'
import sys
from datetime import time

import babel
from babel.dates import format_time, parse_time
from babel.localedata import locale_identifiers

print("Babel", babel.__version__)
afternoon, night = time(15, 30), time(0, 30)


def again(of: time, locale: str) -> time:
    return parse_time(format_time(of, "short", locale=locale), locale, "short")


seen = {}
for locale in ("en_TT", "es_ES", "es_VE", "es_CO", "es_DO", "es_MX", "es_PA", "zh_Hant"):
    seen[locale] = (again(afternoon, locale), again(night, locale))
    print(locale, repr(format_time(afternoon, "short", locale=locale)), *map(str, seen[locale]))
wrong = sum(again(afternoon, locale) == time(3, 30) for locale in locale_identifiers())
print(wrong, "locales")
right = all(seen[locale] == (afternoon, night) for locale in ("en_TT", "es_ES"))
shifted = all(seen[locale] == (time(3, 30), time(12, 30)) for locale in ("es_VE", "es_CO", "es_DO", "es_MX", "es_PA"))
if not (right and shifted and seen["zh_Hant"][0] == time(3, 30) and wrong == 168):
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
