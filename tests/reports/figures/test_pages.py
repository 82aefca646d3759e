"""The pages of figures: who, what when empty, how many queries."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carisecure.access import session
from carisecure.accounts.operations import make_user
from carisecure.interface import words
from carisecure.jobs.models import Job, JobFile
from carisecure.jobs.running import Running
from reports.figures import operations as runs
from reports.figures.models import ReportRun
from reports.record.models import Collection
from tests.factories import make_case
from tests.people import People, enter
from tests.reports.conftest import RunJob, as_person
from tests.reports.made import ask_run, make_collection, make_run
from tests.reports.sheets import ctdc
from tests.roles import as_system


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def count_month(people: People, period: str = "2026-10") -> ReportRun:
    session.enter(None, purpose="statistics", request_id=uuid.uuid4().hex)
    runs.count_month(Running(uuid.uuid4(), None), period)
    enter(people.analyst)
    return ReportRun.objects.get(unit__code="ctu")


def test_the_first_day_says_what_to_do(analyst: Client) -> None:
    page = analyst.get("/figures/").content.decode()
    assert "not been counted yet" in page
    assert "Count this month now" in page
    assert "Import published records" in page
    assert "No collections yet" in analyst.get("/figures/collections/").content.decode()
    assert "Nothing counted yet" in analyst.get("/figures/runs/").content.decode()


@pytest.mark.parametrize(
    "person", ["investigator", "supervisor", "frontline", "caseworker", "prosecutor", "auditor", "administrator"]
)
def test_figures_are_for_the_analyst(people: People, work: RunJob, person: str) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    client = as_person(getattr(people, person))
    for url in ("/figures/", "/figures/new/", "/figures/runs/", "/figures/definitions/", "/figures/collections/"):
        assert client.get(url).status_code == 403, url
    hidden = client.get(reverse("reports:run", args=[run.pk]))
    nobody = client.get(reverse("reports:run", args=[uuid.uuid4()]))
    assert (hidden.status_code, hidden.content) == (404, nobody.content)


def test_the_people_of_the_unit_read_no_run_of_it(people: People) -> None:
    """A case that is sealed between two runs, with a supervisor excluded from it, would show as the difference."""
    case = make_case(people.investigator)
    run = count_month(people, f"{timezone.localdate(case.opened_at):%Y-%m}")
    assert "&lt;5</td>" not in as_person(people.analyst).get(reverse("reports:run", args=[run.pk])).text
    for person in (people.supervisor, people.investigator):
        client = as_person(person)
        hidden, none = (client.get(reverse("reports:run", args=[pk])) for pk in (run.pk, uuid.uuid4()))
        assert (hidden.status_code, hidden.content) == (404, none.content)
        enter(person)
        assert not ReportRun.objects.exists(), "the wall by itself"


def choose(client: Client, **fields: Any) -> Any:
    return client.post("/figures/new/", {"submission_key": str(uuid.uuid4()), "standing": "provisional", **fields})


def test_figures_of_a_collection_from_choice_to_tables(analyst: Client, people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work)
    about = f"collection:{collection.pk}"
    form = analyst.get(f"/figures/new/?about={about}&year_from=2012&year_to=2013").content.decode()
    assert 'name="year_from" value="2012"' in form
    assert 'name="month_from"' not in form
    answer = choose(
        analyst, about=about, year_from=2012, year_to=2013, indicators=["reference.form", "reference.gender"]
    )
    enter(people.analyst)
    run = ReportRun.objects.get()
    assert answer.url == reverse("reports:run", args=[run.pk])
    waiting = analyst.get(answer.url).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    enter(people.analyst)
    work(Job.objects.get(kind="reports.figures"))
    page = analyst.get(answer.url).content.decode()
    assert "Internal, not for release" in page
    assert "persons in reference records" in page
    assert "Sexual exploitation" in page
    assert page.count("<canvas") == 2
    assert "The denominator rule" in page
    assert run.pk.hex in analyst.get("/figures/").content.decode().replace("-", "")
    part = analyst.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="run"')


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"year_from": 2013, "year_to": 2012}, "the earlier one first"),
        ({"year_from": 2012, "year_to": ""}, "the earlier one first"),
        ({"year_from": 2012, "year_to": 2013, "indicators": []}, "Choose at least one figure"),
    ],
)
def test_a_faulty_choice_keeps_what_was_typed(
    analyst: Client, people: People, work: RunJob, fields: dict[str, Any], words: str
) -> None:
    about = f"collection:{make_collection(people.analyst, work).pk}"
    answer = choose(analyst, about=about, **{"indicators": ["reference.form"], **fields})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'value="{fields["year_from"]}"' in page
    enter(people.analyst)
    assert not ReportRun.objects.exists()


@pytest.mark.usefixtures("standing_clock")
def test_this_month_of_the_unit(analyst: Client, people: People, work: RunJob) -> None:
    this = f"{timezone.localdate():%Y-%m}"
    answer = choose(
        analyst,
        about=f"unit:{people.investigator.agency.pk}",
        month_from=this,
        month_to=this,
        indicators=["unit.cases"],
    )
    assert answer.status_code == 302, answer.content.decode()
    enter(people.analyst)
    work(Job.objects.get())
    assert "Cases opened" in analyst.get(answer.url).content.decode()
    final = choose(
        analyst, about=f"unit:{people.investigator.agency.pk}", month_from=this, month_to=this, standing="final",
        indicators=["unit.cases"],
    )  # fmt: skip
    assert final.status_code == 422
    assert "can only be counted as provisional" in final.content.decode()


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "1899-12", "2026-13", "99999999999-01", "\x00"])
def test_a_month_in_which_nobody_counts_is_refused(analyst: Client, people: People, month: str) -> None:
    about = f"unit:{people.investigator.agency.pk}"
    answer = choose(analyst, about=about, month_from="2026-01", month_to=month, indicators=["unit.cases"])
    assert answer.status_code == 422
    assert "the earlier one first" in answer.content.decode()


def test_a_month_that_is_over_is_due_as_final(analyst: Client, people: People) -> None:
    last = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    count_month(people, f"{last:%Y-%m}")
    page = analyst.get("/figures/").content.decode()
    assert f"{last:%B %Y}: ended, still provisional" in page


def test_a_definition_says_unit_date_and_source(analyst: Client) -> None:
    page = analyst.get("/figures/definitions/unit.victims/").content.decode()
    assert "Decisions on victim status, never roles in a case" in page
    assert analyst.get("/figures/definitions/unit.nothing/").status_code == 404
    assert "Victims by decision" in analyst.get("/figures/definitions/").content.decode()


def test_a_run_that_waits_says_so(analyst: Client, people: People, work: RunJob) -> None:
    run = ask_run(people.analyst, make_collection(people.analyst, work))
    with as_system():
        Job.objects.filter(kind="reports.figures").update(queued_at="2026-01-01T00:00Z")
    page = analyst.get(reverse("reports:run", args=[run.pk])).content.decode()
    assert "Waiting in line. It starts by itself" in page
    answer = analyst.post(reverse("reports:export_run", args=[run.pk, "csv"]), follow=True)
    assert "not been counted yet" in answer.content.decode()


def test_files_are_made_by_the_worker(analyst: Client, people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    answer: Any = analyst.post(reverse("reports:export_run", args=[run.pk, "xlsx"]))
    enter(people.analyst)
    job = Job.objects.get(kind="reports.export_run")
    assert answer.url == reverse("jobs:show", args=[job.pk])
    work(job)
    page = analyst.get(answer.url).content.decode()
    assert "internal-not-for-release.xlsx" in page
    assert f'href="{reverse("reports:run", args=[run.pk])}#files"' in page
    assert analyst.post(f"/figures/runs/{run.pk}/export/exe/").status_code == 404


def test_queries_do_not_grow_with_the_rows(analyst: Client, people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work)
    run = make_run(people.analyst, work, collection)
    batch = collection.batches.get()
    urls = [
        "/figures/", "/figures/runs/", "/figures/collections/", reverse("reports:collection", args=[collection.pk]),
        reverse("reports:run", args=[run.pk]), reverse("reports:import", args=[batch.pk]),
        reverse("reports:import_columns", args=[batch.pk]), "/figures/new/",
    ]  # fmt: skip
    before = [queries(analyst, url) for url in urls]
    for number in range(4):
        row = f"201{number + 2},Hotline,Male,TT,0,Threats,Other,Other,Other,Age 9-17"
        other = make_collection(people.analyst, work, ctdc(row), name=f"More {number}")
        make_run(people.analyst, work, other)
    after = [queries(analyst, url) for url in urls]
    assert after == before
    assert max(after) <= 15, dict(zip(urls, after, strict=True))


def test_an_empty_collection_is_not_offered_to_count(analyst: Client, people: People, work: RunJob) -> None:
    enter(people.analyst)
    empty = Collection.objects.create(agency_group_id=people.analyst.agency.group_id, name="E", made_by=people.analyst)
    full = make_collection(people.analyst, work)
    page = analyst.get("/figures/new/").text
    assert f"collection:{full.pk}" in page
    assert f"collection:{empty.pk}" not in page
    assert str(empty.pk) in analyst.get(reverse("reports:start_import")).text


def asked_files(people: People, run: ReportRun, *endings: str) -> list[Job]:
    enter(people.analyst)
    return [runs.ask_export(run=run, ending=ending, by=people.analyst) for ending in endings]


def listed(client: Client, run: ReportRun) -> str:
    """What the run's page says of its files, without the rest of the page."""
    _before, mark, after = client.get(reverse("reports:run", args=[run.pk])).text.partition('id="files"')
    return after.partition("</section>")[0] if mark else ""


