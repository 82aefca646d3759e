"""Every way in which one guard of the list can be changed, as statements of a superuser.

A guard is a line of `carisecure/audit/guards/postgresql-18.txt`: its name, and what it is like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from carisecure.audit.ledger import Ask

RIGHTS = {
    "r": "select", "a": "insert", "w": "update", "d": "delete", "D": "truncate", "x": "references", "t": "trigger",
    "m": "maintain", "U": "usage", "C": "create", "c": "connect", "T": "temporary", "X": "execute",
}  # fmt: skip
# What can be granted on each kind of thing; the first is what nobody else has yet.
GRANTABLE = {"table": "Darwdxtm", "view": "ar", "sequence": "wrU", "function": "X", "schema": "CU"}
OTHER = "pg_monitor"  # a role that every server has and that no guard names
Changes = Iterator[tuple[str, str]]


def _rights(facts: str) -> list[tuple[str, str]]:
    """Whom what is granted: a pair a right, `public` for everybody."""
    items = re.findall(r"(\S*)=([a-zA-Z]*)/\S+", facts.partition("rights=")[2])
    return [(who or "public", letter) for who, letters in items for letter in letters]


def _of_rights(kind: str, thing: str, facts: str) -> Changes:
    """Each right taken away, and one given to everybody."""
    word = "table" if kind == "view" else kind
    for who, letter in _rights(facts):
        yield f"{RIGHTS[letter]} taken from {who}", f"revoke {RIGHTS[letter]} on {word} {thing} from {who}"
    granted = set(_rights(facts))
    for letter in GRANTABLE[kind]:
        for who in ("public", "carisecure_app"):
            if (who, letter) not in granted:
                yield f"{RIGHTS[letter]} granted to {who}", f"grant {RIGHTS[letter]} on {word} {thing} to {who}"


def _owner(facts: str) -> str:
    return facts.partition("owner=")[2].split()[0]


def _table(table: str, facts: str, ask: Ask) -> Changes:
    yield "owner", f"alter table {table} owner to carisecure_app"
    walled, forced = "walled" in facts.split(), "forced" in facts.split()
    yield "wall", f"alter table {table} {'disable' if walled else 'enable'} row level security"
    yield "FORCE", f"alter table {table} {'no force' if forced else 'force'} row level security"
    yield "dropped", f"drop table {table} cascade"
    yield "a policy more", f"create policy aside on {table} using (true)"
    yield (
        "a trigger more",
        f"create trigger aside before insert on {table} for each row execute function"
        " suppress_redundant_updates_trigger()",
    )
    yield "a rule more", f"create rule aside as on delete to {table} do instead nothing"
    column = ask("select attname from pg_attribute where attrelid = %s::regclass and attnum = 1", [table])[0][0]
    yield "a column granted", f'grant select ("{column}") on {table} to {OTHER}'
    yield from _of_rights("table", table, facts)


def _view(view: str, facts: str, ask: Ask) -> Changes:
    text = ask("select pg_get_viewdef(%s::regclass)", [view])[0][0].rstrip(";")
    yield "owner", f"alter view {view} owner to carisecure_app"
    yield "replaced", f"create or replace view {view} as select * from ({text}) other"
    yield "option", f"alter view {view} set (security_barrier = true, check_option = local)"
    yield "dropped", f"drop view {view} cascade"
    yield from _of_rights("view", view, facts)


def _sequence(sequence: str, facts: str, ask: Ask) -> Changes:
    yield from _of_rights("sequence", sequence, facts)


def _function(function: str, facts: str, ask: Ask) -> Changes:
    text, language, kind, gives_rows = ask(
        "select pg_get_functiondef(p.oid), l.lanname, p.prorettype = 'trigger'::regtype,"
        " p.proretset or p.prorettype in ('void'::regtype, 'record'::regtype) or p.proargmodes is not null"
        " from pg_proc p join pg_language l on l.oid = p.prolang where p.oid = %s::regprocedure",
        [_signature(function, ask)],
    )[0]
    yield "owner", f"alter function {function} owner to postgres"
    definer = "definer" in facts.split()
    yield "whose rights it has", f"alter function {function} security {'invoker' if definer else 'definer'}"
    yield "its path", f"alter function {function} set search_path = public"
    head, mark, body = text.partition("AS $function$")
    if mark:
        # The same head, and a body that lets everything pass.
        passing = "begin return; end" if gives_rows and not kind else "begin return null; end"
        new = passing if language == "plpgsql" else f"/* another */ {body.rpartition('$function$')[0]}"
        yield "body replaced", f"{head}AS $function$ {new} $function$"
    yield "dropped", f"drop function {function} cascade"
    yield from _of_rights("function", function, facts)


def _signature(function: str, ask: Ask) -> str:
    """Without the names of its arguments, which regprocedure does not read."""
    for (found,) in ask(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where format('%%I.%%I(%%s)', n.nspname, proname, pg_get_function_identity_arguments(p.oid)) = %s",
        [function],
    ):
        return str(found)
    raise LookupError(function)


def _policy(name: str, facts: str, ask: Ask) -> Changes:
    policy, _, table = name.partition(" on ")
    yield "dropped", f"drop policy {policy} on {table}"
    reads = "for insert" not in facts
    yield "lets everything pass", f"alter policy {policy} on {table} {'using' if reads else 'with check'} (true)"
    yield "for another role", f"alter policy {policy} on {table} to {OTHER}"
    yield "renamed", f"alter policy {policy} on {table} rename to other_name"


def _trigger(name: str, facts: str, ask: Ask) -> Changes:
    trigger, _, table = name.partition(" on ")
    ((text,),) = ask(
        "select pg_get_triggerdef(oid) from pg_trigger where tgrelid = %s::regclass and format('%%I', tgname) = %s",
        [table, trigger],
    )
    yield "off", f"alter table {table} disable trigger {trigger}"
    yield "in replicas only", f"alter table {table} enable replica trigger {trigger}"
    if not facts.startswith("always"):
        yield "always", f"alter table {table} enable always trigger {trigger}"
    yield "dropped", f"drop trigger {trigger} on {table}"
    head = text.rpartition("EXECUTE FUNCTION ")[0]
    yield (
        "calls another function",
        f"drop trigger {trigger} on {table}; {head} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    )


def _constraint(name: str, facts: str, ask: Ask) -> Changes:
    constraint, _, table = name.partition(" on ")
    yield "dropped", f"alter table {table} drop constraint {constraint} cascade"
    if constraint.endswith("_fk") or "_fk_" in constraint:
        yield "not enforced", f"alter table {table} alter constraint {constraint} not enforced"


def _foreign_keys(name: str, facts: str, ask: Ask) -> Changes:
    table = name.removeprefix("keys of ")
    yield "off", f"alter table {table} disable trigger all"


def _column(column: str, facts: str, ask: Ask) -> Changes:
    table, _, name = column.rpartition(".")
    for who, letter in _rights(f"rights={facts.removeprefix('rights=')}"):
        yield f"{RIGHTS[letter]} taken from {who}", f"revoke {RIGHTS[letter]} ({name}) on {table} from {who}"
    yield "granted to everybody", f"grant select ({name}) on {table} to public"


def _schema(schema: str, facts: str, ask: Ask) -> Changes:
    yield "owner", f"alter schema {schema} owner to carisecure_app"
    yield from _of_rights("schema", schema, facts)


def _database(_name: str, facts: str, ask: Ask) -> Changes:
    name = f'"{ask("select current_database()", [])[0][0]}"'
    yield "owner", f"alter database {name} owner to postgres"
    for who, letter in _rights(facts):
        yield f"{RIGHTS[letter]} taken from {who}", f"revoke {RIGHTS[letter]} on database {name} from {who}"
    for right in ("create", "temporary", "connect"):
        yield f"{right} granted to everybody", f"grant {right} on database {name} to public"


def _role(role: str, facts: str, ask: Ask) -> Changes:
    for word in ("superuser", "bypassrls", "createrole", "createdb", "replication", "inherit", "login"):
        # "nologin" is another word than "login", and is not "login" with something before it.
        yield word, f"alter role {role} {'no' if word in facts.split() else ''}{word}"


def _membership(name: str, facts: str, ask: Ask) -> Changes:
    member, _, role = name.removeprefix("of ").partition(" in ")
    yield "taken away", f"revoke {role} from {member}"
    for option in ("admin", "inherit", "set"):
        yield option, f"grant {role} to {member} with {option} {'false' if option in facts.split() else 'true'}"
    yield "one more", f"grant {role} to carisecure_app"


def _setting(name: str, facts: str, ask: Ask) -> Changes:
    who, _, setting = name.removeprefix("of ").partition(": ")
    role = who.removesuffix(" in this database")
    where = f'in database "{ask("select current_database()", [])[0][0]}" ' if role != who else ""
    yield "reset", f"alter role {role} {where}reset {setting}"
    yield "one more", f"alter role {role} {where}set session_replication_role = replica"


def _default(name: str, facts: str, ask: Ask) -> Changes:
    role, _, rest = name.removeprefix("rights of ").partition(" on ")
    things, _, schema = rest.partition(" in ")
    head = f"alter default privileges for role {role} in schema {schema}"
    for who, letter in _rights(f"rights={facts}"):
        yield f"{RIGHTS[letter]} taken from {who}", f"{head} revoke {RIGHTS[letter]} on {things} from {who}"
    yield "all granted to everybody", f"{head} grant all on {things} to public"


KINDS: dict[str, Callable[[str, str, Ask], Changes]] = {
    "table": _table, "view": _view, "sequence": _sequence, "function": _function, "policy": _policy,
    "trigger": _trigger, "constraint": _constraint, "foreign": _foreign_keys, "column": _column, "schema": _schema,
    "database": _database, "role": _role, "membership": _membership, "setting": _setting, "default": _default,
}  # fmt: skip


def changes(guard: str, facts: str, ask: Ask) -> Changes:
    """What is changed, and the statement that does it. Raises KeyError for a kind of guard that is not known here."""
    kind, _, name = guard.partition(" ")
    yield from KINDS[kind](name, facts, ask)
