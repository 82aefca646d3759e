"""So many random histories of the access log, each checked as it is, and then after one tampering."""

from __future__ import annotations

import random
from collections import Counter

from tests.audit.ledger_database import Ledger
from tests.proving.figures import Findings
from tests.proving.forging import KINDS, Forger
from tests.proving.histories import live_through

TITLE = "### Tamperings with the access log"
MANY = 500


def prove(at: Ledger, *, seed: int, many: int = MANY) -> Findings:
    """Each kind in its turn. Everything that was changed has to be named, with its line or its seal; in the histories
    as they came about, nothing."""
    findings, told, lines, seals = Findings(), Counter[str](), 0, 0
    clean_named = missed = otherwise = 0
    for number in range(many):
        chance = random.Random(f"{seed}/{number}")
        kind = KINDS[number % len(KINDS)]
        anchors = live_through(at, chance)
        clean = at.verify(anchors)
        lines, seals = lines + clean.lines, seals + clean.seals
        if not clean.is_whole or clean.anchors != len(anchors) or clean.waiting:
            clean_named += 1
            findings.fault(f"history {number} as it came about: {clean}")
        forged = kind(Forger(at, chance, anchors))
        at.ask("reset session_replication_role")
        verdict = at.verify(forged.anchors)
        told[kind.__name__] += 1
        if verdict.is_whole:
            missed += 1
            findings.fault(f"{number}, {forged.done}: not found")
        elif not all(named.is_among(verdict.problems) for named in forged.named):
            otherwise += 1
            findings.fault(f"{number}, {forged.done}: {verdict.problems} in place of {forged.named}")
    findings.add("histories as they came about", many)
    findings.add("lines and seals in them", f"{lines:,} and {seals:,}")
    findings.add("of these taken for changed", clean_named, 0)
    findings.add(f"tamperings, of {len(told)} kinds", many)
    findings.add("not found", missed, 0)
    findings.add("found, but not named by line or seal", otherwise, 0)
    return findings
