#!/bin/sh
# DuckDB 2.0.1: what read_csv makes of a column of letters and codes.
# Expected: letters stay letters. A column becomes a truth value where it says true and false, not because of whom the
# sheet happens to list, and a code for the sex or the country is read the same in the sheets of two shelters.
# Behaviour: "F" is false and "NO" is false as soon as nothing else stands in the column. A shelter for women and girls
# has the sex false, a group from Norway the country false; one man in the sheet, and all are text again. Put together
# as tables, the women of both shelters are two sexes: "false" and "F". "Y" and "N" stay text.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet duckdb==2.0.1 || exit 2
cd "$work" && env/bin/python - <<'EOF'
import sys
from pathlib import Path

import duckdb

print("DuckDB", duckdb.__version__)
Path("women.csv").write_text("person,sex,country,consent\nP-1,F,NO,Y\nP-2,F,NO,N\n")
Path("mixed.csv").write_text("person,sex,country,consent\nP-3,F,NO,Y\nP-4,M,TT,N\n")
seen = {}
for name in ("women", "mixed"):
    duckdb.sql(f"create table {name} as select sex, country, consent from read_csv('{name}.csv')")
    read = duckdb.table(name)
    seen[name] = ([str(kind) for kind in read.types], read.fetchall())
    print(name, *seen[name])
both = "(select sex from women union all select sex from mixed)"
seen["both"] = duckdb.sql(f"select sex, count(*) from {both} group by sex order by sex").fetchall()
print("both", seen["both"])
expected = {
    "women": (["BOOLEAN", "BOOLEAN", "VARCHAR"], [(False, False, "Y"), (False, False, "N")]),
    "mixed": (["VARCHAR", "VARCHAR", "VARCHAR"], [("F", "NO", "Y"), ("M", "TT", "N")]),
    "both": [("F", 1), ("M", 1), ("false", 2)],
}
if seen != expected:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
