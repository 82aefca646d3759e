"""The administrator's pages: who may sign in, and which agencies there are. Nothing here leads to a case."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import django_filters
import django_tables2 as tables
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from carisecure.access.errors import NotVisible
from carisecure.access.policy import may, require
from carisecure.accounts import key_work, operations, releases
from carisecure.accounts.forms import AgencyForm, AgencyPhoneForm, PersonForm, SwitchForm
from carisecure.accounts.models import Agency, User
from carisecure.accounts.roles import AgencyKind, Role
from carisecure.collation import ByName
from carisecure.interface import badges
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.lists import ListPage
from carisecure.interface.paging import Order
from carisecure.interface.tables import Empty, WorkTable
from carisecure.interface.views import answer_form
from carisecure.operating import alarms, conditions

MANAGE = "accounts.manage"
WAITS = gettext_lazy("%(name)s can sign in once a second person approves the account.")
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _active_badge(active: bool) -> SafeString:
    return badges.badge(_("Active"), "done") if active else badges.badge(_("Switched off"), "closed")


class PersonTable(WorkTable):
    full_name = tables.Column(verbose_name=gettext_lazy("Name"))
    username = tables.Column(verbose_name=gettext_lazy("User name"))
    role = tables.Column(verbose_name=gettext_lazy("Role"))
    agency = tables.Column(verbose_name=gettext_lazy("Agency"))
    is_active = tables.Column(verbose_name=gettext_lazy("Can sign in"))
    switch = tables.TemplateColumn(
        template_name="accounts/_switch_person_link.html", verbose_name=gettext_lazy("Change"), empty_values=()
    )

    def render_role(self, record: User) -> str:
        return record.get_role_display()

    def render_is_active(self, record: User, value: bool) -> SafeString:
        return (
            badges.badge(_("Waiting for approval"), "waiting")
            if record.waits_since is not None
            else _active_badge(value)
        )


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    role = django_filters.ChoiceFilter(label=gettext_lazy("Role"), choices=Role.choices)
    agency = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Agency"), queryset=lambda request: Agency.objects.all()
    )


class PersonList(ListPage):
    title = gettext_lazy("People")
    lead = gettext_lazy(
        "Who can sign in. What they can open depends on their role, their agency and the case, and is not decided here."
    )
    template = "accounts/person_list.html"
    table_class = PersonTable
    filter_class = PersonFilter
    orders = {"full_name": Order("by_name"), "username": Order("username")}
    default_sort = "full_name"
    empty = Empty(gettext_lazy("Nobody yet"))

    def rows(self) -> QuerySet[Any]:
        require(self.request.user, MANAGE)  # type: ignore[arg-type]  # the page asks for sign-in first
        return User.objects.select_related("agency").annotate(by_name=ByName("full_name"))

    def extra(self) -> dict[str, Any]:
        """What waits for this administrator's answer: they live on this page."""
        viewer = cast(SignedIn, self.request).user
        waiting = {"asked": key_work.waiting_for(viewer), "newcomers": releases.waiting_for(viewer)}
        return {**waiting, "unwell": [conditions.title_of(one.name) for one in alarms.standing_now()]}


class AgencyTable(WorkTable):
    name = tables.Column(verbose_name=gettext_lazy("Name"))
    code = tables.Column(verbose_name=gettext_lazy("Code"))
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    phone = tables.Column(verbose_name=gettext_lazy("Duty telephone"), default=gettext_lazy("not known yet"))
    active_people = tables.Column(verbose_name=gettext_lazy("Active users"))
    is_active = tables.Column(verbose_name=gettext_lazy("State"))
    switch = tables.TemplateColumn(
        template_name="accounts/_switch_agency_link.html", verbose_name=gettext_lazy("Change"), empty_values=()
    )

    def render_kind(self, record: Agency) -> str:
        return record.get_kind_display()

    def render_is_active(self, value: bool) -> SafeString:
        return _active_badge(value)


class AgencyFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=AgencyKind.choices)


