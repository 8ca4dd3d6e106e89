"""The page of a wave that is not closed: how many partners answered, and nothing about what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.charts.drawing import DrawnPart, draw_parts
from monitor.charts.numbers import percent, whole
from monitor.model import House, Wave
from monitor.results import ResponseGroup
from monitor.results.shown import HIDDEN_TEXT
from monitor.web.formats import clock, count, days, open_days, weekday
from monitor.web.views.parts import Table, TableCell, TableRow
from monitor.web.views.place import Place
from monitor.web.views.wave_states import STATES

HEADS = ("Telt mee", "Antwoordde", "Respons")


@dataclass(frozen=True)
class OpenWavePage:
    """`rate` is None while the count may not be shown."""

    place: Place
    state: str
    """"draft", "open", "closing" or "closed"."""
    state_sentence: str
    meta: tuple[str, ...]
    closes: str
    counted_on: str
    invited: str
    rate: str | None
    sentence: str
    bar: tuple[DrawnPart, ...]
    explanation: str
    table: Table | None
    over: bool
    """The closing time has passed; only closing itself is still to be done."""


def open_wave_page(
    house: House,
    wave: Wave,
    *,
    now: datetime,
    invited: int,
    eligible: int | None,
    answered: int | None,
    rate: float | None,
    groups: Sequence[ResponseGroup],
    group_name: str,
    counted_on: date,
    invited_now: int | None = None,
) -> OpenWavePage:
    """Response counts only. `answered` None: fewer than 3 answered or are left, so no count is shown at all.

    invited_now: with those who were invited after the count of today.
    """
    bar: tuple[DrawnPart, ...] = ()
    people = count(invited if invited_now is None else invited_now, "partner", "partners")
    sentence, explanation = f"Er {'is' if people.startswith('1 ') else 'zijn'} {people} uitgenodigd", ""
    if answered is not None and eligible:
        sentence = f"{whole(answered)} van de {count(eligible, 'partner', 'partners')} antwoordden"
        left = eligible - answered
        bar = draw_parts([("b1", answered, whole(answered)), ("b3", left, whole(left))], eligible)
        if eligible < invited:
            out = invited - eligible
            counts, who = ("telt", "die was") if out == 1 else ("tellen", "zij waren")
            explanation = (
                f"Van de {whole(invited)} genodigden {counts} er {whole(out)} niet mee: {who} bij geen enkel overleg."
            )
        if invited_now is not None and invited_now > invited:
            since = invited_now - invited
            explanation += f" Na deze telling {'is' if since == 1 else 'zijn'} nog {whole(since)} uitgenodigd."
    rows = tuple(_row(group) for group in groups) if answered is not None else ()
    return OpenWavePage(
        place=Place(house.id, house.name, wave.id, wave.name),
        state=wave.state.value,
        state_sentence=STATES[wave.state].sentence,
        meta=(open_days(wave.opens_at, wave.closes_at), f"Over {days(wave.period_start, wave.period_end)}"),
        closes=f"{weekday(wave.closes_at)} om {clock(wave.closes_at)}",
        counted_on=weekday(counted_on),
        invited=whole(invited),
        rate=None if rate is None else percent(rate),
        sentence=sentence,
        bar=bar,
        table=Table(f"Respons per {group_name}", (group_name[:1].upper() + group_name[1:], *HEADS), rows)
        if rows
        else None,
        explanation=explanation.strip(),
        over=now >= wave.closes_at,
    )


def _row(group: ResponseGroup) -> TableRow:
    if group.answered is None:
        eligible = TableCell(whole(group.eligible), HEADS[0]) if group.eligible is not None else _gone(HEADS[0])
        return TableRow(group.label, (eligible, *(_gone(head) for head in HEADS[1:])))
    texts = (whole(group.eligible), whole(group.answered), percent(group.rate))
    return TableRow(group.label, tuple(TableCell(text, head) for text, head in zip(texts, HEADS, strict=True)))


def _gone(head: str) -> TableCell:
    return TableCell(HIDDEN_TEXT, head, "hidden")
