"""Our colours: contrast in both schemes, answers that stay in order in grey, and nothing loaded from elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "monitor" / "web" / "static"
DIFFERENCES = ("lower-1", "lower-2", "higher-1", "higher-2")
"""From the lightest to the fullest in grey print."""
SHEETS = {name: (STATIC / name).read_text("utf-8") for name in ("base.css", "staff.css")}


def tokens(scheme: str) -> dict[str, str]:
    """Every colour property of the light or dark scheme, the value behind a theme's name being ours."""
    found: dict[str, str] = {}
    for sheet in SHEETS.values():
        light, dark = (
            re.search(r":root \{(.*?)\n\}", sheet, re.S),
            re.search(r"dark\) \{\n  :root \{(.*?)\n  \}", sheet, re.S),
        )
        for block in (light, dark) if scheme == "dark" else (light,):
            if block:
                found |= dict(re.findall(r"--([a-z0-9-]+):[^;]*?(#[0-9a-f]{3,6})\)?;", block.group(1)))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    ("ink", "paper"), ("ink", "card"), ("muted", "paper"), ("muted", "card"), ("muted", "hatch"), ("link", "paper"),
    ("link", "card"), ("accent", "paper"), ("on-accent", "accent"), ("on-accent", "accent-strong"), ("ink", "tint"),
    ("attention", "attention-tint"), ("attention", "card"), ("on-strip", "strip"), ("accent-strong", "tint"),
    ("card", "quiet-mark"), ("ink", "quiet-cell"),
    *((f"on-answer-{number}", f"answer-{number}") for number in (1, 2, 3, 4)),
    *((f"on-{kind}", kind) for kind in DIFFERENCES),
]  # fmt: skip
EDGES = [("control", "card"), ("control", "paper"), ("focus", "card"), ("focus", "paper"), ("interval", "paper"),
         ("quiet-mark", "paper"), ("quiet-band", "paper"),
         ("answer-line", "paper"), ("interval", "card"), ("ink", "paper")]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_borders_rings_and_marks_stand_out(scheme: str, edge: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[edge], colours[ground]) >= 3


def test_answers_keep_their_order_in_grey_print() -> None:
    colours = tokens("light")
    steps = [luminance(colours[f"answer-{number}"]) for number in range(1, 5)]
    assert steps == sorted(steps, reverse=True)
    assert all(before - after > 0.02 for before, after in pairwise(steps))


def test_differences_stay_apart_in_grey_print() -> None:
    colours = tokens("light")
    steps = [luminance(colours[kind]) for kind in DIFFERENCES]
    assert all(before - after > 0.1 for before, after in pairwise(steps))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lower_is_yellowish_and_higher_bluish_which_no_colour_blindness_mixes_up(scheme: str) -> None:
    colours = tokens(scheme)
    for kind in DIFFERENCES:
        red, green, blue = (int(colours[kind][start : start + 2], 16) for start in (1, 3, 5))
        assert red > green > blue if kind.startswith("lower") else red < green < blue


def test_the_colours_of_the_report_are_those_of_the_screen() -> None:
    colours, sheet = tokens("light"), (STATIC / "report.css").read_text("utf-8")
    for kind in DIFFERENCES:
        assert f".{kind} {{ background: {colours[kind]};" in sheet


def test_the_dark_scheme_is_not_from_a_theme_and_the_chart_colours_never_are() -> None:
    for name, sheet in SHEETS.items():
        dark = sheet.split("prefers-color-scheme: dark")[1].split("\n}")[0]
        assert "--utrecht" not in dark, name
        assert not re.search(
            r"--(answer|lower|higher|on-answer|on-lower|on-higher|interval)[a-z0-9-]*: var\(--utrecht",
            sheet,
        ), name


@pytest.mark.parametrize("name", ["base.css", "staff.css", "charts.js", "mark.svg"])
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in text.replace("url(#", "")
    assert "http" not in text
    assert "@import" not in text


def test_the_base_stylesheet_stays_small() -> None:
    assert len(SHEETS["base.css"].encode()) <= 14 * 1024
