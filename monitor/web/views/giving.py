"""What the coordinator's pages about the benchmark print: what the house's names are elsewhere, and all of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.model import ListKind, Wave, WaveState
from monitor.results.benchmark import AspectSums, BenchmarkFile, ItemCounts, ScoreSums
from monitor.results.national import NATIONAL
from monitor.services.benchmark.national import Meaning
from monitor.stats.sums import mean_of, sd_of
from monitor.store.national import HouseContext
from monitor.web.views.shares import WaveChoice
from surveys.questionnaire import Questionnaire

LIST_NAMES = {ListKind.BEROEPSGROEP: "Beroepsgroepen", ListKind.OVERLEGVORM: "Overlegvormen"}


@dataclass(frozen=True)
class MeaningField:
    """A name of a list with the codes it can have. name: of the field; chosen: a code, or empty."""

    name: str
    label: str
    chosen: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GivingPage:
    """The waves that can be given, and what stands beside their numbers. fingerprint: empty before the first file."""

    waves: tuple[WaveChoice, ...]
    fingerprint: str
    lists: tuple[tuple[str, tuple[MeaningField, ...]], ...]
    inhabitants: str
    founded: str


@dataclass(frozen=True)
class AnswerLine:
    """A statement with the counts of its answers, geen oordeel and left empty; None: it is not in the file."""

    text: str
    numbers: tuple[int, ...] | None


@dataclass(frozen=True)
class SumLine:
    """The scores of an aspect or of a part of the house; n is None where it is not in the file."""

    label: str
    n: int | None
    mean: float | None = None
    sd: float | None = None


@dataclass(frozen=True)
class AspectCard:
    """All of one aspect. complete: how many complete forms its alpha is of, None where that is not in the file."""

    label: str
    scores: tuple[SumLine, ...]
    statements: tuple[AnswerLine, ...]
    has_alpha: bool
    complete: int | None


@dataclass(frozen=True)
class PreviewPage:
    """Everything in a file, in words. text: the same as it stands in the file."""

    wave: str
    wave_name: str
    file: BenchmarkFile
    persons: tuple[tuple[str, int, int], ...]
    """Who, eligible and answered: of the house and of every beroepsgroep."""
    overlegvormen: tuple[str, ...]
    answers: tuple[str, ...]
    """Headings of the counts."""
    aspects: tuple[AspectCard, ...]
    text: str


def field_name(meaning: Meaning) -> str:
    """The name of a meaning's field."""
    return f"code-{meaning.kind.value}-{meaning.entry}"


def giving_page(
    waves: Sequence[Wave],
    meanings: Sequence[Meaning],
    context: HouseContext,
    *,
    fingerprint: str,
    typed: Mapping[str, str] | None = None,
) -> GivingPage:
    """The page; typed: what was posted and could not be kept."""
    given = typed or {}
    inhabitants, founded = (str(one) if one is not None else "" for one in (context.inhabitants, context.founded))
    return GivingPage(
        tuple(WaveChoice(one.id, one.name) for one in waves if one.state is WaveState.CLOSED),
        fingerprint,
        tuple(
            (
                label,
                tuple(
                    MeaningField(
                        field_name(one),
                        one.name,
                        given.get(field_name(one), one.code),
                        (("", "Vergelijken wij niet"), *NATIONAL[kind].items()),
                    )
                    for one in meanings
                    if one.kind is kind
                ),
            )
            for kind, label in LIST_NAMES.items()
        ),
        given.get("inhabitants", inhabitants),
        given.get("founded", founded),
    )


def preview_page(wave: Wave, file: BenchmarkFile, questionnaire: Questionnaire, text: str) -> PreviewPage:
    """All that a file says, with the words of the questionnaire."""
    scale = questionnaire.scale
    whole = [("Hele huis", file.response.eligible, file.response.answered)] if file.response else []
    parts = [(NATIONAL["beroepsgroep"][code], one.eligible, one.answered) for code, one in file.response_by.items()]
    found = {aspect.id: aspect for aspect in file.aspects}
    counts = {item.id: item for item in file.items}
    return PreviewPage(
        wave.id,
        wave.name,
        file,
        (*whole, *parts),
        tuple(NATIONAL["overlegvorm"][code] for code in file.overlegvormen),
        (*(label["nl"] for label in scale.labels), scale.no_opinion["nl"], "Leeg"),
        tuple(
            AspectCard(
                aspect.label["nl"],
                _sum_lines(found[aspect.id]),
                tuple(AnswerLine(item.text["nl"], _numbers(counts[item.id])) for item in aspect.items),
                has_alpha=aspect.kind.value == "scale",
                complete=one.n if (one := found[aspect.id].complete) else None,
            )
            for aspect in questionnaire.aspects
        ),
        text,
    )


def _numbers(item: ItemCounts) -> tuple[int, ...] | None:
    if item.counts is None:
        return None
    return (*item.counts.values(), item.no_opinion or 0, item.empty or 0)


def _sum_lines(aspect: AspectSums) -> tuple[SumLine, ...]:
    parts = [
        _sum_line(NATIONAL[variable][code], sums, aspect.unit)
        for variable, groups in aspect.by.items()
        for code, sums in groups.items()
    ]
    return (_sum_line("Hele huis", aspect.scores, aspect.unit), *parts)


def _sum_line(label: str, sums: ScoreSums | None, unit: int) -> SumLine:
    if sums is None:
        return SumLine(label, None)
    return SumLine(label, sums.n, mean_of(sums.n, sums.total, unit), sd_of(sums.n, sums.total, sums.squares, unit))
