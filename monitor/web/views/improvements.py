"""An improvement point as pages show it: what, who, when, how far, and the score then and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.differences import direction, margin_of_difference
from monitor.charts.numbers import decimal, margin_of, score_digits, signed, whole
from monitor.model import ImprovementStatus
from monitor.results import CellChange
from monitor.results.shown import missing
from monitor.services.following import Apart, Followed, Score
from monitor.services.improving import SETTLED
from monitor.web.formats import day, midsentence


@dataclass(frozen=True)
class StatusWords:
    """How a status is called, always with an icon."""

    word: str
    icon: str


STATUSES = {
    ImprovementStatus.OPEN: StatusWords("open", "list"),
    ImprovementStatus.BEGUN: StatusWords("begonnen", "clock"),
    ImprovementStatus.DONE: StatusWords("klaar", "check"),
    ImprovementStatus.DROPPED: StatusWords("vervallen", "hidden"),
}
LATE = StatusWords("te laat", "warning")
NOT_THE_CAUSE = "Een ander cijfer zegt niet dat het door het verbeterpunt komt."
_APART = {
    Apart.SAME_WAVE: "Een cijfer van een latere meting staat hier nog niet bij.",
    Apart.UNREADABLE: "De uitkomsten van een van beide metingen zijn nu niet te lezen. Daarom vergelijken we niet.",
    Apart.GONE: "Dit wordt nu niet meer gevraagd. Daarom staat er geen nieuw cijfer naast.",
    Apart.OTHER_WORDS: "De vraag is nu anders. Daarom vergelijken we niet.",
    Apart.UNKNOWN: "De vragenlijst van toen is er niet meer. Daarom vergelijken we niet.",
    Apart.NO_GROUP: "Dit overleg staat in deze meting niet apart. Daarom vergelijken we niet.",
}


@dataclass(frozen=True)
class ScoreView:
    """One score in words; a hidden one has only its text."""

    wave: str
    text: str
    margin: str = ""
    n: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class PointView:
    """Everything that a page prints of a point; hashable, as drawn pages are kept by it.

    `statement`: empty where it is about the whole aspect. `verdict`: what can be said of now beside then.
    """

    id: str
    overleg: str
    overleg_name: str
    aspect: str
    item: str
    aspect_label: str
    statement: str
    what: tuple[str, ...]
    owner: str
    due: str
    status: ImprovementStatus
    late: bool
    result: tuple[str, ...]
    wave: str
    wave_name: str
    then: ScoreView
    now: ScoreView | None
    verdict: str
    changed: str
    """The day of the last change."""
    recent: bool
    """It follows from the wave that is looked at, or from the one before."""

    @property
    def words(self) -> StatusWords:
        """The status."""
        return STATUSES[self.status]

    @property
    def settled(self) -> bool:
        """Whether nothing is to be done any more."""
        return self.status in SETTLED

    @property
    def told(self) -> bool:
        """Whether pages of results still show it: what was settled years ago is only in the overview."""
        return self.recent or not self.settled

    @property
    def about(self) -> str:
        """The statement, or the aspect as a whole."""
        return self.statement or f"Aspect {self.aspect_label}"


def point_views(found: Sequence[Followed]) -> tuple[PointView, ...]:
    """The points in the order in which people look at them: late, open, begun, and then what is settled."""
    return tuple(sorted(map(point_view, found), key=_order))


def point_view(found: Followed) -> PointView:
    """One point in words."""
    point = found.point
    return PointView(
        id=point.id,
        overleg=point.overleg,
        overleg_name=found.overleg_name if point.overleg else "Hele huis",
        aspect=point.aspect,
        item=point.item,
        aspect_label=found.aspect,
        statement=found.statement,
        what=_lines(point.what),
        owner=point.owner,
        due=day(point.due_on) if point.due_on else "geen datum",
        status=point.status,
        late=found.late,
        result=_lines(point.result),
        wave=point.wave,
        wave_name=found.wave_name,
        then=_score(found.then, found.wave_name),
        now=_score(found.now, found.now_name) if found.apart is None else None,
        verdict=_verdict(found),
        changed=day(point.changed_on),
        recent=found.follows or found.apart is Apart.SAME_WAVE,
    )


def _order(view: PointView) -> tuple[bool, int]:
    return not view.late, list(STATUSES).index(view.status)


def _lines(text: str) -> tuple[str, ...]:
    """The paragraphs of a text."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _score(score: Score | None, wave: str) -> ScoreView:
    if score is None or score.mean is None:
        return ScoreView(wave, missing(score.reason if score else None), hidden=True)
    margin = margin_of(score) if score.low is not None else ""
    n = whole(score.n) if score.n is not None else ""
    return ScoreView(wave, decimal(score.mean, score_digits(score.decimals)), margin, n)


def _verdict(found: Followed) -> str:
    """A difference is called one only where the publication does so."""
    if found.apart is not None:
        return _APART[found.apart]
    shown = all(one is not None and one.mean is not None for one in (found.then, found.now))
    if not shown:
        return "Er is geen verschil te tonen."
    if found.change is not None:
        return _difference(found.change, midsentence(found.wave_name))
    if found.point.overleg and found.point.item:
        return "Of dit een verschil is, rekenen wij per overleg alleen uit voor hele aspecten."
    if not found.follows:
        return "Of dit een verschil is, rekenen wij alleen uit met de meting ervoor. Hier zit een meting tussen."
    return "Of dit een verschil is, is niet uitgerekend."


def _difference(change: CellChange, then: str) -> str:
    found = change.comparison
    if found.difference is None:
        return f"Het verschil is {missing(found.reason)}."
    size = signed(found.difference)
    margin = f"{size}, marge {margin_of_difference(found)}" if found.low is not None else size
    seen = direction(found)
    return f"Zichtbaar {seen} dan in {then} ({margin})." if seen else f"Geen duidelijk verschil met {then} ({margin})."
