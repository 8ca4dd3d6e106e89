"""The doubts about a file of partners as questions with answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import ListKind
from monitor.services.names import fold
from monitor.services.partner_columns import FileRow
from monitor.services.partner_comparing import Comparison
from monitor.services.partner_doubts import FIX, KEEP, NEW, SKIP, USE, OddDomain, Twin, UnknownName, differing
from monitor.services.partner_known import Known
from monitor.store.entries import OVERLEG
from monitor.web.formats import listing

FIELDS = {
    **{"name": "naam", "beroepsgroep": "beroepsgroep", "organisatietype": "soort organisatie"},
    **{"overleggen": "overleggen", "gender": "geslacht", "language": "taal"},
}
NAME, DOMAIN, TWIN = "naam:", "domein:", "dubbel:"
_KINDS = {"beroepsgroep": "beroepsgroep", "organisatietype": "soort organisatie", OVERLEG: "overleg"}
_COLUMNS = {"beroepsgroep": "Beroepsgroep", "organisatietype": "Soort organisatie", OVERLEG: "Overleg"}


@dataclass(frozen=True)
class Option:
    """One answer to a doubt."""

    value: str
    text: str


@dataclass(frozen=True)
class Doubt:
    """A doubt as a question with answers; `field` is its name in the form. more: answers that take more thought."""

    field: str
    question: str
    where: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    choice: str


def find_doubts(found: Comparison, known: Known, *, most: int) -> list[Doubt]:
    """The doubts of a comparison up to a number, those without an answer first."""
    first = sorted(found.doubts, key=lambda doubt: bool(doubt.choice))[:most]
    return [_doubt(one, known) for one in first]


def say_strange(found: Comparison) -> tuple[str, ...]:
    """A sentence for each kind of names of which too many are unknown."""
    return tuple(
        f"Er staan {count} namen in de kolom {_COLUMNS[kind]} die wij niet kennen. Klopt de kolom?"
        for kind, count in found.strange.items()
    )


def _doubt(one: UnknownName | OddDomain | Twin, known: Known) -> Doubt:
    if isinstance(one, UnknownName):
        return _name_doubt(one, known)
    return _twin_doubt(one) if isinstance(one, Twin) else _domain_doubt(one)


def _name_doubt(one: UnknownName, known: Known) -> Doubt:
    kind, names = _KINDS[one.kind], known.names(one.kind)
    article = "dit overleg" if one.kind == OVERLEG else f"deze {kind}"
    question = f"Wij kennen {article} niet: {one.text}" if one.text else f"Nieuwe partners zonder {kind}"
    nearest = [Option(f"{USE}{one.nearest}", f"Dit is {names[one.nearest]}")] if one.nearest else []
    new = f"Nieuw: {one.text or 'Onbekend'}"
    if one.kind == OVERLEG:
        vormen = known.names(ListKind.OVERLEGVORM).items()
        made = [Option(f"{NEW}:{vorm}", f"{new} (overlegvorm {name})") for vorm, name in vormen]
    else:
        made = [Option(NEW, new)]
    others = [Option(f"{USE}{entry}", f"Dit is {name}") for entry, name in names.items() if entry != one.nearest]
    options = (*nearest, *made, Option(SKIP, _left_out(len(one.rows))))
    field = f"{NAME}{one.kind}:{fold(one.text)}"
    return Doubt(field, question, _where(one.rows), options, tuple(others), one.choice)


def _domain_doubt(one: OddDomain) -> Doubt:
    options = (
        Option(FIX, f"Moet {one.suggested} zijn"),
        Option(KEEP, f"Klopt: {one.domain}"),
        Option(SKIP, _left_out(len(one.rows))),
    )
    return Doubt(f"{DOMAIN}{one.domain}", f"Is {one.domain} een tikfout?", _where(one.rows), options, (), one.choice)


def _twin_doubt(one: Twin) -> Doubt:
    fields = differing(one.rows)
    options = (
        *(Option(str(row.number), f"Rij {row.number}: {_said(row, fields)}") for row in one.rows),
        Option(SKIP, _left_out(len(one.rows))),
    )
    question = f"{one.email} staat er vaker in, met een verschil in {listing([FIELDS[field] for field in fields])}"
    return Doubt(f"{TWIN}{one.email}", question, _where([row.number for row in one.rows]), options, (), one.choice)


def _said(row: FileRow, fields: Sequence[str]) -> str:
    return ", ".join(getattr(row, field) or "niets" for field in fields)


def _left_out(rows: int) -> str:
    return "Laat deze rij weg" if rows == 1 else "Laat deze rijen weg"


def _where(rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return f"Rij {rows[0]}"
    named = [str(number) for number in sorted(rows)[:5]]
    return f"Rijen {listing(named)}" if len(rows) <= 5 else f"{len(rows)} rijen, zoals {', '.join(named)}"
