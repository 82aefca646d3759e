"""Where the page's script keeps drafts, and asks whether the line and the sign-in still hold."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carisecure.accounts.models import User
from carisecure.interface import drafts, words
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.models import Draft
from carisecure.interface.preferences import back_to


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """The signed-in person's own draft of a form. Somebody else's is as absent as one that was never made."""
    user = request.user
    if not isinstance(user, User):
        # Not a redirect: the script has to tell "signed out" from "saved".
        return JsonResponse({"error": "signed_out"}, status=401)
    if request.method == "GET":
        found = Draft.objects.filter(author_id=user.pk, key=key).first()
        if found is None:
            return HttpResponse(status=404)
        return JsonResponse(_as_json(found) | {"fields": drafts.fields_of(found)})
    if request.method == "DELETE":
        drafts.discard(user, key)
        return HttpResponse(status=204)
    try:
        stored = drafts.save(by=user, key=key, data=request.POST, known_version=drafts.known_version(request.POST))
    except drafts.DraftRefused as refusal:
        found_json = _as_json(refusal.stored) if refusal.stored else {}
        return JsonResponse({"error": refusal.code, **found_json}, status=413 if refusal.code == "too_long" else 409)
    return JsonResponse(_as_json(stored))


@require_POST
@signed_in
def discard(request: SignedIn, key: str) -> HttpResponse:
    """The button "Discard it", which works without JavaScript; back to the form, now blank."""
    drafts.discard(request.user, key)
    return HttpResponseRedirect(back_to(request))


@never_cache
@require_safe
def line(request: HttpRequest) -> JsonResponse:
    """The line holds, this is who is signed in, and this is the token for sending again after a new sign-in."""
    person = str(request.user.pk) if request.user.is_authenticated else ""
    return JsonResponse({"person": person, "token": get_token(request)})


def _as_json(found: Draft) -> dict[str, object]:
    return {"version": found.version, "at": words.clock(found.updated_at)}
