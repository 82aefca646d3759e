#!/bin/sh
# phonenumberslite 9.0.42: seven digits in a country with one area code (Trinidad and Tobago, 868).
# Expected: the area code is added to every local number, or to none; what is "possible" can be dialled as its E.164
# form; and eight digits that begin with 1 are no number.
# Behaviour: it is added to exchanges of the list alone. 620-1234 is +18686201234; 555-0101 is +15550101, which no
# telephone can dial, and is_possible_number says True of both. 12345678 (a document, say) loses its 1 and is the valid
# number +18682345678.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet phonenumberslite==9.0.42 || exit 2
"$work/env/bin/python" - <<'EOF'
import sys

import phonenumbers

print("phonenumberslite", phonenumbers.__version__)
seen = []
for text in ("620-1234", "555-0101", "12345678"):
    number = phonenumbers.parse(text, "TT")
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    seen.append((text, e164, phonenumbers.is_possible_number(number), phonenumbers.is_valid_number(number)))
    print("%s -> %s possible=%s valid=%s" % seen[-1])
expected = [
    ("620-1234", "+18686201234", True, True),
    ("555-0101", "+15550101", True, False),
    ("12345678", "+18682345678", True, True),
]
if seen != expected:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
