#!/bin/sh
# phonenumberslite 9.0.42: a word after a number.
# Expected: parse() ignores the word after a number as it ignores the one before it, or says that this is no number.
# Behaviour: three letters or more after the number are dialled: (mother) becomes 668437 and the answer is a number of
# sixteen digits, without an error. Two letters are ignored, and so is any word before the number.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet phonenumberslite==9.0.42 || exit 2
"$work/env/bin/python" - <<'EOF'
import sys

import phonenumbers

print("phonenumberslite", phonenumbers.__version__)
seen = {}
for text in ("868-620-1234 Ma", "her mother 868-620-1234", "868-620-1234 (mother)", "868-620-1234 work"):
    number = phonenumbers.parse(text, "TT")
    seen[text] = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    print("%-25s -> %s" % (text, seen[text]))
if list(seen.values()) != ["+18686201234", "+18686201234", "+18686201234668437", "+186862012349675"]:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
