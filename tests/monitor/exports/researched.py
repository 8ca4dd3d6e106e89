"""Forms for research as tests make them: a questionnaire with any ids and texts, some rows, and the file read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyreadstat

from monitor.exports.research_data import FormsData, Terms, code_rows, coding_of, variables_of
from surveys.loader import parse_questionnaire
from surveys.questionnaire import Block, Item, Questionnaire
from tests.scene import TOML

PURPOSE = "proefschrift over overleggen"


def plain_questionnaire() -> Questionnaire:
    """The small questionnaire of the scene."""
    return parse_questionnaire(TOML.encode(), name="proef-1.toml")


def questionnaire_with(statements: Sequence[tuple[str, str]]) -> Questionnaire:
    """One aspect with these (id, statement), ids that the loader would refuse among them."""
    plain = plain_questionnaire()
    items = tuple(Item(name, {"nl": text}, place) for place, (name, text) in enumerate(statements))
    aspect = replace(plain.aspects[0], blocks=(Block({"nl": "Wat vindt u?"}, items),))
    return replace(plain, aspects=(aspect,))


def forms_data(
    questionnaire: Questionnaire, answers: Sequence[bytes], *, house_name: str = "Veiligheidshuis Proef"
) -> FormsData:
    """A wave with these forms, a byte per item as in the vault."""
    coding = coding_of(questionnaire)
    return FormsData(
        house="proef",
        house_name=house_name,
        wave="voorjaar",
        wave_name="voorjaar 2026",
        period=(date(2026, 1, 1), date(2026, 3, 31)),
        closed_on=date(2026, 5, 4),
        invented=True,
        questionnaire=questionnaire,
        terms=Terms(PURPOSE, date(2026, 12, 31), date(2026, 6, 1), date(2031, 5, 1)),
        variables=variables_of(questionnaire),
        coding=coding,
        rows=code_rows(answers, coding, salt="voorjaar"),
    )


def read_sav(content: bytes, folder: Path) -> tuple[list[tuple[float | None, ...]], Any]:
    """The rows of an SPSS file (None: system-missing) and what pyreadstat says of it."""
    path = folder / "gelezen.sav"
    path.write_bytes(content)
    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    rows = [tuple(None if cell != cell else float(cell) for cell in row) for row in frame.itertuples(index=False)]
    return rows, meta
