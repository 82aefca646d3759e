"""Many at one record, and forms that are sent twice: every text is stored or shown, and there is one row each."""

from __future__ import annotations

import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import transaction

from carisecure.access import session
from carisecure.accounts.models import User
from cases.material.models import Note
from cases.material.operations import add_note
from tests.accounts.web import Answer
from tests.proving.desk import Desk, Form, each, shown
from tests.proving.figures import Findings, statuses
from tests.proving.house import house
from tests.proving.staff import Staff, move_in, notes, speak_to
from tests.roles import as_system

TITLE = "### Many at one record, and forms sent twice"
EDITORS, DOUBLES, ROUNDS = 20, 300, 3


def prove(*, seed: int, many: int = DOUBLES) -> Findings:
    findings = Findings()
    with house() as one:
        speak_to(one.database.address())
        staff = move_in(EDITORS)
        one.start_web()
        for _ in range(ROUNDS):
            edit_together(findings, one.home, staff, staff.more)
        send_twice(findings, one.home, staff, seed=seed, many=many)
    return findings


@dataclass
class Editor:
    """Somebody with a correction before them. `wrong`: what went wrong with their text, in words."""

    desk: Desk
    path: str
    text: str
    tries: int = 0
    was_shown: int = 0
    wrong: str = ""

    def begin(self) -> None:
        answer = self.desk.get(self.path)
        self.values = Form(answer.text).values if answer else {}
        self.values |= {"text": self.text, "correction": "change", "correction_reason": f"Why {self.text}"}

    def send(self, most: int) -> None:
        """Press, and where somebody was faster press again under what the page shows, until it is stored."""
        while self.tries < most and not self.wrong:
            self.tries += 1
            answer = self.desk.post(self.path, self.values)
            if answer is not None and answer.status == 302:
                return
            self._look(answer)
        self.wrong = self.wrong or f"{self.text}: not stored after {most} tries"

    def _look(self, answer: Answer | None) -> None:
        if answer is None or answer.status != 409 or not shown(self.text, answer.text):
            self.wrong = f"{self.text}: answered {answer.status if answer else 'nothing'}, text not shown"
            return
        self.was_shown += 1
        # The page's own form: their text, and the version of what stands beside it.
        self.values = Form(answer.text).values


def edit_together(findings: Findings, home: str, staff: Staff, users: list[User]) -> None:
    """All open the same entry, then all press at once; who was too late combines and presses again."""
    by = staff.people.investigator
    with transaction.atomic():
        session.enter(by, purpose=session.REQUEST)
        note = add_note(case=staff.case, text="As it was first.", by=by)
    path = f"/cases/notes/{note.pk}/correct/"
    mark = uuid.uuid4().hex[:8]
    editors = [Editor(staff.desk(home, user), path, f"{user.username} says so, {mark}") for user in users]
    with ThreadPoolExecutor(len(editors)) as together:
        list(together.map(Editor.begin, editors))
        list(together.map(lambda one: one.send(len(editors)), editors))
    texts = [one.text for one in editors]
    with as_system():
        kept = [row.text for row in Note.objects.filter(entry_key=note.entry_key).order_by("version")]
        versions = list(
            Note.objects.filter(entry_key=note.entry_key).order_by("version").values_list("version", flat=True)
        )
    findings.add("people who corrected one entry at once", len(editors))
    findings.add("presses, and pages that showed somebody's own text beside the one stored meanwhile",
                 f"{sum(one.tries for one in editors)} and {sum(one.was_shown for one in editors)}")  # fmt: skip
    findings.add("answers", statuses(told.status for one in editors for told in one.desk.told))
    findings.add("texts neither kept nor shown", sum(bool(one.wrong) for one in editors), 0)
    findings.add(
        "texts kept once, in a row of their own", sum(times == 1 for _t, times in each(kept, texts)), len(texts)
    )
    findings.add("versions without a gap", versions == list(range(versions[0], versions[0] + len(texts) + 1)), True)
    for one in editors:
        if one.wrong:
            findings.fault(one.wrong)


def send_twice(findings: Findings, home: str, staff: Staff, *, seed: int, many: int) -> None:
    """Each form two to four times at once, in windows of one browser; all presses are sent to the same place."""
    chance = random.Random(seed)
    path, user = f"/cases/{staff.case.pk}/notes/add/", staff.more[0]
    before, texts, wrong, presses = len(notes(staff.case.pk)), [], 0, 0
    told: list[str] = []
    with ThreadPoolExecutor(4) as together:
        for number in range(many):
            windows = [staff.desk(home, user) for _ in range(chance.choice((2, 2, 2, 3, 4)))]
            opened = windows[0].get(path)
            text = f"Form {number} of {seed}, {uuid.uuid4().hex}"
            values = {**Form(opened.text if opened else "").values, "text": text}
            answers = list(together.map(lambda one, v=values: one.post(path, v), windows))
            texts.append(text)
            presses += len(windows)
            told += [str(answer.status) if answer else "no answer" for answer in answers]
            if {answer and (answer.status, answer.location) for answer in answers} != {
                (302, answers[0] and answers[0].location)
            }:
                wrong += 1
                findings.fault(f"form {number}: {[answer and (answer.status, answer.location) for answer in answers]}")
    found = notes(staff.case.pk)
    findings.add("forms sent twice to four times at once, and presses", f"{many} and {presses}")
    findings.add("answers to them", statuses(told))
    findings.add("forms whose presses were not all sent to the same place", wrong, 0)
    findings.add("forms with one row each", sum(times == 1 for _text, times in each(found, texts)), many)
    findings.add("rows more than forms", len(found) - before - many, 0)
