"""Hold and disposal of a report that is in no case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from carisecure.interface.doors import SignedIn, signed_in
from cases.keeping.operations.reports import REPORTS
from cases.keeping.views import alone
from cases.record.doors import form_methods


@signed_in
@form_methods
def hold(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.hold(request, pk, REPORTS)


@signed_in
@form_methods
def lift(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.lift(request, pk, REPORTS)


@signed_in
@form_methods
def dispose(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.dispose(request, pk, REPORTS)


@signed_in
@form_methods
def decide(request: SignedIn, pk: UUID) -> HttpResponse:
    return alone.decide(request, pk, REPORTS)