def test_a_run_lists_its_files_the_newest_first(analyst: Client, people: People, work: RunJob) -> None:
    collection = make_collection(people.analyst, work)
    run, other = (make_run(people.analyst, work, collection) for _number in range(2))
    assert listed(analyst, run) == ""
    for job in asked_files(people, run, "csv", "xlsx"):
        work(job)
    older, newer = JobFile.objects.order_by("made_at")
    with as_system():
        JobFile.objects.filter(pk=older.pk).update(made_at=newer.made_at - dt.timedelta(days=3))
    part = listed(analyst, run)
    links = [reverse("jobs:file", args=[file.pk]) for file in (newer, older)]
    assert [part.find(f'href="{link}" download') > 0 for link in links] == [True, True]
    assert part.find(links[0]) < part.find(links[1])
    assert older.name in part
    assert words.moment(newer.made_at) in part
    last = timezone.localdate(newer.made_at) + dt.timedelta(days=27)
    assert f'kept until <time datetime="{last:%Y-%m-%d}">' in part
    assert analyst.get(links[0]).status_code == 200
    assert listed(analyst, other) == ""


def test_a_file_that_is_still_being_made_is_shown_as_such(analyst: Client, people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    jobs = asked_files(people, run, "csv", "csv", "csv", "csv")
    now = timezone.now()
    ends: tuple[dict[str, Any], ...] = (
        {"state": "running"}, {"state": "failed", "finished_at": now}, {"state": "cancelled", "finished_at": now},
        {"state": "failed", "finished_at": now - dt.timedelta(days=31)},
    )  # fmt: skip
    with as_system():
        for job, values in zip(jobs, ends, strict=True):
            Job.objects.filter(pk=job.pk).update(**values)
    part = listed(analyst, run)
    assert [reverse("jobs:show", args=[job.pk]) in part for job in jobs] == [True, True, False, False]
    assert "Running" in part
    assert "Failed" in part


def test_a_colleagues_files_are_not_listed(analyst: Client, people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    done, _waiting = asked_files(people, run, "csv", "csv")
    work(done)
    with as_system():
        colleague = make_user(
            username="second", full_name="Sana Second", role="analyst", agency=people.analyst.agency
        )  # fmt: skip
    assert listed(analyst, run)
    client = as_person(colleague)
    assert "SHA-256" in client.get(reverse("reports:run", args=[run.pk])).text
    assert listed(client, run) == ""


def test_files_cost_the_runs_page_two_queries_however_many(analyst: Client, people: People, work: RunJob) -> None:
    run = make_run(people.analyst, work, make_collection(people.analyst, work))
    url = reverse("reports:run", args=[run.pk])
    counts = []
    for ending in ("csv", "xlsx", "csv"):
        for job in asked_files(people, run, ending):
            work(job)
        counts.append(queries(analyst, url))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 15
    with as_system():
        JobFile.objects.all().delete()
        Job.objects.filter(kind="reports.export_run").delete()
    assert queries(analyst, url) == counts[0] - 1, "without a job there are no files to look for"
