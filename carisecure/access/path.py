"""The path: the filter that every `visible_to` puts on its query, so that the planner has an index to walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.lookups import In
from django.db.models.sql import Query

from carisecure.access import kept as kept_lists

if TYPE_CHECKING:
    from carisecure.accounts.models import User

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def anchor_model(model: type[models.Model]) -> type[models.Model]:
    """The model whose grants decide about rows of `model`."""
    wall = model.wall  # type: ignore[attr-defined]
    if wall.through:
        return anchor_model(apps.get_model(wall.through))
    if wall.anchor == "id":
        return model
    return _related(model, wall.anchor)


def grant_model(anchor: type[models.Model]) -> type[models.Model]:
    """The concrete grant of an anchor: Case -> CaseGrant."""
    return _related(anchor, "grants")


def _related(model: type[models.Model], name: str) -> type[models.Model]:
    related = model._meta.get_field(name).related_model
    if not isinstance(related, type):
        raise TypeError(f"{model.__name__}.{name} points at no model")
    return related


def guarded_permissions() -> list[str]:
    """The permissions that grants are about, as "cases.view_case"."""
    anchors = [model for model in apps.get_models() if hasattr(model, "wall") and model.wall.anchor == "id"]
    return [
        f"{a._meta.app_label}.{p}_{a._meta.model_name}" for a in anchors for p in ("view", "change", "see_identity")
    ]


def number_of(anchor: type[models.Model], user: User, permission: str) -> int:
    """The permission's number: what `session.enter` has read, or asked for."""
    meta = anchor._meta
    codename = f"{permission}_{meta.model_name}"
    number = user.permission_numbers.get(f"{meta.app_label}.{codename}")
    return number or Permission.objects.get(content_type__app_label=meta.app_label, codename=codename).pk


def granted(anchor: type[models.Model], user: User, permission: str) -> models.QuerySet[Any]:
    """Ids of the anchors on which one of this person's groups holds this permission now.

    The permission's number is what `session.enter` has just read, so that the planner sees how many such grants the
    groups hold: with a subselect in its place it took 20,000 for a third of them and read all instead of 51. Before
    `enter` (in Python alone) it is a scalar subselect; never a join, which is taken for nearly empty.
    """
    meta = anchor._meta
    codename = f"{permission}_{meta.model_name}"
    number: Any = user.permission_numbers.get(f"{meta.app_label}.{codename}")
    if number is None:
        held = Permission.objects.filter(content_type__app_label=meta.app_label, codename=codename)
        number = Subquery(held.values("pk")[:1])
    return (
        grant_model(anchor)
        ._default_manager.filter(group_id__in=user.active_groups(), permission_id=number)
        .filter(Q(expires_at=None) | Q(expires_at__gt=kept_lists.now()))
        .values("content_object_id")
    )


def limit(queryset: Rows, user: User, permission: str) -> Rows:
    """Only rows that the grants of this person's groups reach, minus those that exclude one of the groups."""
    groups = user.active_groups()
    if not groups:
        return queryset.none()
    model = queryset.model
    wall = model.wall
    if wall.keeper:
        queryset = queryset.filter(**{wall.keeper: None})
    return _reached(queryset, user, permission, groups)


def among_first(queryset: Rows, most: int) -> tuple[Rows, models.QuerySet[Any]] | None:
    """The same rows on at most so many of the grants behind them, and these grants; None where no grants are asked.

    For a count that stops: `queryset` with all grants gathers a hundred thousand of them before it takes a thousand.
    """
    few = queryset.all()
    for at, node in enumerate(few.query.where.children):
        if isinstance(node, In) and isinstance(node.rhs, Query) and hasattr(node.rhs.model, "granted_by"):
            grants = node.rhs.model._default_manager.all()  # type: ignore[union-attr]  # a query of a model
            grants.query = node.rhs.clone()
            grants.query.set_limits(high=most)
            few.query.where.children[at] = In(node.lhs, grants.query)  # type: ignore[call-overload]  # a lookup is a node of a where
            return few, grants
    return None


def kept(queryset: Rows, user: User) -> Rows:
    """Only rows that one of this person's groups keeps (`Wall.keeper`), of anchors that it sees."""
    groups = user.active_groups()
    if not groups:
        return queryset.none()
    own = queryset.filter(**{f"{queryset.model.wall.keeper}__in": groups})
    return _reached(own, user, "view", groups)


def _reached(queryset: Rows, user: User, permission: str, groups: list[int]) -> Rows:
    model = queryset.model
    wall = model.wall
    inside = granted(anchor_model(model), user, permission)
    if wall.through:
        hop = apps.get_model(wall.through)
        reached = hop._default_manager.filter(pk__in=inside).exclude(excluded_groups__overlap=groups)
        inside = reached.values(wall.through_column)
        queryset = queryset.filter(**{f"{column}__in": inside for column in wall.matched})
    else:
        column = "pk" if wall.anchor == "id" else f"{wall.anchor}_id"
        queryset = queryset.filter(**{f"{column}__in": inside})
    if wall.parties:
        party = Q()
        for column in wall.parties:
            party |= Q(**{f"{column}__in": groups})
        queryset = queryset.filter(party)
    return queryset.exclude(excluded_groups__overlap=groups)
