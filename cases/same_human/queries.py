"""The links of a person as one viewer may see them: each with both its ends, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from carisecure.accounts.models import User
from cases.record.models import Case, Involvement, InvolvementRole, VictimStatus
from cases.same_human.models import Said, SamePerson

Place = tuple[Involvement, Case | None]
# So many links one after the other are followed. Each costs two queries, and only where the last one led on.
STEPS = 8


@dataclass
class Linked:
    """Another person with one line for each of their places that the viewer may see.

    `through`: whom the link hangs on, where it is not the person of the page. `is_own`: at the page's own person.
    """

    link: SamePerson
    person_id: UUID
    places: list[Place]
    through: list[Place] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        return not self.through


@dataclass
class SameHuman:
    """What a page shows: who is the same human, who was said not to be, and what was taken back."""

    same: list[Linked] = field(default_factory=list)
    not_same: list[Linked] = field(default_factory=list)
    ended: list[Linked] = field(default_factory=list)

    @property
    def people(self) -> set[UUID]:
        """Of whom nobody needs to be told that they may be the same."""
        return {one.person_id for one in (*self.same, *self.not_same)}

    @property
    def links(self) -> list[UUID]:
        return list(dict.fromkeys(one.link.pk for one in (*self.same, *self.not_same, *self.ended)))


def roles_of(involvement: Involvement) -> frozenset[str]:
    """What somebody is in a case now; whoever was decided to be a victim is one, whatever their roles."""
    decided = involvement.status not in ("", VictimStatus.NOT_A_VICTIM)
    return frozenset(involvement.standing_roles) | ({InvolvementRole.POSSIBLE_VICTIM} if decided else set())


def roles_in(places: Iterable[Place]) -> frozenset[str]:
    return frozenset().union(*(roles_of(involvement) for involvement, _case in places))


def is_kept_from(page: frozenset[str], other: frozenset[str]) -> bool:
    """A suspect's page never says that this human is a possible victim somewhere: others read it who act on it."""
    return InvolvementRole.SUSPECT in page and InvolvementRole.POSSIBLE_VICTIM in other


def roles_on_page(viewer: User, involvement: Involvement) -> frozenset[str]:
    """Those of the page's own person, in every case that the viewer may see."""
    return roles_of(involvement) | roles_in(places_of(viewer, [involvement.person_id]).get(involvement.person_id, []))


def places_of(viewer: User, people: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """Where these persons are, as far as the viewer may see it. Two queries."""
    rows = list(Involvement.objects.visible_to(viewer, "cases.view_person").filter(person_id__in=list(people)))
    ids = {row.case_id for row in rows if row.case_id}
    cases = {c.pk: c for c in Case.objects.visible_to(viewer, "cases.view_case").filter(pk__in=ids).only("reference")}
    found: dict[UUID, list[Place]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append((row, cases.get(row.case_id) if row.case_id else None))
    return found


def same_human(viewer: User, involvement: Involvement) -> SameHuman:
    """Everything said of this person. One query where nothing was; a chain is followed through visible links alone."""
    found = SameHuman()
    rows = _links(viewer, {involvement.person_id})
    if not rows:
        return found
    me = involvement.person_id
    known, frontier = {me: list[Place]()}, {me}
    for step in range(STEPS):
        standing = [(link, end) for link in rows for end in _from(link, frontier) if step == 0 or _is_same(link)]
        others = {link.other_end(end) for link, end in standing} - known.keys()
        new = places_of(viewer, others if step else {me, *others})
        if not step:
            known[me] = new.pop(me, [])
            page = roles_in(known[me]) | roles_of(involvement)
        shown = {person for person, places in new.items() if not is_kept_from(page, roles_in(places))}
        reached: set[UUID] = set()
        for link, end in standing:
            other = link.other_end(end)
            if other not in shown or (_is_same(link) and other in reached):
                continue
            through = known.get(end, []) if step else []
            _list_for(found, link).append(Linked(link, other, new[other], through))
            if _is_same(link):
                reached.add(other)
        known |= {person: new[person] for person in reached}
        frontier = reached
        rows = _links(viewer, frontier) if frontier else []
        if not rows:
            break
    return found


def _links(viewer: User, people: set[UUID]) -> list[SamePerson]:
    rows = SamePerson.objects.visible_to(viewer, "cases.view_same_human").of(*people)
    return list(rows.select_related("made_by", "ended_by"))


def _from(link: SamePerson, frontier: set[UUID]) -> list[UUID]:
    return [end for end in (link.first_id, link.second_id) if end in frontier and end is not None]


def _is_same(link: SamePerson) -> bool:
    return link.kind == Said.SAME and link.ended_at is None


def _list_for(found: SameHuman, link: SamePerson) -> list[Linked]:
    if link.ended_at is not None:
        return found.ended
    return found.same if link.kind == Said.SAME else found.not_same
