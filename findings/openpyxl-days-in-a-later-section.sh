#!/bin/sh
# openpyxl 3.1.5: a cell whose number format names a day in a section that is not the first, or a fill mark that is a "d".
# Expected: `[=0]"";dd/mm/yyyy` (nothing for zero, else the day) and `[>60000]"?";dd/mm/yyyy` give a day; `0*d` (the number,
# then the cell filled with d) gives a number.
# Behaviour: only what stands before the first semicolon is looked at, and any d, m, y, h or s in it counts, the one after
# * too. The days come back as 46000 and the number as a day of 1905, while each cell shows the opposite on screen.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet openpyxl==3.1.5 || exit 2
"$work/env/bin/python" - "$work/book.xlsx" <<'EOF'
import sys
from datetime import datetime

import openpyxl

print("openpyxl", openpyxl.__version__)
made = openpyxl.Workbook()
page = made.active
for written, value in (
    ('[=0]"";dd/mm/yyyy', 46000), ('[>60000]"?";dd/mm/yyyy', 46000),
    ("dd/mm/yyyy", 46000), ("0*d", 2013),
):
    page.append([value])
    page.cell(page.max_row, 1).number_format = written
made.save(sys.argv[1])
read = [(cell.number_format, cell.value) for (cell,) in openpyxl.load_workbook(sys.argv[1]).active.iter_rows()]
for written, value in read:
    print(f"{written:24} {value!r}")
if [value for _written, value in read] != [46000, 46000, datetime(2025, 12, 9), datetime(1905, 7, 5)]:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
