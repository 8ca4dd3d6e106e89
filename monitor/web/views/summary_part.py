"""The first screen: what a manager reads in one minute, and how sure it is. From the publication's own findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.charts.numbers import decimal, margin_of, score_digits
from monitor.results import AspectResult, Report
from monitor.results.shown import rounded
from monitor.web.views.differences_part import change_sentence
from monitor.web.views.parts import LANGUAGE
from monitor.web.views.plain import is_technical, plain
from monitor.web.views.statements_part import RANKED
from monitor.web.views.work_on_part import WorkOnPart

MOST_NAMED = 3
"""Lowest aspects that a finding names; of more it says how many."""


@dataclass(frozen=True)
class Lead:
    """One finding with the part of the page that it comes from, and how sure it is."""

    text: str
    sure: str
    anchor: str


@dataclass(frozen=True)
class SummaryPart:
    """The leads, then everything that the program found in sentences: plain ones, and those about the figures."""

    leads: tuple[Lead, ...]
    sentences: tuple[str, ...]
    technical: tuple[str, ...]


def summary_part(report: Report, work_on: WorkOnPart | None, *, has_list: bool) -> SummaryPart | None:
    """None where there is nothing to say."""
    said = report.sentences.get(LANGUAGE, ())
    found = (_missing(report) if has_list else None, _aspects(report), _change(report), _work_on(work_on))
    leads = tuple(one for one in found if one is not None)
    if not leads and not said:
        return None
    easy = tuple(plain(sentence) for sentence in said if not is_technical(sentence))
    return SummaryPart(leads, easy, tuple(sentence for sentence in said if is_technical(sentence)))


def _title(report: Report, key: str) -> str:
    text = plain(report.titles.get(LANGUAGE, {}).get(key, ""))
    return f"{text}." if text else ""


def _missing(report: Report) -> Lead | None:
    """Who is missing, and what that could do."""
    text = _title(report, "response:organisatietype") or _title(report, "response:beroepsgroep")
    if not text:
        return None
    bounds = report.response.worst_case
    sure = ""
    if len(bounds) == 2 and report.overall.mean is not None:
        sure = (
            f"Wie niet antwoordde, kan het beeld veranderen: het gemiddelde van alle aspecten is"
            f" {_mean(report.overall.mean, report.overall.decimals)}. Had iedereen geantwoord, dan lag het ergens"
            f" tussen {decimal(bounds[0])} en {decimal(bounds[1])}."
        )
    return Lead(text, sure, "respons")


def _aspects(report: Report) -> Lead | None:
    text = _title(report, "aspects")
    shown = [aspect for aspect in report.aspects if aspect.mean is not None and aspect.kind in RANKED]
    if not text or not shown:
        return None
    parts = [f"{one.label} {_mean(one.mean, one.decimals)}{_margin(one)}" for one in _ends(shown)]
    return Lead(text, f"Op een schaal van 1 tot 4: {', '.join(parts)}.", "aspecten")


def _ends(shown: Sequence[AspectResult]) -> list[AspectResult]:
    """Lowest and highest, and between them who lies within the margin of the lowest, as many as a title names."""
    lowest, *between = sorted(shown, key=_value)
    if not between:
        return [lowest]
    reach = rounded(lowest.high if lowest.high is not None else _value(lowest))
    near = [one for one in between if rounded(_value(one)) <= reach]
    return [lowest, *(near[: MOST_NAMED - 1] if between[-1] not in near else ()), between[-1]]


def _change(report: Report) -> Lead | None:
    text = _title(report, "change")
    if not text or report.change is None:
        return None
    return Lead(text, change_sentence(report.change), "vorige")


def _work_on(part: WorkOnPart | None) -> Lead | None:
    if part is None or part.table is None:
        return None
    return Lead(
        f"{part.title}.",
        "Het gemiddelde ligt onder het midden van alle stellingen, de samenhang met de rest van het aspect erboven."
        " Wat waardoor komt, zegt dit niet.",
        "werken",
    )


def _value(aspect: AspectResult) -> float:
    return aspect.mean or 0


def _mean(mean: float | None, decimals: int | None) -> str:
    return decimal(mean, score_digits(decimals))


def _margin(aspect: AspectResult) -> str:
    return f" (marge {margin_of(aspect)})" if aspect.low is not None else ""
