#!/bin/sh
# openpyxl 3.1.5: a sheet in which a merged cell lies over cells that still hold a text.
# Expected: read_only=True is the quick way to the same cells, and what nobody sees in Excel is either read in both
# ways or in neither.
# Behaviour: the usual way drops what lies under a merged cell, and it is lost on saving; read_only=True hands it out
# as an ordinary cell, and so does python-calamine 0.9.1. A check of a sheet before it is sent (is there a name in
# it?) passes in one way and the name travels on. Such sheets come from merging by the format brush and from programs.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" || exit 2
"$work/env/bin/pip" install --quiet openpyxl==3.1.5 python-calamine==0.9.1 XlsxWriter==3.3.1 || exit 2
cd "$work" && env/bin/python - <<'EOF'
import sys

import openpyxl
import python_calamine
import xlsxwriter

print("openpyxl", openpyxl.__version__)
with xlsxwriter.Workbook("list.xlsx") as book:
    sheet = book.add_worksheet()
    sheet.merge_range("A1:B1", "two women, names withheld")
    sheet.write("B1", "Ana Example")
    sheet.write("C1", "Quay")
seen = {}
for way in ("usual", "read_only"):
    book = openpyxl.load_workbook("list.xlsx", read_only=way == "read_only")
    seen[way] = list(book.active.iter_rows(values_only=True))[0]
    book.close()
seen["calamine"] = tuple(python_calamine.load_workbook("list.xlsx").get_sheet_by_index(0).to_python()[0])
for way, row in seen.items():
    print(way, row)
whole = ("two women, names withheld", "Ana Example", "Quay")
if seen != {"usual": (whole[0], None, whole[2]), "read_only": whole, "calamine": whole}:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
