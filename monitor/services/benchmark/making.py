"""The benchmark file of a closed wave: from its publication, and what the house says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.errors import BadInput
from monitor.model import Actor, ListKind
from monitor.results import Frozen, Group, Response
from monitor.results.benchmark import (
    BEROEPSGROEP,
    OVERLEGVORM,
    AspectPool,
    AspectSums,
    BenchmarkFile,
    ItemCounts,
    Responded,
    ScoreSums,
)
from monitor.services import audit, reading
from monitor.services.benchmark.file_text import content_of, to_text
from monitor.services.benchmark.national import national_codes
from monitor.services.installation import Installation
from monitor.services.waves import get_wave
from monitor.store import national as store
from monitor.store.national import HouseContext
from surveys.questionnaire import Aspect, Block, Item, Questionnaire


def make_file(installation: Installation, house: str, wave: str) -> BenchmarkFile:
    """All that a house would give of a closed wave. Raises NotFound; Misconfigured if its questionnaire is gone.

    BadInput where less may leave the house than a benchmark needs.
    """
    found = get_wave(installation, house, wave)
    frozen = reading.get_publication(installation, house, wave)
    questionnaire = installation.questionnaire_of(found)
    db = installation.house(house)
    if all(pool.scores is None for pool in frozen.publication.pooling):
        raise BadInput(
            "Van deze meting mag te weinig het huis uit voor een vergelijking: daarvoor zijn van ten minste één aspect "
            "tien formulieren nodig."
        )
    return file_of(
        frozen,
        questionnaire,
        made_at=_now(installation),
        national=national_codes(db),
        context=store.select_context(db),
    )


def make_withdrawal(installation: Installation, house: str, wave: str) -> BenchmarkFile:
    """The file by which a house takes back what it gave of a wave: it says which, and nothing more."""
    frozen = reading.get_publication(installation, house, wave)
    return replace(_empty_file(frozen, made_at=_now(installation)), withdrawn=True)


def give(installation: Installation, file: BenchmarkFile, *, actor: Actor) -> str:
    """Sign a file for giving it away; gives its text. Raises NotFound without a key. The house's log tells it."""
    text, db = to_text(installation, file), installation.house(file.house)
    with db.atomic():
        what = "benchmark.taken_back" if file.withdrawn else "benchmark.given"
        audit.note(db, installation.now(), actor, what=what, target=file.wave, result=audit.DONE)
    return text


def content_text(file: BenchmarkFile) -> str:
    """All that a file says, laid out for people, without a signature."""
    return json.dumps(content_of(file), indent=1, ensure_ascii=False)


def _now(installation: Installation) -> str:
    return installation.now().isoformat(timespec="seconds")


def file_of(
    frozen: Frozen,
    questionnaire: Questionnaire,
    *,
    made_at: str,
    national: Mapping[tuple[ListKind, str], str],
    context: HouseContext,
) -> BenchmarkFile:
    """The file of a publication. national: (list, id of a name in it) -> national code."""
    outside = frozen.publication.outside
    codes = {
        variable: _national_codes(breakdown.groups, ListKind(variable), national)
        for variable in (BEROEPSGROEP, OVERLEGVORM)
        for breakdown in outside.breakdowns
        if breakdown.by == variable
    }
    return replace(
        _empty_file(frozen, made_at=made_at),
        maximum=questionnaire.scale.maximum,
        forms=outside.forms,
        respondents=outside.respondents,
        response=Responded(outside.response.eligible, outside.response.answered),
        response_by=_response_by(outside.response, codes.get(BEROEPSGROEP, {})),
        inhabitants=context.inhabitants,
        founded=context.founded,
        overlegvormen=tuple(sorted({code for code in codes.get(OVERLEGVORM, {}).values() if code})),
        items=_items(frozen, questionnaire),
        aspects=tuple(
            _aspect(pool, aspect, codes)
            for pool, aspect in zip(frozen.publication.pooling, questionnaire.aspects, strict=True)
        ),
    )


