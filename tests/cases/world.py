"""Our case and a foreign one, for the sweep: with a word in every text that must never be read by anybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from carisecure.access.models import Delegation
from carisecure.accounts.models import User
from carisecure.days.known import KnownDay
from carisecure.storage import keeping
from cases.course.operations import update_summary
from cases.dossier.models import COPY
from cases.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, ExhibitUpload
from cases.exhibits.operations import Custody, add_exhibit, correct_custody, correct_exhibit, record_custody
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, correct_exploitation, record_exploitation
from cases.insiders.models import EmergencyAccess, NewLead
from cases.insiders.operations.compartments import exclude_person
from cases.intake.models import IntakeReport
from cases.intake.operations.correcting import correct_report
from cases.intake.operations.deciding import Choice, decide_report
from cases.keeping.models import Hold, ReportApproval, ReportHold
from cases.keeping.operations import agreeing
from cases.keeping.operations.holding import place_hold
from cases.keeping.operations.reports import REPORTS
from cases.material.models import Note, Statement
from cases.material.operations import add_note, add_statement, correct_material
from cases.people.models import InvolvementPart, PersonIdentity
from cases.people.operations import PersonEntry
from cases.people.roles import RoleFacts, add_role, correct_role
from cases.proof.models import ProofItem
from cases.proof.operations import ProofFacts, correct_proof, record_proof
from cases.record.models import Case, CaseGrant, CaseStageEvent, Involvement
from cases.same_human.models import SamePerson
from cases.same_human.operations import end, say
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.access.world import World
from tests.cases.registers import world as registers
from tests.factories import first_person, make_case, make_report
from tests.people import enter

UNIT = ("investigator", "colleague", "supervisor")


def build(world: World) -> None:
    registers.build(world)
    own = _case(world, "OWN", world.people.investigator, UNIT)
    foreign = _case(world, "FOREIGN", world.people.outsider, ("outsider",))
    world.add("case", own=own[0], foreign=foreign[0], seen_by=UNIT)
    own_report = _report(world, "OWN", world.people.investigator, UNIT)
    foreign_report = _report(world, "FOREIGN", world.people.outsider, ("outsider",))
    world.add("report", own=own_report, foreign=foreign_report, seen_by=UNIT)
    _same_human(world, (own[1], own_report), (foreign[1], foreign_report))
    world.add("decision", own=own_report.decisions.get(), foreign=foreign_report.decisions.get(), seen_by=UNIT)
    for target, kept in (("report_hold", ReportHold), ("report_approval", ReportApproval)):
        own_row, foreign_row = (kept._default_manager.get(report=one) for one in (own_report, foreign_report))
        world.add(target, own=own_row, foreign=foreign_row, seen_by=UNIT)
    world.add("involvement", own=own[1], foreign=foreign[1], seen_by=UNIT)
    _entries(world, own[0], foreign[0])
    world.add(
        "identity",
        own=_identity(own[1], world.people.investigator),
        foreign=_identity(foreign[1], world.people.outsider),
        seen_by=UNIT,
    )
    # In the unit and nowhere else: not even whoever the file is shared with sees what was done in the case's words.
    for target, make in (
        ("role", _role),
        ("exploitation", _exploitation),
        ("proof", _proof),
        ("approval", _approval),
        ("emergency", _emergency),
        ("hold", _hold),
    ):
        world.add(
            target,
            own=make(world, "OWN", own[0], world.people.investigator, UNIT),
            foreign=make(world, "FOREIGN", foreign[0], world.people.outsider, ("outsider",)),
            seen_by=UNIT,
        )
    # Nobody is inside of either; the auditor is of the office that oversees them, and ours excludes nobody.
    own_lead, foreign_lead = (_new_lead(world, by) for by in (world.people.investigator, world.people.outsider))
    world.add("new_lead", own=own_lead, foreign=foreign_lead, seen_by=("auditor",), foreign_seen_by=())
    world.add(
        "colleague", own=world.people.colleague, foreign=world.people.outsider, seen_by=("supervisor",),
        foreign_seen_by=(),
    )  # fmt: skip
    world.add(
        "delegation",
        own=_delegation(world.people.investigator, world.people.colleague),
        foreign=_delegation(world.people.outsider, world.people.frontline),
        seen_by=UNIT,
    )


def _entries(world: World, own: Case, foreign: Case) -> None:
    """The first row of each entry of the two cases."""
    models: tuple[tuple[str, Any], ...] = (
        ("stage", CaseStageEvent), ("note", Note), ("statement", Statement), ("exhibit", Exhibit),
        ("custody", CustodyEvent),
    )  # fmt: skip
    for target, model in models:
        mine, theirs = (model.objects.get(case=case, replaces=None) for case in (own, foreign))
        world.add(target, own=mine, foreign=theirs, seen_by=UNIT)
    for target, kept in (("upload", ExhibitUpload), ("exhibit_file", ExhibitFile)):
        mine, theirs = (kept._default_manager.get(case=case) for case in (own, foreign))
        world.add(target, own=mine, foreign=theirs, seen_by=UNIT)


def _report(world: World, whose: str, by: User, readers: tuple[str, ...]) -> IntakeReport:
    """One without a case, about which something is decided; its words were corrected once."""

    def canary(where: str) -> str:
        return world.canary(f"CANARY-{where}-{whose}", readers=readers)

    report = make_report(by, narrative=canary("ALONE"), place=canary("CORNER"), danger_note=canary("ALARM"),
                         people=(PersonEntry(name=canary("TOLD")),))  # fmt: skip
    decide_report(report=report, choice=Choice("not_trafficking", reason=canary("VERDICT")), by=by)
    _reworded(report, by, canary)
    hold = agreeing.place_hold(REPORTS, report, reason=canary("REPORT-HOLD"), by=by)
    agreeing.ask_to_lift(REPORTS, hold, reason=canary("REPORT-LIFT"), by=by)
    return report


def _reworded(report: IntakeReport, by: User, canary: Callable[[str], str]) -> None:
    told = {
        "narrative": canary("ALONE-CORRECTED"), "place": canary("CORNER-CORRECTED"), "danger_now": "no",
        "danger_note": canary("ALARM-CORRECTED"), "channel": "phone", "source": "", "from_whom": "anonymous",
        "region": "POS", "form": "", "is_child_involved": False, "is_official_involved": False,
        "received_at": report.received_at,
    }  # fmt: skip
    correct_report(report=report, version=1, reason=canary("REPORT-REASON"), by=by, changes=told)


def _same_human(world: World, own: tuple[Involvement, IntakeReport], foreign: tuple[Involvement, IntakeReport]) -> None:
    world.add(
        "same_person",
        own=_same_person(world, "OWN", *own, world.people.investigator, UNIT),
        foreign=_same_person(world, "FOREIGN", *foreign, world.people.outsider, ("outsider",)),
        seen_by=UNIT,
    )


def _same_person(
    world: World, whose: str, one: Involvement, report: IntakeReport, by: User, readers: tuple[str, ...]
) -> SamePerson:
    """Between a person of a case and one of a report; and one that was taken back before, so that both are planted."""

    def canary(where: str) -> str:
        return world.canary(f"CANARY-{where}-{whose}", readers=readers)

    enter(by)
    other = report.told.get().involvement
    wrong = say(kind="not_same", involvement=one, other=other, reason=canary("NOT-THE-SAME"), by=by)
    end(link=wrong, reason=canary("TAKEN-BACK"), by=by)
    return say(kind="same", involvement=one, other=other, reason=canary("THE-SAME"), by=by)


def _identity(involvement: Involvement, by: User) -> PersonIdentity:
    enter(by)
    found: PersonIdentity = PersonIdentity.objects.get(person_id=involvement.person_id)
    return found


def _exploitation(world: World, whose: str, case: Case, by: User, readers: tuple[str, ...]) -> Exploitation:
    """Corrected once, so that a struck-out row is planted as well."""

    def canary(where: str) -> str:
        return world.canary(f"CANARY-{where}-{whose}", readers=readers)

    enter(by)
    facts = ExploitationFacts(
        victim=first_person(case), form="forced_labour", place=canary("EXPLOITED-AT"), promised=canary("PROMISED"),
        recruited_by=canary("RECRUITER"), paid_by=canary("PAYER"),
    )  # fmt: skip
    first = record_exploitation(case=case, facts=replace(facts, place=canary("STRUCK-OUT")), by=by)
    return correct_exploitation(exploitation=first, facts=facts, version=1, reason=canary("CORRECTED-BECAUSE"), by=by)


def _role(world: World, whose: str, case: Case, by: User, readers: tuple[str, ...]) -> InvolvementPart:
    """A witness too, corrected once."""
    enter(by)
    part = add_role(involvement=first_person(case), facts=RoleFacts("witness"), by=by)
    since = KnownDay(timezone.localdate(case.opened_at))
    reason = world.canary(f"CANARY-ROLE-BECAUSE-{whose}", readers=readers)
    return correct_role(part=part, facts=RoleFacts("witness", since=since), version=1, reason=reason, by=by)


def _proof(world: World, whose: str, case: Case, by: User, readers: tuple[str, ...]) -> ProofItem:
    """Corrected once, so that a struck-out row is planted as well."""

    def canary(where: str) -> str:
        return world.canary(f"CANARY-{where}-{whose}", readers=readers)

    enter(by)
    said = Statement.objects.filter(case=case)[0]
    facts = ProofFacts(victim=first_person(case), elements=("means",), source=said, shows=canary("PROOF-STRUCK-OUT"))
    (first,) = record_proof(case=case, facts=facts, by=by)
    right = replace(facts, shows=canary("PROOF-SHOWS"))
    return correct_proof(item=first, facts=right, version=1, reason=canary("PROOF-BECAUSE"), by=by)


def _approval(world: World, whose: str, case: Case, by: User, readers: tuple[str, ...]) -> Approval:
    enter(by)
    return approvals.request(COPY, case, world.canary(f"CANARY-APPROVAL-{whose}", readers=readers), by)


def _emergency(world: World, whose: str, case: Case, by: User, readers: tuple[str, ...]) -> EmergencyAccess:
    """Over, and not reviewed yet; the guard, which takes no row of two hours ago, stands aside."""
    opened = timezone.now() - timedelta(hours=2)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
    made = EmergencyAccess.objects.create(
        case=case, user=by, opened_at=opened, ends_at=opened + timedelta(hours=1),
        reason=world.canary(f"CANARY-EMERGENCY-{whose}", readers=readers),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = origin")
    return made


def _hold(world: World, whose: str, case: Case, by: User, readers: tuple[str, ...]) -> Hold:
    enter(by)
    return place_hold(case=case, ground="inquiry", reason=world.canary(f"CANARY-HOLD-{whose}", readers=readers), by=by)


def _new_lead(world: World, by: User) -> NewLead:
    """Of a sealed case that its one person has left; the second one excludes the auditor as well."""
    case = make_case(
        by, is_official_involved=True, narrative=world.canary(f"CANARY-LEFT-{by.username}".upper(), readers=())
    )
    if by == world.people.outsider:
        exclude_person(case=case, who=world.people.auditor, by=by)
    CaseGrant.objects.filter(content_object=case).delete()
    enter(world.people.administrator)
    return NewLead.objects.create(case=case, lead=by, requested_by=world.people.administrator)


def _delegation(absent: User, deputy: User) -> Delegation:
    """Not begun, so that it opens nothing."""
    begins = timezone.now() + timedelta(days=5)
    return Delegation.objects.create(
        from_user=absent, to_user=deputy, begins_at=begins, ends_at=begins + timedelta(days=5), reason="leave",
        made_by=absent,
    )  # fmt: skip


def _corrections(case: Case, by: User, canary: Callable[[str], str], involvement: Involvement) -> None:
    """Of each kind one entry that was corrected: the later text and the reason stand on the page beside the first."""
    changes: dict[type[Any], dict[str, Any]] = {
        Note: {"text": canary("NOTE-CORRECTED")},
        Statement: {
            "involvement": involvement, "taken_on": timezone.localdate(case.opened_at), "language": "",
            "text": canary("STATEMENT-CORRECTED"),
        },
        Exhibit: {
            "mark": "A1", "description": canary("EXHIBIT-CORRECTED"), "found_on": None,
            "found_at": canary("EXHIBIT-FOUND-AT"), "seized_by": canary("SEIZED-BY"),
            "seized_from": canary("SEIZED-FROM"), "warrant": canary("WARRANT"),
        },
    }  # fmt: skip
    for model, values in changes.items():
        reason = canary(f"{model.__name__.upper()}-REASON")
        row = model.objects.get(case=case)
        if isinstance(row, Exhibit):
            correct_exhibit(exhibit=row, by=by, version=1, reason=reason, changes=values)
        else:
            correct_material(row=row, by=by, version=1, reason=reason, changes=values)
    _custody(Exhibit.objects.get(case=case, replaces=None), by, canary)


def _files(exhibit: Exhibit, by: User, canary: Callable[[str], str]) -> None:
    """A picture that was kept, with its copy, and one that waits; no browser shows what is in them as words."""
    kept, copy = (keeping.keep("exhibits", lambda stream: stream.write(b"\xff\xd8\xff")) for _one in range(2))
    ExhibitFile.objects.create(
        pk=kept.key, case=exhibit.case, exhibit=exhibit, number=1, name=canary("FILE-NAME"), mime="image/jpeg",
        size=kept.size, sha256=kept.sha256, path=kept.path, scan="none", sent_by=by, sent_at=timezone.now(),
        copy_path=copy.path, copy_sha256=copy.sha256,
    )  # fmt: skip
    ExhibitUpload.objects.create(
        case=exhibit.case, exhibit=exhibit, name=canary("UPLOAD-NAME"), size=3, state="waiting", sent_by=by
    )


def _custody(exhibit: Exhibit, by: User, canary: Callable[[str], str]) -> None:
    """Corrected once, so that a struck-out row is planted as well."""
    today = KnownDay(timezone.localdate())
    told = Custody(
        "lodged", today, handed_by=canary("SEIZED-BY"), handed_to=canary("HANDED-TO"), place=canary("STORE-BEFORE"),
        seal=canary("SEAL"), note=canary("CUSTODY-NOTE"),
    )  # fmt: skip
    _files(exhibit, by, canary)
    event = record_custody(exhibit=exhibit, custody=told, version=1, by=by)
    right = replace(told, place=canary("STORE"))
    correct_custody(event=event, custody=right, version=1, reason=canary("CUSTODY-REASON"), by=by)


def _case(world: World, whose: str, by: User, readers: tuple[str, ...]) -> tuple[Case, Involvement]:
    def canary(where: str) -> str:
        return world.canary(f"CANARY-{where}-{whose}", readers=readers)

    person = PersonEntry(name=canary("NAME"), age_from=20, age_to=25, age_basis="impression", languages=("es",))
    case = make_case(by, people=(person,), narrative=canary("REPORT"), place=canary("PLACE"), title=canary("TITLE"))
    update_summary(case=case, summary=canary("SUMMARY"), region="POS", version=1, by=by)
    add_note(case=case, text=canary("NOTE"), by=by)
    add_exhibit(case=case, mark="A1", description=canary("EXHIBIT"), by=by)
    involvement = first_person(case)
    taken_on = timezone.localdate(case.opened_at)
    add_statement(case=case, involvement=involvement, text=canary("STATEMENT"), taken_on=taken_on, by=by)
    _corrections(case, by, canary, involvement)
    return Case.objects.get(pk=case.pk), involvement
