"""The overview of improvement points per overleg, the list of one overleg to open a meeting with, and the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from monitor.model import House, ImprovementStatus, Wave
from monitor.services.following import Followed
from monitor.web.formats import count
from monitor.web.views.improvements import LATE, STATUSES, PointView, point_views

WHOLE = "Hele huis"
EMPTY_ROWS = 3
"""On a printed list, for what the meeting adds."""
_LATE = "te-laat"
_FILTERS: Mapping[str, Callable[[PointView], bool]] = {
    "": lambda point: True,
    _LATE: lambda point: point.late,
    **{status.value: (lambda point, own=status: point.status is own) for status in ImprovementStatus},  # type: ignore[misc] # own is bound per status
}


@dataclass(frozen=True)
class FilterChoice:
    """Which points to look at; "" is all of them."""

    value: str
    name: str
    current: bool


@dataclass(frozen=True)
class PointGroup:
    """The points of one overleg (key empty: of the whole house)."""

    key: str
    name: str
    points: tuple[PointView, ...]
    summary: str
    wave: str
    """The newest closed wave in which it has a page of its own; empty without one."""
    code: int | None = None


@dataclass(frozen=True)
class OverviewPage:
    """All points that somebody may see. `without`: overleggen of the newest wave that have none yet."""

    house: str
    groups: tuple[PointGroup, ...]
    filters: tuple[FilterChoice, ...]
    chosen: str
    total: int
    wave: str
    without: tuple[PointGroup, ...]


@dataclass(frozen=True)
class ListPage:
    """One overleg's points on paper. `older`: settled in earlier years and left out."""

    house: str
    key: str
    name: str
    summary: str
    points: tuple[PointView, ...]
    older: str
    now_name: str
    empty_rows: int


@dataclass(frozen=True)
class Visible:
    """One overleg that somebody may see in the newest closed wave; key empty: the whole house."""

    key: str
    name: str
    code: int | None = None


def overview_page(
    house: House, found: Sequence[Followed], *, newest: Wave | None, visible: Sequence[Visible], status: str
) -> OverviewPage:
    """newest: the newest closed wave in which something may be seen. status: of the address; what is unknown is all."""
    chosen = status if status in _FILTERS else ""
    views = point_views(found)
    shown = [view for view in views if _FILTERS[chosen](view)]
    wave = newest.id if newest else ""
    known = {one.key: one for one in visible}
    groups = [_group(key, shown, known, wave) for key in dict.fromkeys(view.overleg for view in shown)]
    used = {view.overleg for view in views}
    return OverviewPage(
        house=house.id,
        groups=tuple(sorted(groups, key=_by_name)),
        filters=_filters(views, chosen),
        chosen=chosen,
        total=len(views),
        wave=wave,
        without=tuple(_group(one.key, (), known, wave) for one in visible if one.key not in used),
    )


def list_page(house: House, key: str, name: str, found: Sequence[Followed], *, newest: Wave | None) -> ListPage:
    """The list of one overleg, or of the whole house (an empty key)."""
    views = point_views(found)
    told = tuple(view for view in views if view.told)
    older = len(views) - len(told)
    return ListPage(
        house=house.id,
        key=key,
        name=name or WHOLE,
        summary=_summary(told),
        points=told,
        older=count(older, "punt", "punten") if older else "",
        now_name=newest.name if newest else "",
        empty_rows=EMPTY_ROWS,
    )


def _group(key: str, views: Sequence[PointView], known: Mapping[str, Visible], wave: str) -> PointGroup:
    own, place = tuple(view for view in views if view.overleg == key), known.get(key)
    name = place.name if place else own[0].overleg_name
    return PointGroup(key, name, own, _summary(own), wave if place else "", place.code if place else None)


def _by_name(group: PointGroup) -> tuple[bool, str]:
    return bool(group.key), group.name.casefold()


def _filters(views: Sequence[PointView], chosen: str) -> tuple[FilterChoice, ...]:
    names = {"": "alles", _LATE: LATE.word, **{one.value: words.word for one, words in STATUSES.items()}}
    return tuple(
        FilterChoice(value, f"{names[value].capitalize()} ({sum(map(fits, views))})", value == chosen)
        for value, fits in _FILTERS.items()
    )


def _summary(views: Sequence[PointView]) -> str:
    """How many there are of which kind, in words."""
    counted = [(words.word, sum(view.status is status for view in views)) for status, words in STATUSES.items()]
    parts = [f"{number} {word}" for word, number in counted if number]
    late = sum(view.late for view in views)
    return ", ".join([*parts, *([f"{late} {LATE.word}"] if late else [])])