def _empty_file(frozen: Frozen, *, made_at: str) -> BenchmarkFile:
    """Which house, wave and questionnaire it is, and nothing of what was answered."""
    publication = frozen.publication
    return BenchmarkFile(
        house=publication.house,
        wave=publication.wave,
        made_at=made_at,
        house_name=publication.house_name,
        withdrawn=False,
        invented=publication.invented,
        questionnaire=publication.questionnaire,
        questionnaire_version=publication.questionnaire_version,
        questionnaire_sha256=publication.questionnaire_sha256,
        maximum=0,
        period_start=publication.period_start,
        period_end=publication.period_end,
        closed_on=publication.closed_on,
        publication_sha256=frozen.sha256,
        forms=0,
        respondents=0,
        response=None,
        response_by={},
        inhabitants=None,
        founded=None,
        overlegvormen=(),
        items=(),
        aspects=(),
    )


def _national_codes(
    groups: Sequence[Group], kind: ListKind, national: Mapping[tuple[ListKind, str], str]
) -> dict[str, str]:
    """Group's code (as text) -> national code; empty for one that has none, or was merged of several."""
    found = {}
    for group in groups:
        own = {national.get((kind, source), "") for source in group.key.split("+")}
        found[str(group.code)] = own.pop() if len(own) == 1 else ""
    return found


def _aspect(pool: AspectPool, aspect: Aspect, codes: Mapping[str, Mapping[str, str]]) -> AspectSums:
    return AspectSums(
        id=pool.id,
        kind=aspect.kind.value,
        items=len(aspect.items),
        unit=pool.unit,
        scores=pool.scores,
        by={variable: _by_code(pool.by.get(variable, {}), own) for variable, own in codes.items()},
        complete=pool.complete,
    )


def _by_code(sums: Mapping[str, ScoreSums], codes: Mapping[str, str]) -> dict[str, ScoreSums]:
    """National code -> sums: of the codes of which every own group is shown; a part of one would be another group."""
    found: dict[str, ScoreSums] = {}
    for code in sorted({one for one in codes.values() if one}):
        own = [group for group, national in codes.items() if national == code]
        if all(group in sums for group in own):
            parts = [sums[group] for group in own]
            found[code] = ScoreSums(
                sum(part.n for part in parts), sum(part.total for part in parts), sum(part.squares for part in parts)
            )
    return found


def _response_by(response: Response, codes: Mapping[str, str]) -> dict[str, Responded]:
    """National code of a beroepsgroep -> persons: of the codes of which every own group is told."""
    told = {
        str(group.code): Responded(group.eligible, group.answered)
        for one in response.by
        if one.variable == BEROEPSGROEP
        for group in one.groups
        if group.eligible is not None and group.answered is not None
    }
    found = {}
    for code in sorted({one for one in codes.values() if one}):
        parts = [told.get(group) for group, national in codes.items() if national == code]
        given = [part for part in parts if part is not None]
        if len(given) == len(parts):
            found[code] = Responded(sum(one.eligible for one in given), sum(one.answered for one in given))
    return found


def _items(frozen: Frozen, questionnaire: Questionnaire) -> tuple[ItemCounts, ...]:
    shown = {item.id: item for item in frozen.publication.outside.items}
    found = []
    for aspect in questionnaire.aspects:
        placed = [(block, item) for block in aspect.blocks for item in block.items]
        for place, (block, item) in enumerate(placed, start=1):
            own = shown[item.id]
            full = own.counts is not None and own.decimals is None
            found.append(
                ItemCounts(
                    id=item.id,
                    aspect=aspect.id,
                    place=place,
                    text=text_fingerprint(questionnaire, block, item),
                    counts=own.counts if full else None,
                    no_opinion=own.no_opinion if full else None,
                    empty=own.empty if full else None,
                )
            )
    return tuple(found)


def text_fingerprint(questionnaire: Questionnaire, block: Block, item: Item) -> str:
    """What a statement asks in the questionnaire's first language, the question above it and the answers on offer."""
    language = questionnaire.languages[0]
    words = (block.stem[language], item.text[language], *(label[language] for label in questionnaire.scale.labels))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
