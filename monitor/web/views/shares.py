"""What the coordinator's page about links and tokens prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from monitor.model import Wave, WaveState
from monitor.results.rules import LEAST_OUTSIDE, least_shown
from monitor.services import api_tokens, sharing
from monitor.services.outside_access import LONGEST
from monitor.store.api_tokens import ApiToken
from monitor.store.shares import Share
from monitor.web.formats import day, listing, midsentence


@dataclass(frozen=True)
class GivenLine:
    """A link or a token in the list. `works`: it can still be withdrawn."""

    id: str
    label: str
    details: str
    status: str
    works: bool


@dataclass(frozen=True)
class WaveChoice:
    """A closed wave of which a link can be made."""

    id: str
    name: str


@dataclass(frozen=True)
class SharesPage:
    """Every link and token of a house, those that work first."""

    waves: tuple[WaveChoice, ...]
    shares: tuple[GivenLine, ...]
    tokens: tuple[GivenLine, ...]


@dataclass(frozen=True)
class NewPage:
    """The form of a link or a token, with what was typed. `last_words`: the last day that can be chosen.

    minimum: from how many people a number is shown there.
    """

    label: str
    until: str
    last_words: str
    with_explanations: bool = True
    with_comments: bool = False
    wave: WaveChoice | None = None
    minimum: int = LEAST_OUTSIDE


def shares_page(
    waves: Sequence[Wave], shares: Sequence[Share], tokens: Sequence[ApiToken], *, today: date
) -> SharesPage:
    """The waves come in the order given, the newest first."""
    names = {wave.id: midsentence(wave.name) for wave in waves}
    links = [_share_line(share, names, today) for share in shares]
    keys = [_token_line(token, today) for token in tokens]
    return SharesPage(
        tuple(WaveChoice(wave.id, wave.name) for wave in waves if wave.state is WaveState.CLOSED),
        tuple(sorted(links, key=lambda line: not line.works)),
        tuple(sorted(keys, key=lambda line: not line.works)),
    )


def new_share_page(wave: Wave, typed: Mapping[str, Any] | None, *, today: date) -> NewPage:
    """The form of a link; `typed`: what came in, None at first."""
    choice, least = WaveChoice(wave.id, wave.name), least_shown(wave.minimum, outside=True)
    if typed is None:
        return NewPage("", _ahead(today, sharing.DEFAULT_DAYS), day(today + LONGEST), wave=choice, minimum=least)
    return NewPage(
        str(typed.get("label", "")),
        str(typed.get("until", "")),
        day(today + LONGEST),
        "with_explanations" in typed,
        "with_comments" in typed,
        choice,
        least,
    )


def new_token_page(typed: Mapping[str, Any] | None, *, today: date) -> NewPage:
    """The form of a token."""
    if typed is None:
        return NewPage("", _ahead(today, api_tokens.DEFAULT_DAYS), day(today + LONGEST))
    return NewPage(str(typed.get("label", "")), str(typed.get("until", "")), day(today + LONGEST))


def _ahead(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


def _share_line(share: Share, names: Mapping[str, str], today: date) -> GivenLine:
    own = [
        word
        for word, chosen in (("toelichtingen", share.with_explanations), ("open antwoorden", share.with_comments))
        if chosen
    ]
    beside = f", met {listing(own)}" if own else ""
    details = (
        f"Leest {names.get(share.wave, share.wave)}{beside}. Gemaakt door {share.made_by} op {day(share.made_on)}."
    )
    return GivenLine(share.id, share.label, details, _status(share, today), sharing.is_working(share, today))


def _token_line(token: ApiToken, today: date) -> GivenLine:
    return GivenLine(token.id, token.label, _made(token), _status(token, today), api_tokens.is_working(token, today))


def _made(one: Share | ApiToken) -> str:
    return f"Gemaakt door {one.made_by} op {day(one.made_on)}."


def _status(one: Share | ApiToken, today: date) -> str:
    if one.withdrawn_on is not None:
        return f"Ingetrokken op {day(one.withdrawn_on)}"
    return f"Werkt tot en met {day(one.until)}" if today <= one.until else f"Verlopen op {day(one.until)}"
