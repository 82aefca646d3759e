"""The rows of a table as HTML: what a column needs is looked up once a table, not once a cell.

django-tables2 asks for the signature of a column's function, for its field and for its template at each cell, and half
of the time of a list went there (docs/decisions/lists.md). Columns are declared and worded as ever, and what is drawn
is the same (`tests/interface/test_cells.py` compares).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template import Context, Template
from django.template.base import render_value_in_context
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import TemplateColumn
from django_tables2.utils import A, signature

from carisecure.interface import badges

if TYPE_CHECKING:
    from carisecure.interface.tables import WorkTable

Draw = Callable[[Any], Any]  # of a record, what stands in its cell


def rows(table: WorkTable) -> Iterator[SafeString]:
    """A `<tr>` for each record of the table."""
    columns = [(_before(bound), _drawing(table, bound)) for bound in table.columns]
    context = Context()
    for record in table.data:
        cells = [f"{before}{render_value_in_context(draw(record), context)}</td>" for before, draw in columns]
        # Each part is escaped above: the heading by `_before`, the value as a template would.
        yield mark_safe(f'<tr role="row">{"".join(cells)}</tr>')  # noqa: S308


def _before(bound: Any) -> str:
    """The cell's beginning. The role keeps it a cell when the table is stacked, and the label stands beside it then."""
    looks = bound.column.attrs.get("td", {}).get("class", "")
    kind = f' class="{conditional_escape(looks)}"' if looks else ""
    return f'<td role="cell" data-label="{conditional_escape(bound.header)}"{kind}>'


def _drawing(table: WorkTable, bound: Any) -> Draw:
    column, default = bound.column, bound.default
    reading = _reading(bound.accessor)
    rendering, needs_value = _rendering(table, bound)
    empty = column.empty_values
    if not needs_value and not empty:
        return lambda record: rendering(record, None)

    def draw(record: Any) -> Any:
        value = reading(record)
        return default if value in empty else rendering(record, value)

    return draw


def _reading(accessor: str) -> Draw:
    """The value behind the accessor; the words of a field with choices; None where there is no such thing."""
    path, worded = A(accessor), dict[type, bool]()

    def read(record: Any) -> Any:
        kind = type(record)
        if kind not in worded:
            worded[kind] = _has_words(path, record)
        if worded[kind]:
            owner, last = path.penultimate(record)
            return badges.word_of(owner, last)
        try:
            return path.resolve(record)
        except (TypeError, AttributeError, KeyError, ValueError):
            return None

    return read


def _has_words(path: Any, record: Any) -> bool:
    """Whether it is a field of a model, with choices."""
    owner, _last = path.penultimate(record)
    if not isinstance(owner, models.Model):
        return False
    try:
        return bool(getattr(path.get_field(record), "choices", ()))
    except FieldDoesNotExist:
        return False


def _rendering(table: WorkTable, bound: Any) -> tuple[Callable[[Any, Any], Any], bool]:
    """What draws a record and its value, and whether it looks at the value."""
    column = bound.column
    if isinstance(column, TemplateColumn) and getattr(bound.render, "__self__", None) is column:
        template = _template(column)
        return (lambda record, value: template.render(Context({"record": record, "value": value}))), True
    names, takes_all = signature(bound.render)
    beside = {"column": column, "bound_column": bound, "table": table}
    given = beside if takes_all else {name: beside[name] for name in names if name in beside}
    with_value, with_record = takes_all or "value" in names, takes_all or "record" in names
    function = bound.render

    def render(record: Any, value: Any) -> Any:
        one = {"record": record} if with_record else {}
        return function(**given, **one, **({"value": value} if with_value else {}))

    return render, with_value


def _template(column: Any) -> Template:
    """Compiled once: `Table` copies the declared column, so that it is kept by what it says."""
    if column.template_name:
        template: Template = cast(Any, get_template(column.template_name)).template
        return template
    return _compiled(column.template_code)


_codes: dict[str, Template] = {}


def _compiled(code: str) -> Template:
    if code not in _codes:
        _codes[code] = Template(code)
    return _codes[code]
