"""Reading the files of a publication back with other people's programs, for comparing them with each other."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from odfdo import Document
from openpyxl import load_workbook

from monitor.exports.results_cells import Book, Number
from monitor.exports.results_csv import Dialect
from monitor.results import Group, Publication
from surveys.questionnaire import Questionnaire

Tables = dict[str, list[list[Any]]]
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "'=1+1",
           "http://example.org/", "mailto:a@b.example", "<b>&\"'", "1,5", "0012", "\u202e=1\u200b")  # fmt: skip
"""Names that a spreadsheet would calculate, follow or make something else of."""


def expected_tables(book: Book) -> Tables:
    """What every format has to hold: numbers as they are shown, texts as they are, nothing for an empty text."""
    return {sheet.name: [[_expected(value) for value in row] for row in sheet.rows] for sheet in book.sheets}


def read_xlsx(data: bytes) -> Tables:
    """The rows under the header, by openpyxl."""
    book = load_workbook(io.BytesIO(data))
    return {
        page.title: [[_plain(value) for value in row] for row in page.iter_rows(min_row=3, values_only=True)]
        for page in book.worksheets
    }


def read_ods(data: bytes) -> Tables:
    """The same by odfdo."""
    found = Document(io.BytesIO(data))
    return {
        table.name: [[_plain(value) for value in row] for row in table.get_values()[2:]] for table in found.body.tables
    }


def read_csv(data: bytes, dialect: Dialect) -> list[dict[str, str]]:
    """The lines by the names of their columns."""
    text = data.decode("utf-8-sig" if dialect.mark else "utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=dialect.separator))


def parts_of(data: bytes) -> dict[str, str]:
    """The XML of a workbook, by the name of the part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rename(publication: Publication, names: Sequence[str]) -> Publication:
    """The publication with these names for house, wave and, in turn, every group."""
    report = publication.report
    breakdowns = tuple(
        replace(one, groups=tuple(_renamed(group, names[place % len(names)]) for place, group in enumerate(one.groups)))
        for one in report.breakdowns
    )
    by = tuple(
        replace(
            one, groups=tuple(replace(group, label=names[place % len(names)]) for place, group in enumerate(one.groups))
        )
        for one in report.response.by
    )
    renamed = replace(report, breakdowns=breakdowns, response=replace(report.response, by=by))
    return replace(publication, house_name=names[0], wave_name=names[-1], report=renamed, outside=renamed)


def restate(questionnaire: Questionnaire, names: Sequence[str]) -> Questionnaire:
    """The questionnaire with these statements, in turn, and answers called so (headers too)."""
    labels = tuple({"nl": names[place % len(names)]} for place, _ in enumerate(questionnaire.scale.labels))
    aspects = tuple(
        replace(aspect, blocks=tuple(
            replace(block, items=tuple(replace(item, text={"nl": names[item.position % len(names)]})
                                       for item in block.items))
            for block in aspect.blocks))
        for aspect in questionnaire.aspects
    )  # fmt: skip
    return replace(questionnaire, aspects=aspects, scale=replace(questionnaire.scale, labels=labels))


def _renamed(group: Group, name: str) -> Group:
    return replace(group, label=name)


def _expected(value: object) -> object:
    if isinstance(value, Number):
        return Decimal(value.value).normalize()
    return str(value).replace("\r", "\n") or None


def _plain(value: object) -> object:
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize()
    return str(value).replace("\r", "\n") if value else None
