#!/bin/sh
# csvkit 2.2.0 with agate 1.14.2: csvjson of a small table, with the types it finds by itself.
# Expected: a text that is no date stays a text; "16 years" does, or becomes a length of time; hours and minutes are
# hours and minutes.
# Behaviour: a column in which every cell looks like some part of a date is dates. "16 years" is New Year's Day of the
# year 17, "next week" the eighth of January of the year 1, and the names April and May are days of that same
# year. "10:30" is ten minutes and thirty seconds. One other cell in the column ("unknown"), and all of it stays text.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet csvkit==2.2.0 agate==1.14.2 || exit 2
changed=0
table() { # what is expected, then the rows
    expected=$1
    shift
    seen=$(printf '%s\n' "$@" | "$work/env/bin/csvjson" 2>/dev/null)
    printf '%s\n' "$seen"
    [ "$seen" = "$expected" ] || changed=1
}
"$work/env/bin/csvjson" --version
table '[{"case": "C-1", "age": "0017-01-01"}, {"case": "C-2", "age": "0018-01-01"}]' case,age 'C-1,16 years' 'C-2,17 years'
table '[{"case": "C-1", "age": "16 years"}, {"case": "C-2", "age": "unknown"}]' case,age 'C-1,16 years' C-2,unknown
table '[{"name": "0001-04-01", "seen": "0:10:30"}, {"name": "0001-05-01", "seen": "0:09:05"}]' name,seen April,10:30 May,9:05
table '[{"case": "C-1", "due": "0001-01-08"}]' case,due 'C-1,next week'
[ "$changed" = 0 ] || { echo "the behaviour has changed"; exit 1; }
