"""The names of the kinds of work stand in stored rows: code may move, a name may not."""

from __future__ import annotations

from carisecure.celery import app
from carisecure.jobs import kinds

NAMES = {
    "accounts.deactivate_unused", "accounts.forget_sessions", "accounts.rotate_keys", "audit.anchor", "audit.verify",
    "audit.weekly_review", "cases.ask_next", "cases.check_register", "cases.end_grants", "cases.look_into_register",
    "interface.forget_submissions", "jobs.tidy", "reports.check_import", "reports.commit_import",
    "reports.export_run", "reports.figures", "reports.forget_imports", "reports.look_into_import", "reports.month",
    "reports.undo_import",
}  # fmt: skip


def test_every_kind_keeps_its_name() -> None:
    """A job of yesterday under a name that is gone has no title, cannot be asked for again and fails when it starts.

    A kind that is new is added here; one that goes leaves its name to the rows that have it.
    """
    app.loader.import_default_modules()
    assert sorted(NAMES - set(kinds._kinds)) == []
