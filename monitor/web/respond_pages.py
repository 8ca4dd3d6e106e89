"""What the partner's pages show: where somebody is, what comes next, and the contexts of the templates."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request
from markupsafe import Markup, escape

from monitor.model import InvitedOverleg, Outcome
from monitor.services import answering, sealing
from monitor.services.answering import PageSaved, Visit
from monitor.services.clock import plain_date
from monitor.services.editors import named_editors
from monitor.web.context import installation, secret_key
from monitor.web.forms import BoundForm, SendForm
from monitor.web.link_cookie import address
from monitor.web.splice import Spliced, SplicedPages, mark
from surveys.answers import EMPTY, NO_OPINION, answer_label
from surveys.questionnaire import Aspect, Item, Scale
from surveys.texts import fill_text

LANGUAGE = "nl"
_CHECKED = " checked"


def common(visit: Visit) -> dict[str, Any]:
    """What every page of the partner needs."""
    return {
        "demo": visit.house.invented,
        "house_name": visit.house.name,
        "contact": visit.house.contact,
        "wave": visit.wave,
        "questionnaire": visit.questionnaire,
        "lang": LANGUAGE,
        "test": visit.invitation.test,
    }


def _cached(visit: Visit, name: str, *what: object, draw: Callable[[], str]) -> Spliced:
    """A page that is drawn once for all who see the same, and again when the house or the wave has changed.

    A test link's is drawn every time: the groups of a draft are provisional.
    """
    if visit.invitation.test:
        return Spliced(draw())
    pages: SplicedPages = current_app.extensions["monitor.pages"]
    key = (name, visit.house, visit.wave, *what)
    return pages.get(key) or pages.put(key, draw())


def draw_landing(visit: Visit) -> bytes:
    """The landing: one drawing for partners of the same groups."""
    own = tuple(overleg.code for overleg in visit.overleggen)
    found, words = visit.invitation, visit.own_words(LANGUAGE)

    def draw() -> str:
        return render_template("respond/landing.html", **_landing_context(visit), own_words=_paragraphs(words))

    page = _cached(visit, "landing", own, found.beroepsgroep, found.begun, words, draw=draw)
    return page.fill({"opt_out": f"/d/{visit.house_id}/{visit.token}/afmelden"})


def draw_received(visit: Visit, *, just_now: bool = False) -> bytes:
    """The end, right after sending or at a later visit: one drawing each for all."""
    absent = visit.invitation.outcome is Outcome.INELIGIBLE

    def draw() -> str:
        thanks = _paragraphs(visit.questionnaire.thanks[LANGUAGE])
        return render_template(
            "respond/received.html", **common(visit), absent=absent, just_now=just_now, thanks=thanks
        )

    return _cached(visit, "received", absent, just_now, draw=draw).fill({})


def draw_overleggen(visit: Visit, form: BoundForm) -> bytes | str:
    """The choice of overleggen; as long as nothing was chosen, one drawing for partners of the same overleggen."""
    if visit.draft.attendance:
        return render_template("respond/overleggen.html", **attendance_context(visit, form))
    own = tuple(overleg.code for overleg in visit.overleggen)

    def draw() -> str:
        return render_template("respond/overleggen.html", **attendance_context(visit, form), token=mark("csrf"))

    return _cached(visit, "overleggen", own, draw=draw).fill({"csrf": form.token})


def _landing_context(visit: Visit) -> dict[str, Any]:
    """Who asks, what, how long, and in which groups the answers will count."""
    return {
        **common(visit),
        "groups": visit.groups,
        "begun": visit.invitation.begun,
        "opt_out": mark("opt_out"),
        "intro": _paragraphs(visit.questionnaire.intro[LANGUAGE]),
    }


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _questions(visit: Visit) -> dict[str, str]:
    """Background questions by kind, with the reference period written out."""
    wave = visit.wave
    period = {"period_start": plain_date(wave.period_start), "period_end": plain_date(wave.period_end)}
    return {one.kind.value: fill_text(one.text[LANGUAGE], period) for one in visit.questionnaire.background}


def attendance_context(visit: Visit, form: BoundForm, *, nothing_chosen: bool = False) -> dict[str, Any]:
    """The choice of overleggen, with what was kept or posted."""
    attendance = visit.draft.attendance
    rows = []
    for overleg in visit.overleggen:
        tick, number = form[f"overleg_{overleg.code}"], form[f"aanwezig_{overleg.code}"]
        posted = request.method == "POST"
        ticked = tick.data if posted else attendance.get(overleg.code, None) != 0
        kept = attendance.get(overleg.code)
        shown = number.raw_data[0] if posted and number.raw_data else "" if kept is None else str(kept)
        rows.append({"overleg": overleg, "ticked": ticked, "number": shown, "error": next(iter(number.errors), None)})
    own = {"form": form, "rows": rows, "nothing_chosen": nothing_chosen}
    return {**common(visit), **own, "questions": _questions(visit)}


def next_url(visit: Visit, handle: str) -> str:
    """Where somebody goes on: the choice, the next part of the overleg at hand, or the overview."""
    draft = visit.draft
    chosen = answering.chosen(visit, draft)
    if not chosen:
        return address(handle, "overleggen")
    total = len(visit.questionnaire.aspects)
    done = {overleg.code: answering.parts_done(visit, draft, overleg.code) for overleg in chosen}
    started = [code for code, parts in done.items() if parts < total and (parts or any(draft.answers.get(code, b"")))]
    if not started and any(parts == total for parts in done.values()):
        return address(handle, "overzicht")
    code = started[0] if started else chosen[0].code
    return address(handle, f"{code}/{done[code] + 1}")


def is_turn(visit: Visit, overleg: int, part: int) -> bool:
    """Whether a part may be opened: its overleg was chosen and all parts before it were seen."""
    draft = visit.draft
    if draft.attendance.get(overleg, 0) == 0 or not 1 <= part <= len(visit.questionnaire.aspects):
        return False
    return part <= answering.parts_done(visit, draft, overleg) + 1


def url_after(saved: PageSaved, handle: str, overleg: int, part: int, *, back: bool) -> str:
    """Where a saved page leads: the part before or after it, or the overview."""
    target = part - 1 if back else part + 1
    notice = "?anders=ja" if saved.conflict else ""
    if target < 1:
        return address(handle, "overleggen")
    if target > len(saved.visit.questionnaire.aspects):
        return address(handle, f"overzicht{notice}")
    return address(handle, f"{overleg}/{target}{notice}")


def draw_statements(visit: Visit, overleg: int, part: int, *, other_device: bool) -> bytes:
    """The page of one aspect: drawn once for everybody, then filled with this link's token and answers."""
    page = _cached(visit, "statements", overleg, part, draw=lambda: _draw(visit, overleg, part))
    given = visit.draft.answers.get(overleg, b"")
    items = visit.aspect(part).items
    codes = bytes(given[item.position] if given else EMPTY for item in items)
    values: dict[str, str] = {f"{item.position}:{code}": _CHECKED for item, code in zip(items, codes, strict=True)}
    values["csrf"] = sealing.form_token(secret_key(), visit.token)
    values["was"] = codes.hex()
    values["page"] = secrets.token_hex(8)
    if not other_device:
        values["other"] = " hidden"
    return page.fill(values)


