"""What the pages of a redacteur show: the queue, one comment with what stands out in it, the set to release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.services.editing_words import FEWEST, Decision, Entry, Queue
from monitor.services.spotting import Piece, Spot, spot, spots_in, words_of
from monitor.web.formats import count

DECISIONS: Mapping[Decision, str] = {
    Decision.RELEASE: "Vrijgeven",
    Decision.WITHHOLD: "Niet vrijgeven",
    Decision.OPEN: "Nog beslissen",
}
_SAID: Mapping[Decision, tuple[str, str]] = {
    Decision.RELEASE: ("check", "Gekozen om vrij te geven"),
    Decision.WITHHOLD: ("hidden", "Niet vrijgeven"),
    Decision.OPEN: ("clock", "Nog beslissen"),
}
_SPOTTED: Mapping[Spot, str] = {
    Spot.EMAIL: "een e-mailadres",
    Spot.BSN: "een burgerservicenummer",
    Spot.PHONE: "een telefoonnummer",
    Spot.NUMBER: "een lang nummer",
    Spot.NAME: "een naam",
}


@dataclass(frozen=True)
class EntryView:
    """A comment. `number`: its place in the queue; `spotted`: what it seems to hold, in words."""

    id: str
    number: int
    pieces: tuple[Piece, ...]
    spotted: tuple[str, ...]
    decision: Decision
    icon: str
    said: str
    changed: bool


@dataclass(frozen=True)
class QueuePage:
    """The queue. `state`: "unread", "erased", "none" or "open"; `progress`: "12 van 31"."""

    state: str
    total: str
    progress: str
    decided: int
    comments: int
    entries: tuple[EntryView, ...]
    next: str
    """The first comment that is still to be decided about, or ""."""
    chosen: int
    released: int
    changed: bool
    """Whether what is chosen differs from what was released."""


def queue_page(queue: Queue, names: frozenset[str]) -> QueuePage:
    """The queue of a redacteur; `names` are looked for in the comments."""
    open_ones = [entry.id for entry in queue.entries if entry.decision is Decision.OPEN]
    return QueuePage(
        state=_state(queue),
        total=count(queue.total, "open antwoord", "open antwoorden"),
        progress=f"{queue.decided} van {queue.total}",
        decided=queue.decided,
        comments=queue.total,
        entries=tuple(entry_view(entry, number, names) for number, entry in enumerate(queue.entries, start=1)),
        next=next(iter(open_ones), ""),
        chosen=len(queue.chosen),
        released=len(queue.released),
        changed=is_changed(queue),
    )


def entry_view(entry: Entry, number: int, names: frozenset[str], *, original: bool = False) -> EntryView:
    """One comment, as it would be released now, or as it was sent.

    Of a text that the redacteur wrote, only words that were sent are looked for among the names: else somebody could
    type names until one is marked, and so read who is on the list.
    """
    known = names & words_of((entry.original,))
    pieces = spot(entry.original if original else entry.text, known)
    icon, said = _SAID[entry.decision]
    spotted = tuple(_SPOTTED[kind] for kind in spots_in(pieces))
    return EntryView(entry.id, number, pieces, spotted, entry.decision, icon, said, entry.text != entry.original)


@dataclass(frozen=True)
class CommentPage:
    """One comment. `original`: as it was sent; `following`: the next one to decide about, or ""."""

    number: int
    comments: int
    original: EntryView
    following: str
    newer: EntryView | None
    """What a colleague decided meanwhile, where this was refused for it."""


def comment_page(queue: Queue, entry: Entry, names: frozenset[str], *, newer: bool = False) -> CommentPage:
    """The page on which one comment is decided about."""
    number = queue.entries.index(entry) + 1
    return CommentPage(
        number=number,
        comments=queue.total,
        original=entry_view(entry, number, names, original=True),
        following=next_open(queue, entry.id),
        newer=entry_view(entry, number, names) if newer else None,
    )


def next_open(queue: Queue, comment: str) -> str:
    """The next comment after this one that is still to be decided about, then from the start; "" if there is none."""
    ids = [entry.id for entry in queue.entries]
    at = ids.index(comment) + 1 if comment in ids else 0
    order = (*queue.entries[at:], *queue.entries[: max(at - 1, 0)])
    return next((entry.id for entry in order if entry.decision is Decision.OPEN), "")


@dataclass(frozen=True)
class ReleasePage:
    """What would be seen, by whom, and what is seen already. `lacking`: why it cannot be released, or ""."""

    entries: tuple[EntryView, ...]
    code: str
    lacking: str
    undecided: str
    released: tuple[tuple[str, str], ...]
    changed: bool
    erased: bool
    goes: bool
    """Whether taking one back takes all away."""
    fewest: int


def release_page(queue: Queue, names: frozenset[str]) -> ReleasePage:
    """The set in an order of its own: by its words, not by the queue, so that a number in one is none in the other."""
    chosen = len(queue.chosen)
    lacking = "" if chosen >= FEWEST or queue.erased else _lacking(chosen)
    left = queue.total - queue.decided
    return ReleasePage(
        entries=tuple(entry_view(one, 0, names) for one in sorted(queue.chosen, key=lambda entry: entry.text)),
        code=queue.code,
        lacking=lacking,
        undecided=count(left, "antwoord is", "antwoorden zijn") + " nog niet beslist." if left else "",
        released=queue.released,
        changed=is_changed(queue),
        erased=queue.erased,
        goes=len(queue.released) <= FEWEST,
        fewest=FEWEST,
    )


def is_changed(queue: Queue) -> bool:
    """Whether what is chosen differs from what was released."""
    return sorted(entry.text for entry in queue.chosen) != sorted(body for _, body in queue.released)


def _lacking(chosen: int) -> str:
    have = "Er is nog niets gekozen" if not chosen else f"Er {'is' if chosen == 1 else 'zijn'} er {chosen} gekozen"
    return f"{have}. Vrijgeven kan vanaf {FEWEST}: bij minder is te makkelijk te raden wie wat schreef."


def _state(queue: Queue) -> str:
    if queue.erased:
        return "erased"
    if not queue.total:
        return "none"
    return "open" if queue.read_on else "unread"
