"""The figures of a page that open only on a button: they stand beside the page, so that the page itself stays small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from monitor.charts.figure import Figure
from monitor.web.views.parts import HeatFigure, StatementTable


def button_figures(page: object) -> dict[str, Figure]:
    """By the key of the table that each takes the place of, which is also its id in the page."""
    return {found.key: found.figure for found in _tables(page)}


def _tables(part: Any) -> Iterator[HeatFigure | StatementTable]:
    if isinstance(part, HeatFigure | StatementTable):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _tables(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _tables(getattr(part, field.name))
