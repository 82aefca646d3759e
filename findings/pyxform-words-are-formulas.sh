#!/bin/sh
# pyxform 4.5.0: what somebody writes as the default of a text question, and as "required", in an XLSForm.
# Expected: the default of a text is that text, unless it has ${...} or a function in it; a word under "required" that
# is neither yes nor no is refused, or there is a warning.
# Behaviour: a dash with blanks around it makes a sum of the default. The hotline 868 - 620 - 1234 is computed when the
# form opens and stands there as -986, the age band 14 - 17 as -3; without the blanks, or with a longer dash, they stay
# texts. "sí" is taken for the path of a question of that name: there is none, so nobody must answer. No warning.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet pyxform==4.5.0 lxml==6.1.3 || exit 2
PYTHONIOENCODING=utf-8 "$work/env/bin/python" - <<'EOF'
import sys
from importlib.metadata import version

from lxml import etree
from pyxform.xls2xform import convert

print("pyxform", version("pyxform"))
SHEET = """
| survey | | | | | |
| | type | name | label | default | required |
| | text | told | What to call | {default} | {required} |
"""


def seen(default: str, required: str) -> tuple:
    """The text that stands there, or the value of its formula; whether an answer is required; the warnings."""
    made = convert(SHEET.format(default=default, required=required))
    form = etree.fromstring(made.xform.encode())
    data = form.find(".//{*}instance/*")
    formula = form.find(".//{*}setvalue")
    must = form.find(".//{*}bind").get("required")
    shown = data[0].text if formula is None else data.xpath(formula.get("value"))
    return shown, data.xpath(f"boolean({must})"), made.warnings


changed = False
for default, required, expected in (
    ("868-620-1234", "yes", ("868-620-1234", True, [])),
    ("868 - 620 - 1234", "yes", (-986, True, [])),
    ("14 – 17", "no", ("14 – 17", False, [])),
    ("14 - 17", "sí", (-3, False, [])),
):
    found = seen(default, required)
    print(f"default {default}, required {required}:", *found)
    changed |= found != expected
if changed:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
