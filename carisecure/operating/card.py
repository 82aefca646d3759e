"""The card to hang up beside the machine: by it a supervisor alone starts, stops, looks, and begins a restore.

A test holds its commands against docs/operating.md and the programs that they call.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.interface import paper
from carisecure.operating.conditions.certificate import site_name

SOURCE = Path(__file__).with_name("card.typ")


class Step(NamedTuple):
    """One line of a task: what to do, and what to type for it where there is something to type."""

    words: Promise
    command: str = ""


class Task(NamedTuple):
    title: Promise
    steps: tuple[Step, ...]


COMPOSE = "docker compose"
# The keys of a house, as a restore writes them.
WRITTEN = ("vault_keys", "vault_index_key", "secret_key")
MANAGE = f"{COMPOSE} exec web python manage.py"
TASKS: tuple[Task, ...] = (
    Task(
        _("Start"),
        (
            Step(_("Switch the machine on and sign in. Go to the folder of the installation."), "cd /srv/carisecure"),
            Step(_("Start everything."), f"{COMPOSE} up -d"),
            Step(_("After two minutes each line must say “healthy” or “running”."), f"{COMPOSE} ps"),
        ),
    ),
    Task(
        _("Look"),
        (
            Step(_("What is wrong stands there with what to do."), f"{MANAGE} check_installation"),
            Step(_("Without a machine at hand: sign in as administrator and open Condition.")),
        ),
    ),
    Task(
        _("Stop"),
        (
            Step(_("Nobody loses what was sent. What is being typed is kept as a draft."), f"{COMPOSE} stop"),
            Step(_("Start again as above.")),
        ),
    ),
    Task(
        _("Restore, when the machine or its disk is lost"),
        (
            Step(_("Change nothing on the old machine, and never write to the second place.")),
            Step(_("Call two of the three people who keep a share, and a second administrator or supervisor.")),
            Step(
                _("On a new machine: the same release, the second place mounted, new secrets made."),
                "docker/make-secrets && install -d -m 700 -o 10001 docker/restored",
            ),
            Step(_("Start the database alone."), f"{COMPOSE} up -d postgres"),
            Step(
                _("Restore. It asks for two shares; both of you are written into the access log."),
                f"{COMPOSE} run --rm restore --asked-by NAME --agreed-by NAME",
            ),
            Step(
                _("Put the keys that it has written in their place."),
                f"mv -f {' '.join(f'docker/restored/{name}' for name in WRITTEN)} docker/secrets/",
            ),
            Step(_("Start everything, look as above, and sign in.")),
        ),
    ),
)


def pdf() -> bytes:
    """One sheet, a page a language: the installation's own first."""
    pages = [
        _page(code) for code, _name in sorted(settings.LANGUAGES, key=lambda one: one[0] != settings.LANGUAGE_CODE)
    ]
    return paper.document(SOURCE, {"title": "CariSECURE", "pages": pages})


def _page(language: str) -> dict[str, object]:
    with translation.override(language):
        return {
            "lang": language,
            "title": str(_("CariSECURE: start, stop, restore")),
            "site": site_name(),
            "lead": str(_("For whoever is there when nobody answers. It holds no secret: hang it beside the machine.")),
            "tasks": [
                {
                    "title": str(task.title),
                    "steps": [{"words": str(step.words), "command": step.command} for step in task.steps],
                }
                for task in TASKS
            ],
            "people": str(_("Whom to call (fill in by hand)")),
            "lines": [str(one) for one in (_("First share"), _("Second share"), _("Third share"), _("Administrator"))],
        }
