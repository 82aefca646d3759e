#!/bin/sh
# pandas 3.1.1: crosstab(margins=True, dropna=False), where the age of one person is unknown and the sex of another.
# Expected: dropna=False shows the unknown in rows and in columns alike, and each total is the sum of what stands
# before it, whether the two columns are texts or categories.
# Behaviour: of texts this is so. Of categories (age bands, a code list) the unknown has a row and no column, and the
# total counts it all the same: the only adult is 0 women, 0 men, 1 in all. So a reader of the printed table learns
# from the total what no cell shows.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet pandas==3.1.1 || exit 2
"$work/env/bin/python" - <<'EOF'
import sys

import pandas

print("pandas", pandas.__version__)
texts = pandas.DataFrame({"age": ["child", "adult", None, "child"], "sex": ["F", None, "M", "F"]})
codes = pandas.DataFrame(
    {
        "age": pandas.Categorical(texts["age"], categories=["child", "adult"]),
        "sex": pandas.Categorical(texts["sex"], categories=["F", "M"]),
    }
)
seen = []
for people in (texts, codes):
    table = pandas.crosstab(people["age"], people["sex"], margins=True, dropna=False)
    print(table)
    shown = table.drop(columns="All").sum(axis=1)
    seen.append((table.shape, int(shown["adult"]), int(table["All"]["adult"]), bool((shown == table["All"]).all())))
print(seen)
if seen != [((4, 4), 1, 1, True), ((4, 3), 0, 1, False)]:
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
