"""Whether the sums of a benchmark file can be those of real forms, and may have left a house at all.

The checks of `check-table` for whole numbers: a mean on its scale, a sum of squares that answers with that sum can
have, parts that are no more than their whole. A file that holds a group of under ten forms is refused as well: what
should have been hidden is not taken in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

from monitor.errors import BadInput
from monitor.results.benchmark import AspectSums, BenchmarkFile, CompleteSums, ItemCounts, Responded, ScoreSums
from monitor.results.national import NATIONAL
from monitor.results.rules import LEAST_OUTSIDE
from monitor.stats.sums import score_unit

MOST_FORMS = 10_000_000
MOST_ITEMS = 1_000
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_SHORT_HASH = re.compile(r"[0-9a-f]{16}\Z")
_KINDS = frozenset({"scale", "index", "profile", "norm"})


def check_file(file: BenchmarkFile) -> None:
    """Raise BadInput with the first thing in a file that cannot be."""
    for wrong in _faults(file):
        raise BadInput(f"Dit bestand kan niet kloppen: {wrong}.")


def _faults(file: BenchmarkFile) -> Iterator[str]:
    yield from _header_faults(file)
    if file.withdrawn:
        if file.items or file.aspects or file.forms:
            yield "het huis neemt zijn meting terug, en toch staan er uitkomsten in"
        return
    if file.questionnaire_version < 1 or not 2 <= file.maximum <= 10:
        yield "de versie van de vragenlijst of de schaal kan niet"
    yield from _response_faults(file)
    yield from _list_faults(file)
    known: dict[str, list[ItemCounts]] = {}
    for item in file.items:
        known.setdefault(item.aspect, []).append(item)
        yield from (f"{item.id}: {wrong}" for wrong in _item_faults(item, file))
    for aspect in file.aspects:
        yield from (f"{aspect.id}: {wrong}" for wrong in _aspect_faults(aspect, known.get(aspect.id, []), file))


def _header_faults(file: BenchmarkFile) -> Iterator[str]:
    for name in ("house", "wave", "questionnaire"):
        if not _ID.match(getattr(file, name)):
            yield f"{name} is geen naam van kleine letters, cijfers en streepjes"
    for name in ("questionnaire_sha256", "publication_sha256"):
        if not _HASH.match(getattr(file, name)):
            yield f"{name} is geen SHA-256"
    if not file.house_name.strip() or len(file.house_name) > 200 or not file.house_name.isprintable():
        yield "de naam van het huis ontbreekt of is te lang"
    try:
        start, end, closed = (date.fromisoformat(day) for day in (file.period_start, file.period_end, file.closed_on))
        made = datetime.fromisoformat(file.made_at)
    except ValueError:
        yield "een datum is geen datum"
        return
    if made.utcoffset() is None:
        yield "bij het moment van maken ontbreekt de tijdzone"
    if not start <= end or made.date() < closed - timedelta(days=1):  # a day in UTC may be the one before
        yield "de datums staan niet in hun volgorde"


def _response_faults(file: BenchmarkFile) -> Iterator[str]:
    if not LEAST_OUTSIDE <= file.respondents <= file.forms <= MOST_FORMS:
        yield f"{file.forms} formulieren van {file.respondents} mensen kan niet, of had niet gedeeld mogen worden"
    parts = [(name, one) for name, one in file.response_by.items()]
    for name, found in [("respons", file.response), *parts]:
        if found is not None and not 0 <= found.answered <= found.eligible <= MOST_FORMS:
            yield f"{name}: {found.answered} antwoorden van {found.eligible} mensen"
    if file.response is not None and parts:
        yield from _too_many(file.response, [one for _, one in parts])
    for name, found in parts:
        if name not in NATIONAL["beroepsgroep"]:
            yield f"de beroepsgroep {name} kennen wij niet"
        if found.eligible < LEAST_OUTSIDE:
            yield f"{name}: {found.eligible} mensen zijn te weinig om te delen"
    if file.inhabitants is not None and not 0 < file.inhabitants < 20_000_000:
        yield f"{file.inhabitants} inwoners"
    if file.founded is not None and not 1950 <= file.founded <= date.fromisoformat(file.closed_on).year:
        yield f"opgericht in {file.founded}"
    if not set(file.overlegvormen) <= NATIONAL["overlegvorm"].keys():
        yield "een overlegvorm die wij niet kennen"


def _too_many(whole: Responded, parts: list[Responded]) -> Iterator[str]:
    if sum(one.eligible for one in parts) > whole.eligible or sum(one.answered for one in parts) > whole.answered:
        yield "de beroepsgroepen hebben samen meer mensen dan het huis"


def _list_faults(file: BenchmarkFile) -> Iterator[str]:
    if not 0 < len(file.items) <= MOST_ITEMS:
        yield f"{len(file.items)} stellingen"
    for what, names in (("stelling", [one.id for one in file.items]), ("aspect", [one.id for one in file.aspects])):
        for name in names:
            if not _ID.match(name):
                yield f"{what} {name[:20]!r} is geen naam"
        twice = next((one for one, after in pairwise(sorted(names)) if one == after), None)
        if twice is not None:
            yield f"{twice} staat er twee keer in"
    strange = {item.aspect for item in file.items} ^ {aspect.id for aspect in file.aspects}
    if strange:
        yield f"{min(strange)[:80]}: stellingen zonder aspect, of een aspect zonder stellingen"


def _item_faults(item: ItemCounts, file: BenchmarkFile) -> Iterator[str]:
    if not _SHORT_HASH.match(item.text):
        yield "het kenmerk van de tekst ontbreekt"
    if item.counts is None:
        if item.no_opinion is not None or item.empty is not None:
            yield "wat verborgen is, staat er half in"
        return
    if item.counts.keys() != _answers(file.maximum):
        yield f"de antwoorden zijn niet die van 1 tot en met {file.maximum}"
        return
    given = item.counts.values()
    if item.no_opinion is None or item.empty is None or min(*given, item.no_opinion, item.empty) < 0:
        yield "een aantal ontbreekt of is kleiner dan nul"
        return
    n = sum(given)
    if n < LEAST_OUTSIDE:
        yield f"{n} antwoorden zijn te weinig om te delen"
    if n - max(given) < 2:
        yield "iedereen, of iedereen op één na, antwoordde hetzelfde: dat had verborgen moeten zijn"
    if n + item.no_opinion + item.empty > file.forms:
        yield "er zijn meer antwoorden dan formulieren"


@cache
def _answers(maximum: int) -> frozenset[str]:
    return frozenset(str(answer) for answer in range(1, maximum + 1))


def _aspect_faults(aspect: AspectSums, items: list[ItemCounts], file: BenchmarkFile) -> Iterator[str]:
    if aspect.kind not in _KINDS:
        yield "dit soort aspect kennen wij niet"
    if [item.place for item in items] != list(range(1, len(items) + 1)) or aspect.items != len(items):
        yield "de stellingen staan niet op hun plaats"
        return
    if aspect.unit != score_unit(len(items)):
        yield f"de eenheid is {aspect.unit} in plaats van {score_unit(len(items))}"
        return
    scores = aspect.scores
    if scores is None:
        if any(aspect.by.values()) or aspect.complete is not None:
            yield "het geheel is verborgen en een deel niet"
        return
    if scores.n > file.forms:
        yield "er zijn meer scores dan formulieren"
    yield from _score_faults(scores, aspect.unit, file.maximum)
    for variable, groups in aspect.by.items():
        if variable not in NATIONAL:
            yield f"de indeling {variable[:20]} kennen wij niet"
            return
        yield from _group_faults(variable, groups, scores, aspect.unit, file.maximum)
    if aspect.complete is not None:
        if aspect.kind != "scale":
            yield "een alpha hoort niet bij dit soort aspect"
        yield from _complete_faults(aspect.complete, items, file.maximum)


def _group_faults(
    variable: str, found: Mapping[str, ScoreSums], whole: ScoreSums, unit: int, maximum: int
) -> Iterator[str]:
    for code, one in found.items():
        if code not in NATIONAL[variable]:
            yield f"{variable} {code[:20]} kennen wij niet"
        yield from (f"{code}: {wrong}" for wrong in _score_faults(one, unit, maximum))
    rest = ScoreSums(
        whole.n - sum(one.n for one in found.values()),
        whole.total - sum(one.total for one in found.values()),
        whole.squares - sum(one.squares for one in found.values()),
    )
    if rest.n < 0 or not _fits(rest, unit, maximum):
        yield f"{variable}: de groepen passen niet in het geheel"
    elif 0 < rest.n < LEAST_OUTSIDE:
        yield f"{variable}: wat overblijft zijn {rest.n} formulieren, en dat had verborgen moeten zijn"


def _score_faults(scores: ScoreSums, unit: int, maximum: int) -> Iterator[str]:
    if scores.n < LEAST_OUTSIDE:
        yield f"{scores.n} formulieren zijn te weinig om te delen"
        return
    if not unit * scores.n <= scores.total <= unit * maximum * scores.n:
        yield "het gemiddelde ligt buiten de schaal"
    elif not _fits(scores, unit, maximum):
        yield "de spreiding kan niet bij dit gemiddelde"


def _fits(scores: ScoreSums, unit: int, maximum: int) -> bool:
    """Whether n values from 1 to the maximum can have this sum and this sum of squares (Cauchy, Bhatia-Davis)."""
    n, low, high = scores.n, unit, unit * maximum
    if n == 0:
        return scores.total == 0 == scores.squares
    most = (low + high) * scores.total - n * low * high
    return low * n <= scores.total <= high * n and scores.total**2 <= n * scores.squares and scores.squares <= most


def _complete_faults(found: CompleteSums, items: list[ItemCounts], maximum: int) -> Iterator[str]:
    k, n = len(items), found.n
    if k < 2 or len(found.sums) != k or len(found.squares) != k:
        yield "de sommen zijn niet van al zijn stellingen"
        return
    if n < LEAST_OUTSIDE:
        yield f"{n} volledige formulieren zijn te weinig om te delen"
        return
    for item, total, squares in zip(items, found.sums, found.squares, strict=True):
        if item.counts is None:
            yield f"{item.id} is verborgen en staat toch in de alpha"
            return
        rest_n, rest_total, rest_squares = -n, -total, -squares
        for text, count in item.counts.items():
            answer = int(text)
            rest_n, rest_total, rest_squares = (
                rest_n + count,
                rest_total + answer * count,
                rest_squares + answer * answer * count,
            )
        rest = ScoreSums(rest_n, rest_total, rest_squares)
        if not _fits(ScoreSums(n, total, squares), 1, maximum) or rest.n < 0 or not _fits(rest, 1, maximum):
            yield f"{item.id}: de sommen van de alpha passen niet bij de antwoorden"
        elif 0 < rest.n < LEAST_OUTSIDE:
            yield f"{item.id}: {rest.n} antwoorden op onvolledige formulieren hadden verborgen moeten zijn"
    if found.total != sum(found.sums):
        yield "de som over de stellingen is niet die van de stellingen"
    most = k * sum(found.squares)
    if not found.total**2 <= n * found.total_squares or found.total_squares > most or not _parity(found):
        yield "de kwadraten van de totalen kunnen niet"


def _parity(found: CompleteSums) -> bool:
    """A whole number and its square are both odd or both even, so their sums over forms are too."""
    pairs = [(found.total, found.total_squares), *zip(found.sums, found.squares, strict=True)]
    return all((one - squared) % 2 == 0 for one, squared in pairs)