def _draw(visit: Visit, overleg: int, part: int) -> str:
    """The page with marks where readers differ."""
    aspects = visit.questionnaire.aspects
    name = next(own.name for own in visit.overleggen if own.code == overleg)
    return render_template(
        "respond/statements.html",
        **common(visit),
        overleg_name=name,
        aspect=visit.aspect(part),
        part=part,
        parts=len(aspects),
        next_label=aspects[part].label[LANGUAGE] if part < len(aspects) else None,
        mark=mark,
        offsets=_offsets(visit.aspect(part)),
    )


def _offsets(aspect: Aspect) -> list[int]:
    """How many statements of the part come before each block."""
    offsets, before = [], 0
    for block in aspect.blocks:
        offsets.append(before)
        before += len(block.items)
    return offsets


@dataclass(frozen=True)
class SkippedRow:
    """A statement on the overview that was left open."""

    item: Item
    url: str


@dataclass(frozen=True)
class PartRows:
    """One part on the overview. `drawn`: its statements with the answers that were given."""

    answered: int
    skipped: tuple[SkippedRow, ...]
    drawn: Markup
    url: str


@dataclass(frozen=True)
class OverlegRows:
    """One overleg on the overview. `done`: parts seen; `url` leads to the next one while not all were."""

    overleg: InvitedOverleg
    parts: tuple[PartRows, ...]
    done: int
    complete: bool
    url: str

    @property
    def answered(self) -> int:
        return sum(part.answered for part in self.parts)

    @property
    def skipped(self) -> list[SkippedRow]:
        return [row for part in self.parts for row in part.skipped]


