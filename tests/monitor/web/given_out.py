"""Reads back what pages and files give out: every number with the row, the column and the figure that it stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

NUMBER = re.compile(r"[−-]?\d+(?:[.,]\d+)?")
_VOID = {"br", "img", "input", "link", "meta", "hr", "path", "rect", "circle", "line"}


@dataclass(frozen=True)
class GivenCell:
    """One cell of a table. `figure`: id of what it stands in; `row`, `column`: their names."""

    figure: str
    row: str
    column: str
    text: str

    @property
    def number(self) -> float | None:
        """The first number of the cell; None where it tells none."""
        found = NUMBER.search(self.text)
        return float(found.group().replace("−", "-").replace(",", ".")) if found else None


@dataclass
class _Open:
    tag: str
    values: dict[str, str]
    text: list[str] = field(default_factory=list)


class Given(HTMLParser):
    """Cells of all tables of a page, and the figures that stand in it as JSON."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: list[GivenCell] = []
        self.figures: list[Any] = []
        self._open: list[_Open] = []
        self._row = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self._open.append(_Open(tag, {name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_data(self, data: str) -> None:
        for one in self._open:
            if one.tag in ("th", "td", "script"):
                one.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            found = self._open.pop()
            self._leave(found)
            if found.tag == tag:
                break

    def _leave(self, found: _Open) -> None:
        text = " ".join("".join(found.text).split())
        if found.tag == "tr":
            self._row = ""
        elif found.tag == "th" and found.values.get("scope") == "row":
            self._row = text
        elif found.tag == "td" and self._row:
            self.cells.append(GivenCell(self._figure(), self._row, found.values.get("data-label", ""), text))
        elif found.tag == "script" and found.values.get("type") == "application/json":
            self.figures.append(json.loads("".join(found.text)))

    def _figure(self) -> str:
        ids = [one.values["id"] for one in self._open if one.tag in ("figure", "section") and one.values.get("id")]
        return ids[-1] if ids else ""


def numbers_in(value: Any) -> Iterator[float]:
    """Every number inside a figure's data, wherever it stands."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, dict):
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers_in(one)
