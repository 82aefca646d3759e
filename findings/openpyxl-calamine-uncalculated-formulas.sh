#!/bin/sh
# openpyxl 3.1.5 and python-calamine 0.9.1: a formula whose result was never stored (a sheet that a program has written
# and no spreadsheet has opened since).
# Expected: asking for values tells "there is a formula, and no result" from "there is nothing here", so that a missing
# result is not counted as a missing answer.
# Behaviour: both give what they give for an empty cell (None, ''), without a warning; a row of such formulas is a blank
# row, and the two do not even agree on an error beside it (calamine: empty too). Only a second reading with
# data_only=False tells.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet openpyxl==3.1.5 python-calamine==0.9.1 || exit 2
"$work/env/bin/python" - "$work/sheet.xlsx" <<'EOF'
import sys

import openpyxl
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

path = sys.argv[1]
made = Workbook()
for row in (["Year", "Sex"], [2020, "F"], ["=A2", "=B2"], [None, None], [2021, "#N/A"]):
    made.active.append(row)
made.save(path)
by_openpyxl = [list(row) for row in load_workbook(path, data_only=True).active.iter_rows(values_only=True)]
by_calamine = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
formulas = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
print("openpyxl", openpyxl.__version__, by_openpyxl)
print("calamine", by_calamine)
print("with data_only=False", formulas)
as_seen = (
    by_openpyxl[2] == by_openpyxl[3] == [None, None]
    and by_calamine[2] == by_calamine[3] == ["", ""]
    and (by_openpyxl[4][1], by_calamine[4][1]) == ("#N/A", "")
    and formulas[2] == ["=A2", "=B2"]
)
if not as_seen:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