def editors_of(visit: Visit) -> tuple[str, ...]:
    """Who reads what a partner writes; empty: nobody, so nothing is asked."""
    return named_editors(installation(), visit.house_id, visit.wave)


def overview_context(
    visit: Visit, handle: str, form: SendForm, *, asked_again: Sequence[str] = (), nobody_reads: bool = False
) -> dict[str, Any]:
    """All answers per chosen overleg, what was skipped, and what is still open.

    asked_again: what the comment seems to hold, before it is sent; nobody_reads: something was written of which the
    readers are gone since the page was opened.
    """
    overleggen = [_overleg_rows(visit, handle, overleg) for overleg in answering.chosen(visit, visit.draft)]
    return {
        **common(visit),
        "handle": handle,
        "form": form,
        "counting": [rows for rows in overleggen if rows.complete or rows.answered],
        "open": [rows for rows in overleggen if not rows.complete],
        "items": len(visit.questionnaire.items),
        "editors": editors_of(visit),
        "asked_again": asked_again,
        "nobody_reads": nobody_reads,
    }


def _overleg_rows(visit: Visit, handle: str, overleg: InvitedOverleg) -> OverlegRows:
    given = visit.draft.answers.get(overleg.code) or bytes(len(visit.questionnaire.items))
    labels = _labels(visit.questionnaire.scale)
    parts = tuple(
        _part_rows(visit, address(handle, f"{overleg.code}/{number}"), number, given, labels)
        for number in range(1, len(visit.questionnaire.aspects) + 1)
    )
    done = answering.parts_done(visit, visit.draft, overleg.code)
    complete = done == len(parts)
    url = parts[0].url if complete else parts[done].url
    return OverlegRows(overleg, parts, done, complete, url)


def _part_rows(visit: Visit, url: str, part: int, given: bytes, labels: dict[int, str]) -> PartRows:
    """Drawn once for everybody, then filled with the answers: 48 rows for Jinja to write take a millisecond."""
    items = visit.aspect(part).items
    skipped = tuple(SkippedRow(item, f"{url}#{item.id}") for item in items if given[item.position] == EMPTY)
    page = _cached(visit, "given", part, draw=lambda: _draw_given(visit, part))
    values = {str(item.position): labels[given[item.position]] for item in items}
    answered = len(items) - len(skipped)
    drawn = page.fill({**values, "answered": str(answered), "url": url}).decode()
    return PartRows(answered, skipped, Markup(drawn), url)  # noqa: S704 - drawn by Jinja, filled with our own words


def _draw_given(visit: Visit, part: int) -> str:
    aspect = visit.aspect(part)
    return render_template("respond/given.html", aspect=aspect, part=part, lang=LANGUAGE, mark=mark)


def _labels(scale: Scale) -> dict[int, str]:
    """The words of every code, as they stand in a page."""
    codes = [EMPTY, *range(1, scale.maximum + 1), NO_OPINION]
    return {code: str(escape(answer_label(code, scale, LANGUAGE) or "overgeslagen")) for code in codes}
