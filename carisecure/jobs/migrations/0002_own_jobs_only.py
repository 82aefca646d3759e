"""Each person's own jobs and files, by row-level security; and the ledger's trigger on both.

Three ways in. The person who asked (a job for a person runs as that person, so the worker needs no other). The house's
own jobs, which have no person, under the purpose `statistics`. Everything, under `maintenance`: the worker before it
knows whose job it is, the sweeper, the schedule. `carisecure.enter` gives a request neither of the two.
"""

from django.db import migrations

from carisecure.access.migration_operations import Watch

USER = "(select nullif(current_setting('carisecure.user', true), '')::uuid)"
PURPOSE = "(select current_setting('carisecure.purpose', true))"
OWN = f"(actor_id = {USER} or {PURPOSE} = 'maintenance' or (actor_id is null and {PURPOSE} = 'statistics'))"
UPKEEP = f"({PURPOSE} = 'maintenance')"
# A file with an action is open to a role; which one is a line of the policy, asked in `files.fetch`.
OPEN = f"({OWN} or action <> '')"


def _policies(table: str, **rules: str) -> str:
    lines = [f"alter table {table} enable row level security", f"alter table {table} force row level security"]
    for command, rule in rules.items():
        using = "" if command == "insert" else f"using {rule}"
        check = f"with check {rule}" if command in ("insert", "update") else ""
        lines.append(f"create policy own_{command} on {table} for {command} {using} {check}")
    return ";\n".join(lines)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("audit", "0002_functions"), ("accounts", "0002_watch")]

    operations = [
        migrations.RunSQL(
            _policies("jobs_job", select=OWN, insert=OWN, update=OWN, delete=UPKEEP), migrations.RunSQL.noop
        ),
        # A file once written does not change.
        migrations.RunSQL(_policies("jobs_jobfile", select=OPEN, insert=OWN, delete=UPKEEP), migrations.RunSQL.noop),
        Watch("Job"),
        Watch("JobFile"),
    ]
