"""Tags for every template: badges, times with their zone, what is not known yet, icons, forms."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from carisecure.countries.dialling import dialled
from carisecure.days.ages import AgeRange
from carisecure.days.known import KnownDay
from carisecure.interface import badges, drawn_fields, icons, trails, words
from carisecure.interface.charts import Chart
from carisecure.interface.forms import CARRIED, WorkForm
from carisecure.interface.kept_words import Piece, say
from carisecure.interface.rows import Rows

register = template.Library()

register.simple_tag(icons.icon, name="icon")
register.simple_tag(badges.badge, name="badge")
register.simple_tag(badges.status_badge, name="status_badge")

HTMX_CONFIG = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    # Nothing of a page is kept in the browser: going back asks the server again.
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        # A form that was refused comes back with its errors.
        {"code": "409|422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}


@register.simple_tag
def htmx_config() -> SafeString:
    return mark_safe(json.dumps(HTMX_CONFIG))  # noqa: S308  # a constant of this file, without an apostrophe


@register.simple_tag(takes_context=True)
def onward(context: dict[str, Any], address: str) -> str:
    """The address of a link on a list or a desk, with the way back to it."""
    return trails.onward(context["request"], address)


@register.simple_tag
def printed_now() -> str:
    """For the head of a printed page: when this copy was made."""
    return words.moment(timezone.now())


@register.filter
def moment(value: dt.datetime | None) -> SafeString:
    """A moment with its zone; the machine-readable form beside it."""
    if value is None:
        return _unknown()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), words.moment(value))


@register.filter
def clock(value: dt.datetime) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="seconds"), words.clock(value))


@register.filter
def day(value: dt.date | None, precision: str = "day") -> SafeString:
    """A date as exactly as it is known: `{{ event.happened_on|day:event.precision }}`."""
    if value is None:
        return _unknown()
    exact = KnownDay(value, precision).iso()
    return format_html('<time datetime="{}">{}</time>', exact, words.day(value, precision))


@register.filter
def known(value: Any) -> Any:
    """The value, or "not known yet" where there is none (0 and False are values)."""
    return _unknown() if value is None or value == "" else value


@register.filter
def worded(piece: Piece) -> SafeString | str:
    """A kept piece (`interface.kept_words`) as a page writes it: moments and days with their machine-readable form,
    what nobody knows as such, everything else in words.
    """
    if isinstance(piece, str):
        return piece or _unknown()
    code, *arguments = piece
    if code == "moment":
        return moment(dt.datetime.fromisoformat(arguments[0]))
    if code == "day":
        return day(dt.date.fromisoformat(arguments[0]), *arguments[1:])
    said = say(piece)
    return _unknown() if said in {"", words.not_known_yet()} else said


@register.simple_tag
def age_noted(age: AgeRange, basis: object = "") -> SafeString:
    """ "15 to 17 on 3 Mar 2026", with what it rests on in small letters."""
    if not age.is_known:
        return _unknown()
    text = words.age_noted(age.low, age.high, age.on)
    return format_html('{} <span class="aside">({})</span>', text, basis) if basis else format_html("{}", text)


def _unknown() -> SafeString:
    return format_html('<span class="unknown">{}</span>', words.not_known_yet())


_BETWEEN_TAGS = re.compile(r"(?<=>)\s+(?=<(?!/textarea))")
_AROUND_LABEL = re.compile(r">\s+([^<>]*)</(label|legend|option)")


@dataclass(frozen=True)
class ShownRows:
    """A repeating group as `_rows.html` shows it."""

    name: str
    legend: str
    row_label: str
    add_label: str
    most: int
    rows: Rows


@register.filter
def telephone(number: str) -> str | SafeString:
    """A number that can be tapped, as it is written."""
    address = dialled(number)
    return format_html('<a class="duty-number" href="{}">{}</a>', address, number) if address else number


@register.inclusion_tag("interface/_form.html", takes_context=True)
def work_form(
    context: template.Context, form: WorkForm, cancel_url: str = "", submit_label: str = "", form_id: str = "work-form"
) -> dict[str, Any]:
    """A whole form: error summary, fields, repeating groups, buttons, draft. `{% work_form form cancel_url=url %}`"""
    draft = form.draft_key
    request = context.get("request")
    return {
        "form": form,
        "form_id": form_id,
        "fields": _fields(form, context),
        "row_sets": [
            ShownRows(name, str(kind.legend), str(kind.row_label), str(kind.add_label), kind.most, form.rows[name])
            for name, kind in form.row_sets.items()
        ],
        "faults": list(form.faults()) if form.is_bound else [],
        "draft_url": reverse("interface:draft", args=[draft]) if draft else "",
        "discard_url": reverse("interface:draft_discard", args=[draft]) if draft else "",
        "cancel_url": cancel_url,
        "list_behind": trails.list_behind(request) if request is not None else "",
        "submit_label": submit_label or form.submit_label,
        "csrf_token": context.get("csrf_token"),
    }


def _fields(form: WorkForm, context: template.Context) -> SafeString:
    """The fields in the order of the form, or as its `layout()` (crispy) arranges them."""
    layout = getattr(form, "layout", None)
    if layout is not None:
        helper = FormHelper()
        helper.layout = layout()
        # crispy's own tag puts these into the context; without them a field has neither label nor error.
        with context.push(form_show_labels=True, form_show_errors=True, error_text_inline=True):
            return _squeezed(str(helper.render_layout(form, context)))
    shown = [_drawn(field) for field in form.visible_fields()]
    hidden = [str(field) for field in form.hidden_fields() if field.name not in CARRIED]
    return _squeezed("".join([*shown, *hidden]))


@register.filter(name="work_field")
def work_field(bound: BoundField) -> SafeString:
    """One field with its label, help and error."""
    return _squeezed(_drawn(bound))


def _drawn(bound: BoundField) -> str:
    return drawn_fields.draw({"field": bound, "form_show_errors": True, "form_show_labels": True})


@register.simple_tag(takes_context=True, name="drawn_field")
def drawn_field(context: template.Context) -> SafeString:
    """In place of crispy's field.html, with its context."""
    return drawn_fields.draw(context)


def _squeezed(html: str) -> SafeString:
    """Crispy's templates leave two thirds of a form as blank lines. What somebody typed is not touched: `<` and `>` in
    it are escaped, and the content of a textarea stays as it is.
    """
    html = _BETWEEN_TAGS.sub("\n", html)
    html = _AROUND_LABEL.sub(lambda found: f">{found[1].strip()}</{found[2]}", html)
    return mark_safe(html)  # noqa: S308  # crispy and Django escape what they render


@register.inclusion_tag("interface/_chart.html", name="chart")
def show_chart(key: str, chart: Chart) -> dict[str, Any]:
    """A chart with its table: `{% chart "opened" data %}`; the page's scripts block has `{% chart_scripts %}`."""
    return {"key": key, "chart": chart}


@register.simple_tag
def chart_scripts() -> SafeString:
    return _scripts("vendor/chart.js/chart.umd.min.js", "js/charts.js")


@register.simple_tag
def picker_scripts() -> SafeString:
    sheet = format_html('<link rel="stylesheet" href="{}">', static("vendor/tom-select/tom-select.bootstrap5.min.css"))
    return sheet + _scripts("vendor/tom-select/tom-select.complete.min.js", "js/pickers.js")


def _scripts(*names: str) -> SafeString:
    return format_html_join("\n", '<script src="{}" defer></script>', ((static(name),) for name in names))
