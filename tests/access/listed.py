"""The lists of the house with many rows in each, for their plans: what is rare, what is common, who sees how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import RequestFactory

from carisecure.access import path
from carisecure.access.delegation import private_group
from carisecure.accounts.models import Agency, User
from carisecure.accounts.operations import make_agency, make_user
from carisecure.accounts.roles import KIND_OF_ROLE, Role
from carisecure.audit.models import Entry, Line
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import FIRST
from carisecure.jobs.models import Job
from cases.intake.models import IntakeReport
from cases.record.models import Case, Involvement, Person
from reports.figures.models import ReportRun
from screening.clients.models import Client
from screening.clients.queries import our_clients
from screening.referral.models import Referral, ReferralEnding
from screening.referral.queries import exchange_of, inbox_of
from tests.access.reading import as_signed_in
from tests.filling import fill, key
from tests.people import enter
from tests.roles import as_system

MANY = 12_000
SOME = 40  # one row in so many is seen by who sees some
START = "timestamptz '2024-01-01' + n * interval '1 minute'"


@dataclass(frozen=True)
class Listed:
    """A list: its rows and, filter by filter, a rare value and a common one. `values` may name {viewer} and {other}."""

    model: type[Model]
    role: str
    fill: Callable[[list[User]], None]
    values: Mapping[str, Sequence[str]]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def is_walled(self) -> bool:
        return hasattr(self.model, "wall")


class Filled:
    """A filled list, and people who see all of it, some, one row; where it stands behind no grants, all."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed
        with as_system():
            agency = make_agency(code="plans", name="Plans", kind=KIND_OF_ROLE[listed.role], country="TT")
            names = ("all", "some", "one") if listed.is_walled else ("all",)
            self.viewers = [
                make_user(username=f"sees-{name}", full_name=f"Sees {name}", role=listed.role, agency=agency)
                for name in names
            ]
        listed.fill(self.viewers)
        if listed.is_walled:
            _grant(listed.model, self.viewers)
        as_signed_in()
        self._counted: dict[str, int] = {}

    def open(self, kind: type[ListPage], viewer: User, asked: Mapping[str, str]) -> ListPage:
        """The page at this address, as this person."""
        enter(viewer)
        page = kind()
        page.request = RequestFactory().get("/", {name: self._value(value) for name, value in asked.items()})
        page.request.user = viewer
        return page

    def finding(self, kind: type[ListPage], viewer: User, asked: Mapping[str, str]) -> Callable[[], Any]:
        return lambda: self.open(kind, viewer, asked).find()

    def _value(self, value: str) -> str:
        return value.format(
            viewer=self.viewers[0].pk, agency=self.viewers[0].agency_id, key=_first_key(self.listed.model)
        )

    def granted(self, viewer: User) -> int:
        """The rows that this person may see."""
        return self._once(f"{viewer.pk}", lambda: self._seen(viewer))

    def _seen(self, viewer: User) -> int:
        enter(viewer)
        if not self.listed.is_walled:
            return self.listed.model._default_manager.count()
        return path.granted(self.listed.model, viewer, "view").count()

    def rows(self, kind: type[ListPage], asked: Mapping[str, str]) -> int:
        """The rows of a filter, whoever sees them."""

        def count() -> int:
            page = self.open(kind, self.viewers[0], asked)
            with as_system():
                rows = self.listed.model._default_manager.all()
                if kind.filter_class is not None:
                    rows = kind.filter_class(page.request.GET or None, queryset=rows, request=page.request).qs
                return int(rows.count())

        return self._once(str(asked), count)

    def middle(self, kind: type[ListPage], viewer: User, sort: str) -> str:
        """The key of a row in the middle of the list."""
        page = self.open(kind, viewer, {"sort": sort})
        rows, (_name, order) = page.rows(), page.order()
        return str(rows.order_by(*order.by()).values_list("pk", flat=True)[rows.count() // 2])

    def _once(self, what: str, count: Callable[[], int]) -> int:
        if what not in self._counted:
            self._counted[what] = count()
        return self._counted[what]


def filled(listed: Listed) -> Filled:
    return Filled(listed)


def _first_key(model: type[Model]) -> str:
    return "00000000-0000-4000-8000-000000000000" if model is Line else ""


def _grant(model: type[Model], viewers: list[User]) -> None:
    """Of all rows to the first, of one in forty to the second, of one to the third; and each to two units besides."""
    table, grants = model._meta.db_table, path.grant_model(model)
    number = Permission.objects.get(
        content_type__app_label=model._meta.app_label, codename=f"view_{model._meta.model_name}"
    ).pk
    same = {"permission_id": str(number), "purpose": "'plan'"}
    for unit in (1, 2):
        group = f"{unit} * 100000 + n % 50"
        fill(grants, MANY, content_object_id=key(table), group_id=group, **same)
    for viewer, step, count in zip(viewers, (1, SOME, MANY), (MANY, MANY // SOME, 1), strict=False):
        content = key(table, f"(n * {step})")
        fill(grants, count, content_object_id=content, group_id=str(private_group(viewer)), **same)


def _cases(viewers: list[User]) -> None:
    lead = f"case when n % 5 = 0 then null when n % 150 = 1 then '{viewers[0].pk}' else '{viewers[-1].pk}' end::uuid"
    # Open cases move often, but for one in a hundred; most closed ones have not moved for long.
    days = "case when n % 2 = 0 then n % 500 when n % 100 = 3 then 30 + n % 50 else n % 13 end"
    fill(
        Case, MANY, reference="'TT-' || n", country="'TT'", compartment="'agency'", opened_at=START,
        lead_officer_id=lead,
        stage="case when n % 2 = 0 then 'closed' when n % 200 = 1 then 'reopened' else 'under_investigation' end",
        region="case when n % 300 = 1 then 'PTF' when n <= 200 then 'TOB' else 'POS' end",
        last_moved_at=f"now() - ({days}) * interval '1 day' - n * interval '1 second'",
        danger_since="case when n % 600 = 1 then now() end",
    )  # fmt: skip


def _reports(viewers: list[User]) -> None:
    outcome = "case when n % 300 = 0 then '' else 'opens_case' end"
    fill(
        IntakeReport,
        MANY,
        received_at=START,
        outcome=outcome,
        logged_by_id=f"'{viewers[0].pk}'::uuid",
    )


def _lines(viewers: list[User]) -> None:
    fill(
        Entry, MANY, at=START,
        action="case when n % 400 = 0 then 'export' when n % 2 = 0 then 'read' else 'insert' end",
        actor=f"case when n % 300 = 0 then '{viewers[0].pk}'::uuid else gen_random_uuid() end",
        table_name="case when n % 350 = 0 then 'cases_exhibit' else 'cases_case' end", request="'request-' || n / 3",
        object_id=f"case when n % 500 = 0 then '{_first_key(Line)}' else gen_random_uuid()::text end",
        xid="n",
    )  # fmt: skip


def _people(viewers: list[User]) -> None:
    fill(
        User, MANY, personal_group_id="200000 + n", username="'person-' || n", full_name="'Person ' || md5(n::text)",
        role="case when n % 300 = 0 then 'auditor' else 'investigator' end",
        agency_id=f"case when n % 3 = 0 then '{viewers[0].agency_id}'::uuid else {key('accounts_agency', 'n')} end",
    )  # fmt: skip
    _agencies(viewers)


def _agencies(_viewers: list[User]) -> None:
    kind = "case when n % 300 = 0 then 'ngo' else 'ctu' end"
    fill(Agency, MANY, code="'agency-' || n", name="'Agency ' || md5(n::text)", kind=kind, group_id="100000 + n")


def _runs(viewers: list[User]) -> None:
    group = str(viewers[0].agency.group_id)
    unit, until = f"'{viewers[0].agency_id}'::uuid", "date '2020-01-01' + n % 3000"
    fill(ReportRun, MANY, agency_group_id=group, subject="'unit'", unit_id=unit, created_at=START, period_to=until)


def _jobs(viewers: list[User]) -> None:
    fill(Job, MANY, actor_id=f"'{viewers[0].pk}'::uuid", asked_at=START, state="'done'", finished_at=START)


LISTS = {
    "CaseList": Listed(
        Case, Role.INVESTIGATOR, _cases,
        {"stage": ("reopened", "closed"), "region": ("PTF", "TOB", "POS"), "lead": ("{viewer}", "null"),
         "danger": ("now",), "idle": ("idle",)},
    ),
    "ReportList": Listed(IntakeReport, Role.INVESTIGATOR, _reports, {}),
    "WaitingList": Listed(IntakeReport, Role.INVESTIGATOR, _reports, {}),
    "AccessLog": Listed(
        Line, Role.AUDITOR, _lines,
        {"person": ("{viewer}",), "thing": ("{key}",), "kind": ("export", "read"),
         "table": ("cases_exhibit", "cases_case"), "since": ("2024-01-09",), "until": ("2024-01-01",),
         "request_id": ("request-77",)},
    ),
    "PersonList": Listed(
        User, Role.ADMINISTRATOR, _people, {"role": ("auditor", "investigator"), "agency": ("{agency}",)}
    ),
    "AgencyList": Listed(Agency, Role.ADMINISTRATOR, _agencies, {"kind": ("ngo", "ctu")}),
    "RunList": Listed(ReportRun, Role.ANALYST, _runs, {}),
    "JobList": Listed(Job, Role.INVESTIGATOR, _jobs, {}),
}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """What reads by pages outside a list: `fill` gives the viewer, `most` is how many rows one question may read."""

    table: str
    fill: Callable[[], User]
    read: Callable[[User], Any]
    most: int


def _viewer(role: str) -> User:
    with as_system():
        agency = make_agency(code="plans", name="Plans", kind=KIND_OF_ROLE[role], country="TT")
        return make_user(username="plans", full_name="Plans", role=role, agency=agency)


def _clients() -> User:
    """One in 400 is still with the agency."""
    viewer = _viewer(Role.CASEWORKER)
    left = "case when n % 400 = 0 then null else date '2020-01-01' + n % 3000 end"
    of_table = {"involvement_id": key("cases_involvement"), "person_id": key("cases_person")}
    fill(Person, MANY)
    fill(Involvement, MANY, person_id=of_table["person_id"], agency_id=f"'{viewer.agency_id}'::uuid")
    fill(Client, MANY, left_on=left, created_at=START, involvement_id=of_table["involvement_id"])
    _grant(Client, [viewer])
    _grant(Involvement, [viewer])
    as_signed_in()
    enter(viewer)
    return viewer


def _referrals() -> User:
    """One in 400 waits or is open; half came in, half were sent."""
    viewer = _viewer(Role.CASEWORKER)
    group, other = str(viewer.agency.group_id), "900000 + n % 50"
    to, sender = (f"case when n % 2 = {odd} then {group} else {other} end" for odd in (0, 1))
    agency = f"'{viewer.agency_id}'::uuid"
    parties = {"to_group_id": to, "from_group_id": sender, "to_agency_id": agency, "from_agency_id": agency}
    state, due = "case when n % 400 < 2 then 'sent' else 'closed' end", "date '2024-06-01' + n % 90"
    fill(
        Referral, MANY, reference="'R-' || n", direction="'in'", involvement_id=key("cases_involvement"), sent_at=START,
        consent_id="gen_random_uuid()", state=state, decision_due_on=due, **parties,
    )  # fmt: skip
    fill(ReferralEnding, MANY, group_id=group, from_agency_id=agency, ended_at=START)
    _grant(Involvement, [viewer])
    as_signed_in()
    enter(viewer)
    return viewer


# Of a client the person and their involvement are read as well, each behind its own wall.
FEW = 10 * 60 + 30 * 51
READERS = {
    "screening/clients/queries:our_clients": Reader("screening_client", _clients, lambda v: our_clients(v, FIRST), FEW),
    "screening/referral/queries:_page": Reader(
        "screening_referral", _referrals, lambda v: (exchange_of(v), inbox_of(v)), FEW
    ),
}
