"""The one list page: filtered and sorted by the address, read by key, never counted above 1,000."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from carisecure.interface.paging import Order, Pager, Place, Slice, address, capped_count, place_names, read_page
from carisecure.interface.tables import Empty, Heading, WorkTable
from carisecure.interface.views import render_page


@dataclass(frozen=True)
class Found:
    """What a list shows: its rows, in which order, the filter as it was chosen, and how many there are in words."""

    page: Slice
    sort: str
    chosen: Any
    is_filtered: bool
    words: str


class ListPage(LoginRequiredMixin, View):
    """Derive from it, name the table and the orders, and give `rows()`: what this person may see.

    `orders` are by the name in `?sort=` (a leading "-" turns one round); a column of that name gets a sorting link.
    """

    http_method_names = ["get", "head", "options"]
    template = "interface/list_page.html"
    fragment = "interface/_list.html"
    title: ClassVar[str | Promise] = ""
    lead: ClassVar[str | Promise] = ""
    table_class: ClassVar[type[WorkTable]]
    filter_class: ClassVar[type[Any] | None] = None
    orders: ClassVar[dict[str, Order]]
    default_sort: ClassVar[str]
    size: ClassVar[int] = 50
    empty: ClassVar[Empty] = Empty("")

    def rows(self) -> QuerySet[Any]:
        """The rows behind the page: always through `visible_to`."""
        raise NotImplementedError

    def tell(self, rows: Sequence[Any]) -> None:
        """What the log has to say of the rows that are shown, before they are."""

    def extra(self) -> dict[str, Any]:
        """What a template of its own needs besides, such as what the viewer may do."""
        return {}

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        found = self.find()
        self.tell(found.page.rows)
        table = self.table_class(found.page.rows)
        table.request = request  # as an argument it would make django-tables2 cut the page to its own 25 rows
        context = {
            "list": self,
            "table": table,
            "headings": self._headings(table, found.sort),
            "filter": found.chosen,
            "is_filtered": found.is_filtered,
            "found": found.words,
            "plain_url": request.path,
            "pager": Pager.of(request.GET, found.page),
            **self.extra(),
        }
        return render_page(request, self.template, context, fragment=self.fragment)

    def find(self) -> Found:
        """What the address asks for: two queries, and one for the place where it begins."""
        asked = self.request.GET
        everything = self.rows()
        chosen, found = None, everything
        if self.filter_class is not None:
            chosen = self.filter_class(asked or None, queryset=everything, request=self.request)
            found = chosen.qs
        sort, order = self.order()
        page = read_page(found, order, size=self.size, place=Place.of(asked), edges=everything)
        is_filtered = any(value for name, value in asked.items() if name not in {"sort", *place_names()})
        return Found(page, sort, chosen, is_filtered, _how_many(found, page, is_filtered=is_filtered))

    def order(self) -> tuple[str, Order]:
        """The order that the address asks for; the default where it asks for one that is not offered."""
        asked = self.request.GET.get("sort", "")
        name = asked if asked.removeprefix("-") in self.orders else self.default_sort
        order = self.orders[name.removeprefix("-")]
        return name, Order(order.field, name.startswith("-"), order.nullable)

    def _headings(self, table: WorkTable, sort: str) -> list[Heading]:
        headings = []
        for column in table.columns:
            name = column.name
            if name not in self.orders:
                headings.append(Heading(str(column.header)))
                continue
            current = sort.removeprefix("-") == name
            order = ("descending" if sort.startswith("-") else "ascending") if current else ""
            turned = f"-{name}" if order == "ascending" else name
            headings.append(Heading(str(column.header), address(self.request.GET, sort=turned), order))
        return headings


def _how_many(rows: QuerySet[Any], page: Slice, *, is_filtered: bool) -> str:
    """How many there are, without another query when one page holds them all."""
    if not page.after and not page.before:
        count, more = len(page.rows), False
    else:
        count, more = capped_count(rows, is_filtered=is_filtered)
    if more:
        return _("1,000+ found")
    return ngettext("%(count)s found", "%(count)s found", count) % {"count": count}
