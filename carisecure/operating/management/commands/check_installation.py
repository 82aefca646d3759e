"""`manage.py check_installation`: is everything well here, and what to do where it is not. Status 1 where it is not."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from carisecure.operating import alarms, conditions, words
from carisecure.operating.conditions import Found, State

MARKS = {State.OK: "ok   ", State.UNKNOWN: "?    ", State.WARN: "LOOK ", State.BAD: "WRONG"}


class Command(BaseCommand):
    help = "Look at everything that an installation needs, say what is wrong and what to do next. No secret is printed."
    # Wrong keys or another release's database would end it before it could say so.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="one object: name, state, code, facts, words, what to do"
        )
        parser.add_argument("--language", default="en", choices=("en", "es"), help="of the words")
        parser.add_argument("--mail", action="store_true", help="send a mail to ALARM_EMAIL too, to try it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["mail"]:
            alarms.try_mail()
        found = conditions.look_at()
        with translation.override(options["language"]):
            told = [_told(one, found[one.name]) for one in conditions.ALL]
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            else:
                self._print(told)
        if any(one.state == State.BAD for one in found.values()):
            sys.exit(1)

    def _print(self, told: list[dict[str, Any]]) -> None:
        for one in told:
            self.stdout.write(f"{MARKS[one['state']]} {one['title']}: {one['says']}")
            if one["state"] != State.OK and one["do"]:
                self.stdout.write(f"      {one['do']}")


def _told(condition: conditions.Condition, found: Found) -> dict[str, Any]:
    return {
        "name": condition.name,
        "title": str(condition.title),
        "state": found.state.value,
        "code": found.code,
        "facts": dict(found.facts),
        "says": words.says(condition.name, found.code, found.facts),
        "do": words.do(condition.name, found.code, found.facts),
    }
