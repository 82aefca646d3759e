"""`manage.py verify_ledger`: is the access log whole, and what guards it? Status 0, or 1 with what is not."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from carisecure.audit import anchors, guards, ledger, restores
from carisecure.audit.verification import Problem, verify

FAULTS = {
    "seal": "Seal {seal} does not fit the chain: it was changed, or a seal before it is missing.",
    "changed": "Line {entry} was changed after seal {seal} was made.",
    "missing": "Line {entry}, covered by seal {seal}, is missing.",
    "inserted": "Line {entry} was put in afterwards{where}.",
    "outside": "Line {entry} was not written when it says: its time or number lies outside what seal {seal} spans.",
    "unsaid": "The anchors say that the log was restored from seal {seal}; the log has no line of two people about it.",
    "excuse": "Line {entry} says that the log was restored from seal {seal}; no anchor says so: it excuses nothing.",
    "anchor": "Anchor {seal} is not matched: the chain was cut before it or computed anew.",
}

RESTORED = (
    "This database was restored into another server since its last seal. Its newest lines wait for the seal that ends "
    "what the old server wrote: manage.py seal_ledger makes it."
)

# Connections: nobody waits for a page of whoever types this.
AT_ONCE = 2


class Command(BaseCommand):
    help = "Check the access log: each line against its seal, each seal against the chain, each anchor kept outside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchors", type=Path, help="a file of anchors, in place of LEDGER_ANCHOR_FILE")
        parser.add_argument("--no-seal", action="store_true", help="do not seal first (on a read replica)")
        parser.add_argument("--from-seal", type=int, default=1, help="begin at this seal, trusting those before it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_seal"]:
            ledger.seal()
        try:
            path: Path | None = options["anchors"]
            kept = anchors.kept(path.read_text(encoding="ascii")) if path else anchors.kept_in_file()
        except (OSError, ValueError) as error:
            raise CommandError(f"The anchors cannot be read: {error}.") from error
        verdict = verify(kept, first=options["from_seal"], at_once=AT_ONCE)
        counts = (
            f"{verdict.lines:,} lines under {verdict.seals:,} seals, {verdict.waiting:,} lines not sealed yet, "
            f"{verdict.anchors:,} of {len(kept):,} anchors matched."
        )
        self.stdout.write(counts)
        if verdict.restored:
            self.stdout.write(RESTORED)
        for loss in verdict.losses:
            self.stdout.write(restores.sentence(loss))
        unlike = guards.differences()
        for line in [*map(sentence, verdict.problems[:-1]), *unlike]:
            self.stdout.write(line)
        if not verdict.is_whole:
            raise CommandError(sentence(verdict.problems[-1]))
        if unlike:
            raise CommandError(
                f"The database guards its records otherwise than this release does: {len(unlike):,} lines."
            )
        if not kept:
            self.stdout.write("No anchor was compared: a cut of the newest seals would not be noticed.")
        self.stdout.write("The access log is whole.")


def sentence(problem: Problem) -> str:
    where = f" into what seal {problem.seal} covers" if problem.seal else ""
    return FAULTS[problem.fault].format(seal=problem.seal, entry=problem.entry, where=where)
