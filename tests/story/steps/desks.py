"""The supervisor's unit and the administrator's lists."""

from __future__ import annotations

from tests.story.driver import Visitor


def assign_oldest(supervisor: Visitor) -> None:
    """The oldest report that nobody has, and what stands still at whose desk."""
    supervisor.go("/")
    first = supervisor.page.locator("#unassigned li").first
    reference = first.locator("a.reference").inner_text()
    first.locator("select").select_option(index=1)
    with supervisor.page.expect_navigation():
        first.get_by_role("button", name="Assign").click()
    supervisor.look()
    supervisor.go("/unit/")
    assert reference not in supervisor.page.locator("#unassigned").inner_text()
    supervisor.has("Not moved for 14 days", "#idle")
    supervisor.has("lead officer:", "#idle")
    supervisor.follow("See all", "#idle")


def administer(administrator: Visitor, case: str) -> None:
    """People and agencies, and not one case."""
    administrator.go("/")
    administrator.has("Ina Ibis")
    administrator.follow("Agencies", "header")
    administrator.has("Hibiscus House")
    administrator.go("/people-and-agencies/people/add/")
    administrator.go("/people-and-agencies/agencies/add/")
    for hidden in (case, case.replace("/cases/", "/people/")):
        administrator.is_not_here(hidden)
