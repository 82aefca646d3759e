"""The wall around every table of this app, and the ledger's trigger on its grants."""

from django.db import migrations

from carisecure.access.migration_operations import Follow, RaiseWall, Watch

CASE = "cases.Case"
INVOLVEMENT = "cases.Involvement"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("audit", "0002_functions"),
        ("access", "0003_exclusions_and_delegations"),
    ]

    operations = [
        RaiseWall("Case", guard=CASE, anchor="id", statistics=True),
        RaiseWall("Involvement", guard=INVOLVEMENT, anchor="id", statistics=True),
        RaiseWall("Person", guard=INVOLVEMENT, through=INVOLVEMENT, through_column="person_id", statistics=True),
        RaiseWall(
            "PersonIdentity",
            guard=INVOLVEMENT,
            through=INVOLVEMENT,
            through_column="person_id",
            own="person_id",
            reading="see_identity",
        ),
        RaiseWall("IntakeReport", guard=CASE, anchor="case_id", statistics=True),
        RaiseWall("Statement", guard=CASE, anchor="case_id"),
        RaiseWall("Exhibit", guard=CASE, anchor="case_id"),
        RaiseWall("Note", guard=CASE, anchor="case_id"),
        Follow("Involvement", column="case_id", parent=CASE),
        Watch("CaseGrant"),
        Watch("InvolvementGrant"),
    ]