class AgencyList(ListPage):
    title = gettext_lazy("Agencies")
    template = "accounts/agency_list.html"
    table_class = AgencyTable
    filter_class = AgencyFilter
    orders = {"name": Order("by_name"), "code": Order("code")}
    default_sort = "name"
    empty = Empty(gettext_lazy("No agency yet"))

    def rows(self) -> QuerySet[Any]:
        require(self.request.user, MANAGE)  # type: ignore[arg-type]  # the page asks for sign-in first
        active = User.objects.filter(agency=OuterRef("pk"), is_active=True).order_by().values("agency")
        # Counted for the agencies of the page alone: joined, the people of all of them are.
        counted = Coalesce(Subquery(active.annotate(n=Count("pk")).values("n")), 0)
        return Agency.objects.annotate(active_people=counted, by_name=ByName("name"))


@signed_in
@form_methods
def add_person(request: SignedIn) -> HttpResponse:
    require(request.user, MANAGE)
    form = PersonForm.open(request)

    def act() -> str:
        person = operations.add_user(by=request.user, **form.values())
        messages.success(request, WAITS % {"name": person.full_name})
        return reverse("accounts:person_list")

    context = {"title": _("Add a person"), "cancel_url": reverse("accounts:person_list")}
    return answer_form(request, form, act, context=context)


@signed_in
@form_methods
def add_agency(request: SignedIn) -> HttpResponse:
    require(request.user, MANAGE)
    form = AgencyForm.open(request)

    def act() -> str:
        agency = operations.add_agency(by=request.user, country=settings.COUNTRY, **form.values())
        messages.success(request, _("%(name)s has been added.") % {"name": agency.name})
        return reverse("accounts:agency_list")

    context = {"title": _("Add an agency"), "cancel_url": reverse("accounts:agency_list")}
    return answer_form(request, form, act, context=context)


@signed_in
@form_methods
def switch_person(request: SignedIn, pk: UUID) -> HttpResponse:
    """Let somebody in again, or keep them out from their next request on."""
    person = _managed(request, User, pk)
    is_on = person.is_active or person.waits_since is not None
    form = SwitchForm.open(request, initial={"active": not is_on})

    def act() -> str:
        active = form.cleaned_data["active"]
        operations.set_user_active(user=person, active=active, by=request.user)
        messages.success(request, WAITS % {"name": person.full_name} if active else _("Saved."))
        return reverse("accounts:person_list")

    again = _("They can sign in again once a second person approves the account.")
    lead = _("Signed out everywhere at once.") if is_on else again
    context = {**_switching(person.full_name, is_on, "accounts:person_list"), "lead": lead}
    return answer_form(request, form, act, template="accounts/switch.html", context=context)


@signed_in
@form_methods
def agency_phone(request: SignedIn, pk: UUID) -> HttpResponse:
    """The number of an agency's desk, for partners whose referral it has accepted."""
    agency = _managed(request, Agency, pk)
    form = AgencyPhoneForm.open(request, initial={"phone": agency.phone})

    def act() -> str:
        operations.set_agency_phone(agency=agency, phone=form.cleaned_data["phone"], by=request.user)
        messages.success(request, _("Saved."))
        return reverse("accounts:agency_list")

    title = _("Duty telephone of %(name)s") % {"name": agency.name}
    return answer_form(request, form, act, context={"title": title, "cancel_url": reverse("accounts:agency_list")})


@signed_in
@form_methods
def switch_agency(request: SignedIn, pk: UUID) -> HttpResponse:
    """Let an agency's people in again, or keep all of them out."""
    agency = _managed(request, Agency, pk)
    form = SwitchForm.open(request, initial={"active": not agency.is_active})

    def act() -> str:
        operations.set_agency_active(agency=agency, active=form.cleaned_data["active"], by=request.user)
        messages.success(request, _("Saved."))
        return reverse("accounts:agency_list")

    lead = _("All its users have been signed out.") if agency.is_active else _("Its users can sign in again.")
    context = {**_switching(agency.name, agency.is_active, "accounts:agency_list"), "lead": lead}
    return answer_form(request, form, act, template="accounts/switch.html", context=context)


def _switching(name: str, active: bool, back: str) -> dict[str, Any]:
    title = _("Switch off %(name)s") if active else _("Switch on %(name)s")
    button = _("Switch off") if active else _("Switch on")
    return {"title": title % {"name": name}, "button": button, "cancel_url": reverse(back)}


def _managed(request: SignedIn, model: type[Any], pk: UUID) -> Any:
    """A person or an agency for whoever manages them; for everybody else there is none, whether it exists or not."""
    found = model.objects.filter(pk=pk).first() if may(request.user, MANAGE) else None
    if found is None:
        raise NotVisible
    return found
