"""What was done and what proves it, as it is sent: frozen, compared afterwards, nobody named who is kept back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import translation

from carisecure.accounts.models import User
from cases.exhibits.models import Exhibit
from cases.exploitation.operations import ExploitationFacts, correct_exploitation, record_exploitation
from cases.material.models import Statement
from cases.material.operations import correct_material
from cases.people.operations import add_name
from cases.proof.operations import ProofFacts, correct_proof
from cases.record.models import Case, Involvement, InvolvementGrant
from prosecutions.file.canonical import item_digest
from prosecutions.file.changes import FileChange, changes_since_submission
from prosecutions.file.models import FiledName, FileItem, FileSubmission
from prosecutions.file.pdf import file_list_pdf
from prosecutions.file.sheets import Sheet, sheets_of
from prosecutions.record.models import Prosecution
from tests.factories import first_person, make_person
from tests.people import People, enter
from tests.prosecutions.matters import proven, submitted
from tests.roles import as_system

KINDS = ("exploitation", "proof")


def frozen(sent: FileSubmission) -> dict[str, FileItem]:
    """Exactly one of each kind."""
    found = {item.kind: item for item in FileItem.objects.filter(submission=sent, kind__in=KINDS)}
    assert len(found) == FileItem.objects.filter(submission=sent, kind__in=KINDS).count() == 2
    return found


def told(people: People, prosecution: Prosecution) -> list[FileChange]:
    enter(people.prosecutor)
    found = changes_since_submission(prosecution)
    enter(people.investigator)
    return sorted(found, key=lambda one: (one.kind, one.change))


def sheets(case: Case, by: User) -> list[Sheet]:
    enter(by)
    return [sheet for sheet in sheets_of(case, by=by) if sheet.kind in KINDS]


def suspect_of(case: Case) -> Involvement:
    return Involvement.objects.get(case=case, label="Person 2")


def struck(row: Any, by: User, version: int = 1) -> Any:
    return correct_material(row=row, by=by, version=version, reason="Not ours.", is_retracted=True, changes={})


def test_both_go_frozen_under_the_digest_in_both_languages(people: People) -> None:
    case, done, items = proven(people.investigator)
    add_name(involvement=suspect_of(case), kind="name", value="CANARY-NAME", by=people.investigator)
    sent = submitted(people, case)
    assert told(people, sent.prosecution) == []
    enter(people.prosecutor)
    kinds = list(FileItem.objects.filter(submission=sent).values_list("kind", flat=True))
    assert kinds == ["elements", "exploitation", "report", "person", "person", "statement", "exhibit", "proof"]
    act, proof = (frozen(sent)[kind] for kind in KINDS)
    assert (act.object_id, act.title) == (done.entry_key, "Done to Person 1: Forced labour")
    said = act.content.splitlines()
    assert {"Who was exploited: Person 1", "Where: The kiln", "Done by: Person 2"} <= set(said)
    assert (proof.object_id, proof.title) == (items[0].victim_id, "What proves what was done to Person 1")
    of, *lines = proof.content.splitlines()
    assert of == "Of: Person 1"
    assert lines[0].startswith("What proves it: Act, against Person 2: Statement of Person 1, ")
    assert lines[1] == "Means, against Person 2: Exhibit EX1 (Shows means)"
    assert lines[2].startswith("Purpose, against Person 2: Report received ")
    assert len(lines) == 3
    assert "yet" not in proof.content, "what nothing proves is the unit's own work"
    assert "CANARY-NAME" not in "".join(f"{one.title}{one.content}{one.kept}" for one in (act, proof))
    assert not FiledName.objects.filter(item__kind__in=KINDS).exists()
    for item in (act, proof):
        assert item.sha256 == item_digest(
            position=item.position, kind=item.kind, object_id=item.object_id, version=item.object_version,
            title=item.title, content=item.content, names=[],
        )  # fmt: skip
    with translation.override("es"):
        assert "Persona 1" in act.shown_title
        assert "Persona 2" in act.shown_content
        assert "Persona 1" in proof.shown_title
        assert "Persona 2" in proof.shown_content
        assert act.is_reworded
        assert proof.is_reworded
    enter(people.prosecutor)
    assert file_list_pdf(sent, list(FileItem.objects.filter(submission=sent)), printed_for=people.prosecutor)


def test_a_correction_is_told_as_a_change_and_goes_with_the_next_file(people: People) -> None:
    case, done, (proof, *_more) = proven(people.investigator)
    by, victim, suspect = people.investigator, first_person(case), suspect_of(case)
    first = submitted(people, case)
    before = {kind: (one.content, one.sha256) for kind, one in frozen(first).items()}
    facts = ExploitationFacts(victim=victim, form="forced_labour", place="The quarry", suspects=(suspect,))
    newer = correct_exploitation(exploitation=done, facts=facts, version=1, reason="Misread.", by=by)
    (change,) = told(people, first.prosecution)
    assert (change.change, change.kind, change.object_id) == ("changed", "exploitation", done.entry_key)
    assert change.at == newer.recorded_at
    said = ProofFacts(
        victim=victim, elements=("act",), suspects=(suspect,), source=Exhibit.objects.get(case=case), shows="Page 9"
    )
    better = correct_proof(item=proof, facts=said, version=1, reason="By the ledger.", by=by)
    _one, change = told(people, first.prosecution)
    assert (change.change, change.kind, change.object_id, change.at) == (
        "changed", "proof", victim.pk, better.recorded_at,
    )  # fmt: skip
    second = submitted(people, case)
    assert told(people, second.prosecution) == []
    enter(people.prosecutor)
    assert {kind: (one.content, one.sha256) for kind, one in frozen(first).items()} == before
    assert "The quarry" in frozen(second)["exploitation"].content
    assert frozen(second)["exploitation"].object_id == done.entry_key
    assert "Act, against Person 2: Exhibit EX1 (Page 9)" in frozen(second)["proof"].content
    enter(by)
    nobody = replace(facts, suspects=())  # who did it stands in rows of its own
    correct_exploitation(exploitation=newer, facts=nobody, version=2, reason="Not known.", by=by)
    assert [(one.change, one.kind) for one in told(people, second.prosecution)] == [("changed", "exploitation")]


def test_what_is_struck_out_is_told_as_removed_and_what_is_new_as_added(people: People) -> None:
    case, done, items = proven(people.investigator)
    by = people.investigator
    sent = submitted(people, case)
    last = struck(Statement.objects.get(case=case), by)
    (proof, statement) = told(people, sent.prosecution)
    assert (proof.change, proof.kind, proof.at) == ("changed", "proof", last.recorded_at)
    assert (statement.change, statement.kind) == ("removed", "statement")
    gone = correct_exploitation(exploitation=done, facts=None, version=1, reason="No.", is_retracted=True, by=by)
    for item in items[1:]:
        correct_proof(item=item, facts=None, version=1, reason="No.", is_retracted=True, by=by)
    assert sheets(case, by) == []
    elements, act, proof, statement = told(people, sent.prosecution)
    assert (elements.change, elements.kind) == ("changed", "elements"), "they follow from what was done"
    assert (act.change, act.kind, act.object_id, act.at) == (
        "removed", "exploitation", done.entry_key, gone.recorded_at,
    )  # fmt: skip
    assert (proof.change, proof.kind, proof.object_id) == ("removed", "proof", items[0].victim_id)
    facts = ExploitationFacts(victim=first_person(case), form="sexual_exploitation")
    record_exploitation(case=case, facts=facts, by=by)
    assert ("added", "exploitation") in {(one.change, one.kind) for one in told(people, sent.prosecution)}


def test_who_is_kept_back_from_the_sender_is_named_on_no_sheet(people: People) -> None:
    case, *_more = proven(people.investigator)
    by, suspect, victim = people.investigator, suspect_of(case), first_person(case)
    group = by.personal_group_id

    def shut_out(*who: Involvement) -> None:
        with as_system():
            Involvement.objects.filter(case=case).update(excluded_groups=[])
            Involvement.objects.filter(pk__in=[one.pk for one in who]).update(excluded_groups=[group])

    assert {sheet.kind for sheet in sheets(case, by)} == set(KINDS)
    shut_out(suspect)
    (act,) = sheets(case, by)
    assert "Person 2" not in act.title + act.content + act.kept
    shut_out(victim)
    assert sheets(case, by) == [], "what was done to them is not this sender's to send"
    other = make_person(case, by, role="possible_victim")
    facts = ExploitationFacts(victim=other, form="forced_labour")
    record_exploitation(case=case, facts=facts, by=by)
    (act,) = sheets(case, by)
    assert act.title == f"Done to {other.label}: Forced labour"


def test_by_label_where_names_may_not_be_seen(people: People) -> None:
    case, *_more = proven(people.investigator)
    add_name(involvement=first_person(case), kind="name", value="CANARY-NAME", by=people.investigator)
    before = [(one.title, one.content, one.mark) for one in sheets(case, people.investigator)]
    with as_system():
        InvolvementGrant.objects.filter(permission__codename="see_identity_involvement").delete()
    assert [(one.title, one.content, one.mark) for one in sheets(case, people.investigator)] == before
    assert all(one.names == () for one in sheets(case, people.investigator))
