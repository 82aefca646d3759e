"""Is this a colleague? The page of the second person, for whoever was added or switched on again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.errors import NotVisible
from carisecure.accounts import releases
from carisecure.accounts.forms import LetInForm
from carisecure.accounts.fresh import require_fresh
from carisecure.accounts.models import User
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.menu import home_url
from carisecure.interface.views import answer_form


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: SignedIn, pk: UUID) -> HttpResponse:
    found = releases.known_to(request.user).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    person: User = found
    form = LetInForm.open(request)

    def act() -> str:
        require_fresh(request)
        if form.cleaned_data["decision"] == "yes":
            releases.let_in(user=person, by=request.user)
            messages.success(request, _("%(name)s can sign in now.") % {"name": person.full_name})
        else:
            releases.keep_out(user=person, by=request.user)
            messages.success(request, _("%(name)s stays switched off.") % {"name": person.full_name})
        return home_url(request.user.role)

    context = {
        "person": person,
        "is_waiting": person.waits_since is not None,
        "may_decide": releases.may_let_in(request.user, person),
        "cancel_url": home_url(request.user.role),
    }
    return answer_form(request, form, act, template="accounts/let_in.html", context=context)
