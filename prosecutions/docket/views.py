"""My matters."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carisecure.access.policy import require
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from prosecutions.docket.queries import my_matters


@require_safe
@signed_in
def my_matters_page(request: SignedIn) -> HttpResponse:
    require(request.user, "prosecutions.my_matters")
    context = {"matters": my_matters(request.user), "today": timezone.localdate()}
    return render_page(request, "prosecutions/docket/my_matters.html", context)
