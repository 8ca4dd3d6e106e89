"""Bars of parts and names in charts."""

from __future__ import annotations

import pytest

from monitor.charts.drawing import draw_parts
from monitor.charts.labels import in_lines, shorten, soften


def test_parts_lie_end_to_end_over_the_full_width() -> None:
    parts = draw_parts([("b1", 3, "3"), ("b2", 0, "0"), ("b3", 1, "1")], 4)
    assert [(part.kind, part.x, part.width) for part in parts] == [("b1", 0, 75), ("b3", 75, 25)]


def test_a_narrow_part_has_no_text() -> None:
    parts = draw_parts([("b1", 96, "96"), ("b5", 4, "4")], 100)
    assert [part.text for part in parts] == ["96", ""]


def test_nobody_eligible_gives_an_empty_bar() -> None:
    assert draw_parts([("b1", 0, "0")], 0) == ()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Politie", "Politie"),
        ("Openbaar Ministerie Noord", "Openbaar …"),
        ("Veiligheidshuisoverleg", "Veiligheidshuisov…"),
    ],
)
def test_a_name_is_cut_between_words_where_it_can(name: str, shown: str) -> None:
    assert shorten(name, 18) == shown


def test_a_long_aspect_may_break_at_a_soft_hyphen() -> None:
    assert soften("Informatiedeling") == "Informatie\u00addeling"
    assert soften("Regie") == "Regie"
    assert in_lines("Informatiedeling") == ("Informatie-", "deling")
    assert in_lines("Evaluatie") == ("Evaluatie",)
