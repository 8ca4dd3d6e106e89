"""A list of invited persons from a table: one row per person, with what is known of that person and the outcome."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.errors import BadInput
from monitor.imports.table import Row, Table, fold
from monitor.model import Outcome
from monitor.services.answer_file import unknown_columns
from surveys.errors import shown

OUTCOME = "uitkomst"
SINGLE = ("organisatietype", "beroepsgroep", "geslacht", "regio")
"""Variables of which a person has one value."""
SEVERAL = ("overleg", "overlegvorm")
"""Variables of which a person may have several values, separated by |."""
VARIABLES = ("organisatietype", "beroepsgroep", "overleg", "overlegvorm", "geslacht", "regio")
"""In the order of the report."""
FRAME_COLUMNS = frozenset((OUTCOME, *VARIABLES))


@dataclass(frozen=True)
class Invited:
    """One invited person. values: label per one-valued variable; overleggen and vormen: labels as they were written."""

    row: int
    outcome: Outcome
    values: dict[str, str]
    overleggen: tuple[str, ...]
    vormen: tuple[str, ...]


@dataclass(frozen=True)
class FrameFile:
    """Everybody on the list. variables: those that it has a column for, in the order of the report."""

    file: str
    variables: tuple[str, ...]
    people: tuple[Invited, ...]
    ignored_columns: tuple[str, ...]


def read_frame(table: Table) -> FrameFile:
    """Read the list. BadInput with file, row and column: no column uitkomst, an unknown outcome, an overleg twice."""
    if OUTCOME not in table.columns:
        outcomes = ", ".join(Outcome)
        raise BadInput(
            f"{shown(table.file)}, rij {table.header_row}: de kolom {OUTCOME} ontbreekt; zet daarin per genodigde "
            f"een van: {outcomes}."
        )
    if not table.rows:
        raise BadInput(f"{shown(table.file)} heeft alleen een kop: er staan geen genodigden onder.")
    variables = tuple(name for name in VARIABLES if name in table.columns)
    people = tuple(_read_person(table, row, variables) for row in table.rows)
    return FrameFile(table.file, variables, people, unknown_columns(table, FRAME_COLUMNS))


def _read_person(table: Table, row: Row, variables: tuple[str, ...]) -> Invited:
    values = {name: " ".join(table.cell(row, table.columns[name]).split()) for name in variables if name in SINGLE}
    several = {name: _split(table, row, name) if name in variables else () for name in SEVERAL}
    return Invited(
        row=row.number,
        outcome=_read_outcome(table, row),
        values={name: value for name, value in values.items() if value},
        overleggen=several["overleg"],
        vormen=several["overlegvorm"],
    )


def _read_outcome(table: Table, row: Row) -> Outcome:
    place = table.columns[OUTCOME]
    text = table.cell(row, place)
    try:
        return Outcome(fold(text).replace(" ", "_"))
    except ValueError:
        found = f"‘{shown(text)}’ is geen uitkomst" if text else "de uitkomst is leeg"
        raise table.fault(row, place, f"{found}; kies uit {', '.join(Outcome)}") from None


def _split(table: Table, row: Row, name: str) -> tuple[str, ...]:
    """The values between the bars; each overleg once."""
    place = table.columns[name]
    found = tuple(" ".join(part.split()) for part in table.cell(row, place).split("|") if part.strip())
    folded = [fold(part) for part in found]
    double = next((part for index, part in enumerate(found) if fold(part) in folded[:index]), None)
    if double and name == "overleg":
        raise table.fault(row, place, f"‘{shown(double)}’ staat er twee keer; noem elk overleg één keer")
    return found
