"""What changed since the wave before: which aspects visibly, what that change is made of, and that the rest did not."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.results import CellChange, Change, Split
from monitor.stats.wording.findings import SHOWN_DECIMALS
from monitor.stats.wording.telling import Teller
from monitor.stats.wording.words import plural


def change_title(teller: Teller) -> str | None:
    """Which aspects rose and which fell visibly, or that no change can be seen. None if nothing could be compared."""
    change = teller.report.change
    if change is None or not _compared(teller, change):
        return None
    risen, fallen = _visible(teller, change, up=True), _visible(teller, change, up=False)
    parts = [
        teller.words.say(plural(phrase, some), aspects=teller.labels([one.id for one in some]))
        for phrase, some in (("up_title", risen), ("down_title", fallen))
        if some
    ]
    overall = change.overall.comparison
    if not parts and overall.visible and overall.difference is not None:
        parts.append(teller.words.say("together_up" if overall.difference > 0 else "together_down"))
    if not parts:
        return teller.words.say("unchanged", wave=change.wave_name)
    rest = len(risen) + len(fallen) < len(_compared(teller, change))
    return ", ".join(parts) + (f"; {teller.words.say('rest_title')}" if rest else "")


def change_sentences(teller: Teller) -> list[str]:
    """The same with the means before and now, and the two parts of a visible change."""
    change, words = teller.report.change, teller.words
    if change is None or not _compared(teller, change):
        return []
    wave = change.wave_name
    risen, fallen = _visible(teller, change, up=True), _visible(teller, change, up=False)
    found = [
        words.say(plural(phrase, some), wave=wave, aspects=_from_to(teller, some))
        for phrase, some in (("risen", risen), ("fallen", fallen))
        if some
    ]
    if not found and not change.overall.comparison.visible:
        return [f"{words.say('unchanged', wave=wave)}."]
    if change.overall.comparison.visible:
        found.append(words.say("together", wave=wave, **_means(teller, change.overall)))
    if len(risen) + len(fallen) < len(_compared(teller, change)):
        found.append(words.say("rest_unchanged", wave=wave))
    return found + _split_sentences(teller, change, [*risen, *fallen])


def _compared(teller: Teller, change: Change) -> list[CellChange]:
    """The aspects of which it is known how sure the change is."""
    return [one for one in change.aspects if one.id in teller.ranked and one.comparison.low is not None]


def _visible(teller: Teller, change: Change, *, up: bool) -> list[CellChange]:
    return [
        one
        for one in _compared(teller, change)
        if one.comparison.visible and one.comparison.difference is not None and (one.comparison.difference > 0) == up
    ]


def _from_to(teller: Teller, changes: Sequence[CellChange]) -> str:
    return teller.words.joined(
        [teller.words.say("from_to", aspect=teller.label(one.id), **_means(teller, one)) for one in changes]
    )


def _means(teller: Teller, change: CellChange) -> dict[str, str]:
    """The means before and now as they are shown; both are there where a change is visible."""
    return {
        name: teller.words.number(mean or 0.0, SHOWN_DECIMALS)
        for name, mean in (("earlier", change.earlier), ("now", change.now))
    }


def _split_sentences(teller: Teller, change: Change, visible: Sequence[CellChange]) -> list[str]:
    """The parts of the overall's change where that is visible, else of every aspect's that is."""
    splits = {split.id: split for split in change.splits}
    if change.overall.comparison.visible:
        return _tell_split(teller, change, "split_together", splits.get(change.overall.id))
    return [
        sentence
        for one in visible
        for sentence in _tell_split(teller, change, "split", splits.get(one.id), what=teller.label(one.id))
    ]


def _tell_split(teller: Teller, change: Change, phrase: str, split: Split | None, **names: str) -> list[str]:
    if split is None or split.other_people is None or split.other_answers is None:
        return []
    words = teller.words
    people, answers = words.signed(split.other_people), words.signed(split.other_answers)
    return [words.say(phrase, people=people, answers=answers, noun=teller.noun(change.split_by), **names)]
