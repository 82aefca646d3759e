"""The wall around every table of this app."""

from django.db import migrations

from carisecure.access.migration_operations import RaiseWall, Watch

INVOLVEMENT = "cases.Involvement"
ANCHOR = "involvement_id"
BETWEEN = ("from_group_id", "to_group_id")


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial"), ("cases", "0002_walls")]

    operations = [
        RaiseWall(
            "Screening",
            guard=INVOLVEMENT,
            anchor=ANCHOR,
            parties=("agency_group_id", "handed_group_id"),
            reading="change",
        ),
        RaiseWall(
            "StatusDetermination", guard=INVOLVEMENT, anchor=ANCHOR, parties=("agency_group_id",), statistics=True
        ),
        RaiseWall("Consent", guard=INVOLVEMENT, anchor=ANCHOR, parties=("agency_group_id",)),
        RaiseWall("Referral", guard=INVOLVEMENT, anchor=ANCHOR, parties=BETWEEN, writing="view"),
        RaiseWall("ReferralEvent", guard=INVOLVEMENT, anchor=ANCHOR, parties=BETWEEN, writing="view", statistics=True),
        Watch("ReferralEnding"),
    ]
