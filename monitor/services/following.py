"""What became of the score that an improvement point hangs on: then and now, from the two frozen publications.

Only what the publications show, and a difference only where the later one itself compared with the earlier. Nothing
here says that the point caused it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from monitor.errors import Misconfigured, NotFound
from monitor.model import Improvement, Wave, WaveState
from monitor.results import AspectResult, Cell, CellChange, Frozen, Group, ItemResult, Report
from monitor.services import overleggen, reading
from monitor.services.clock import local_date
from monitor.services.improving import is_late
from monitor.services.installation import Installation
from surveys.questionnaire import Aspect, Questionnaire

Score = ItemResult | AspectResult | Cell


class Apart(StrEnum):
    """Why there is no score now to put beside the score then."""

    SAME_WAVE = "same_wave"
    """There is no later wave yet."""
    GONE = "gone"
    """The statement or aspect is not asked any more."""
    OTHER_WORDS = "other_words"
    """It is asked in other words, or of other statements."""
    UNKNOWN = "unknown"
    """The questionnaire of then is not there any more to look."""
    NO_GROUP = "no_group"
    """The overleg does not stand on its own any more."""


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
    closed = _closed_waves(installation, house)
    sources = {one.id: _source(installation, house, one) for one in closed}
    order = [one.id for one in closed]
    now = wave or (order[0] if order else "")
    names, today = names_of(installation, house), local_date(installation.now())
    return tuple(
        _follow(point, sources, order, now, names.get(point.overleg, point.overleg), is_late(point, today=today))
        for point in points
    )


def names_of(installation: Installation, house: str) -> Mapping[str, str]:
    """Key -> name of every overleg that there is or was; of merged ones as their newest wave called them."""
    names: dict[str, str] = {}
    for wave in _closed_waves(installation, house):
        for level in reading.overleggen_of(installation, house, wave.id):
            names.setdefault(level.source, level.label)
    return {**names, **overleggen.names_of(installation, house)}


@dataclass(frozen=True)
class _Source:
    """A closed wave with its publication and, where its file is still there, its questionnaire."""

    name: str
    frozen: Frozen
    questionnaire: Questionnaire | None


def _closed_waves(installation: Installation, house: str) -> list[Wave]:
    return [wave for wave in reading.list_waves(installation, house) if wave.state is WaveState.CLOSED]


def _source(installation: Installation, house: str, wave: Wave) -> _Source | None:
    try:
        frozen = reading.get_publication(installation, house, wave.id)
    except NotFound:
        return None
    try:
        return _Source(wave.name, frozen, installation.questionnaire_of(wave))
    except Misconfigured:  # its file was changed or taken away: its numbers stay, its words are gone
        return _Source(wave.name, frozen, None)


def _follow(
    point: Improvement, sources: Mapping[str, _Source | None], order: Sequence[str], now: str, overleg: str, late: bool
) -> Followed:
    before, after = sources.get(point.wave), sources.get(now)
    aspect, statement = _words(point, before)
    then = _score(point, before.frozen.publication.report) if before else None
    apart = _why_apart(point, before, after, now)
    return Followed(
        point=point,
        wave_name=before.name if before else point.wave,
        overleg_name=overleg,
        aspect=aspect,
        statement=statement,
        then=then,
        now=_score(point, after.frozen.publication.report) if after and apart is None else None,
        now_name=after.name if after and now != point.wave else "",
        change=_change(point, before, after) if before and after and apart is None else None,
        apart=apart,
        follows=(now, point.wave) in pairwise(order),
        late=late,
    )


def _why_apart(point: Improvement, before: _Source | None, after: _Source | None, now: str) -> Apart | None:
    if before is None or after is None or point.wave == now:
        return Apart.SAME_WAVE
    if point.overleg and _group(point, after.frozen.publication.report) is None:
        return Apart.NO_GROUP
    if before.frozen.publication.questionnaire_sha256 == after.frozen.publication.questionnaire_sha256:
        return None
    if before.questionnaire is None or after.questionnaire is None:
        return Apart.UNKNOWN
    asked = _asked(point, after.questionnaire)
    if asked is None:
        return Apart.GONE
    return None if asked == _asked(point, before.questionnaire) else Apart.OTHER_WORDS


def _asked(point: Improvement, questionnaire: Questionnaire) -> object:
    """All that a score of this statement or aspect depends on in the questionnaire; None where it is not there."""
    aspect = _find_aspect(point, questionnaire)
    if aspect is None:
        return None
    asked = [
        (item.id, dict(block.stem), dict(item.text))
        for block in aspect.blocks
        for item in block.items
        if point.item in ("", item.id)
    ]
    scale = [dict(label) for label in questionnaire.scale.labels]
    return (scale, asked, "" if point.item else aspect.kind) if asked else None


def _find_aspect(point: Improvement, questionnaire: Questionnaire) -> Aspect | None:
    return next((one for one in questionnaire.aspects if one.id == point.aspect), None)


def _words(point: Improvement, source: _Source | None) -> tuple[str, str]:
    """(aspect, statement) as people read them."""
    questionnaire = source.questionnaire if source else None
    aspect = _find_aspect(point, questionnaire) if questionnaire else None
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


def _change(point: Improvement, before: _Source, after: _Source) -> CellChange | None:
    """What the later publication says of exactly this difference."""
    change = after.frozen.publication.report.change
    if change is None or change.sha256 != before.frozen.sha256:
        return None
    if point.overleg:
        group = next((one for one in change.groups if (one.by, one.key) == ("overleg", point.overleg)), None)
        cells = group.cells if group and not point.item else ()
    else:
        cells = change.items if point.item else change.aspects
    return next((one for one in cells if one.id == (point.item or point.aspect)), None)
