"""What became of the score that an improvement point hangs on: then and now, from the two frozen publications.

Only what the publications show, and a difference only where the later one itself compared with the earlier. Nothing
here says that the point caused it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from monitor.model import Improvement, WaveState
from monitor.results import AspectResult, Cell, CellChange, Frozen, Group, ItemResult, Report
from monitor.services import overleggen, reading
from monitor.services.asking import Unlike, unlike
from monitor.services.clock import local_date
from monitor.services.closed_waves import ClosedWave, closed_waves
from monitor.services.improving import is_late
from monitor.services.installation import Installation
from monitor.services.kept import Kept
from monitor.services.years import Year
from surveys.questionnaire import Questionnaire

Score = ItemResult | AspectResult | Cell


class Apart(StrEnum):
    """Why there is no score now to put beside the score then."""

    SAME_WAVE = "same_wave"
    """It is looked at in its own wave, or no wave after that is closed."""
    UNREADABLE = "unreadable"
    """Another version of this program made one of the two publications, and this one cannot read it."""
    GONE = "gone"
    """The statement or aspect is not asked any more."""
    OTHER_WORDS = "other_words"
    """It is asked in other words, or of other statements."""
    UNKNOWN = "unknown"
    """The questionnaire of then is not there any more to look."""
    NO_GROUP = "no_group"
    """The overleg does not stand on its own any more."""


_APART = {
    Unlike.NOT_NOW: Apart.GONE,
    Unlike.NOT_THEN: Apart.OTHER_WORDS,
    Unlike.OTHER_WORDS: Apart.OTHER_WORDS,
    Unlike.UNKNOWN: Apart.UNKNOWN,
}


@dataclass(frozen=True)
class Followed:
    """A point with the scores around it. `aspect`, `statement`: in the words of its wave, its ids where those are gone.

    `then` and `now` may hold a hidden score. `change`: what the publication of now says of the difference with then;
    None where it does not compare these two. `follows`: the wave of now comes right after that of the point.
    """

    point: Improvement
    wave_name: str
    overleg_name: str
    aspect: str
    statement: str
    then: Score | None
    now: Score | None
    now_name: str
    change: CellChange | None
    apart: Apart | None
    follows: bool
    late: bool


def follow_points(
    installation: Installation, house: str, points: Sequence[Improvement], *, wave: str = ""
) -> tuple[Followed, ...]:
    """The points beside the scores of a wave; without one beside those of the newest closed wave."""
    if not points:
        return ()
    closed = {one.wave.id: one for one in closed_waves(installation, house)}
    order = list(closed)
    now = wave or (order[-1] if order else "")
    names = names_of(installation, house) if any(point.overleg for point in points) else {}
    today = local_date(installation.now())
    return tuple(
        _follow(
            point,
            closed,
            order,
            now,
            overleg=names.get(point.overleg, point.overleg),
            late=is_late(point, today=today),
        )
        for point in points
    )


def names_of(installation: Installation, house: str) -> Mapping[str, str]:
    """Key -> name of every overleg that there is or was; of merged ones as their newest wave called them."""
    names: dict[str, str] = {}
    for wave in reading.list_waves(installation, house):
        if wave.state is WaveState.CLOSED:
            for level in reading.overleggen_of(installation, house, wave.id):
                names.setdefault(level.source, level.label)
    return {**names, **overleggen.names_of(installation, house)}


@dataclass(frozen=True)
class _Compared:
    """What two publications say of a point's subject, whatever the point itself says."""

    aspect: str
    statement: str
    then: Score | None
    now: Score | None
    change: CellChange | None
    apart: Apart | None


_MOST_COMPARED = 10_000
_compared: Kept[_Compared] = Kept(_MOST_COMPARED)
"""By subject and waves, so that a page with points that was drawn before parses no publication."""


def _follow(
    point: Improvement, closed: Mapping[str, ClosedWave], order: Sequence[str], now: str, *, overleg: str, late: bool
) -> Followed:
    before, after = closed.get(point.wave), closed.get(now)
    key = (point.wave, point.overleg, point.aspect, point.item, now, before and before.key, after and after.key)
    found = _compared.get(key, lambda: (_compare(point, before, after), 1))
    return Followed(
        point=point,
        wave_name=before.wave.name if before else point.wave,
        overleg_name=overleg,
        aspect=found.aspect,
        statement=found.statement,
        then=found.then,
        now=found.now,
        now_name=after.wave.name if after and now != point.wave else "",
        change=found.change,
        apart=found.apart,
        follows=(point.wave, now) in pairwise(order),
        late=late,
    )


def _compare(point: Improvement, before: ClosedWave | None, after: ClosedWave | None) -> _Compared:
    aspect, statement = _words(point, before.questionnaire if before else None)
    then = before.frozen if before else None
    now = after.frozen if after else None
    apart = _why_apart(point, before, after)
    beside = now if apart is None else None
    return _Compared(
        aspect,
        statement,
        then=_score(point, then.publication.report) if then else None,
        now=_score(point, beside.publication.report) if beside else None,
        change=_change(point, then, beside) if then and beside else None,
        apart=apart,
    )


def _why_apart(point: Improvement, before: ClosedWave | None, after: ClosedWave | None) -> Apart | None:
    if before is None or after is None or before.wave.id == after.wave.id:
        return Apart.SAME_WAVE
    if before.frozen is None or after.frozen is None:
        return Apart.UNREADABLE
    if point.overleg and _group(point, after.frozen.publication.report) is None:
        return Apart.NO_GROUP
    then = Year(before.frozen.publication, before.questionnaire)
    now = Year(after.frozen.publication, after.questionnaire)
    found = unlike(now, then, aspect=point.aspect, item=point.item)
    return _APART[found] if found is not None else None


def _words(point: Improvement, questionnaire: Questionnaire | None) -> tuple[str, str]:
    """(aspect, statement) as people read them."""
    aspect = next((one for one in questionnaire.aspects if one.id == point.aspect), None) if questionnaire else None
    if aspect is None:
        return point.aspect, point.item
    text = next((item.text for item in aspect.items if item.id == point.item), None)
    return aspect.label["nl"], text["nl"] if text else point.item


def _group(point: Improvement, report: Report) -> Group | None:
    groups = next((one.groups for one in report.breakdowns if one.by == "overleg"), ())
    return next((one for one in groups if one.key == point.overleg), None)


def _score(point: Improvement, report: Report) -> Score | None:
    """The score of what the point hangs on; None where the report has no place for it."""
    if not point.overleg:
        if point.item:
            return next((one for one in report.items if one.id == point.item), None)
        return next((one for one in report.aspects if one.id == point.aspect), None)
    group = _group(point, report)
    if group is None:
        return None
    if point.item:
        found = next((one for one in group.items if one.id == point.item), None)
        return found or ItemResult(point.item, point.aspect, reason="hidden")
    return next((one for one in group.cells if one.aspect == point.aspect), None)


def _change(point: Improvement, before: Frozen, after: Frozen) -> CellChange | None:
    """What the later publication says of exactly this difference."""
    change = after.publication.report.change
    if change is None or change.sha256 != before.sha256:
        return None
    if point.overleg:
        group = next((one for one in change.groups if (one.by, one.key) == ("overleg", point.overleg)), None)
        cells = group.cells if group and not point.item else ()
    else:
        cells = change.items if point.item else change.aspects
    return next((one for one in cells if one.id == (point.item or point.aspect)), None)
