"""flask --app run check-table: status 0, 1 if a row cannot be true, or 2 with one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.scene import ROOT

Run = Callable[..., Result]
TABLE_2014 = str(ROOT / "docs" / "voorbeelden" / "tabel-2014.csv")


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs the command; nothing but an exit status may end it."""

    def invoke(*arguments: str, status: int = 0) -> Result:
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["check-table", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == status, result.output
        return result

    return invoke


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], str]:
    """Writes a table."""

    def write(text: str) -> str:
        path = tmp_path / "tabel.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def unwrapped(text: str) -> str:
    """The text with every sentence on one line."""
    return " ".join(text.split())


def test_the_text_stands_in_columns_with_the_reasons_below(run: Run) -> None:
    text = run(TABLE_2014, "--n", "76", status=1).stdout
    lines = text.splitlines()

    assert "tabel-2014.csv: 23 rijen nagekeken; 4 rijen kunnen niet waar zijn." in unwrapped(text)
    assert "Schaal 1-4; gemiddelden gelezen met 2 decimalen." in lines
    assert "Zonder getallen: rijen 3, 10, 18, 26." in lines
    header = next(line for line in lines if line.startswith("   rij"))
    places = [header.index(word) for word in ("gemiddelde", "sd", "bereik")]
    row = next(line for line in lines if line.startswith("    21 "))
    assert [row[place:].split("  ")[0] for place in places] == ["KAN NIET", "?", "kan"]
    assert "- rijen 8, 9, bereik: maximum 5 ligt boven de schaal (1-4)" in lines
    assert (
        "- rij 21, gemiddelde: 76 antwoorden geven geen 3,19: 242/76 = 3,18 en 243/76 = 3,20; "
        "bij 75 antwoorden kan de rij wel"
    ) in unwrapped(text)


@pytest.mark.parametrize("table_2014", ["tabel-2014.csv", "totalen-2014.csv"])
def test_no_line_is_wider_than_a_terminal(run: Run, table_2014: str) -> None:
    text = run(str(ROOT / "docs" / "voorbeelden" / table_2014), status=1).stdout

    assert max(map(len, text.splitlines())) <= 80


def test_json_has_every_check_of_every_row(run: Run, table: Callable[[str], str]) -> None:
    text = "stelling;n;gemiddelde;sd;min;max\nEén;76;3,19;0,69;2;4\nTwee;200;3,19;0,69;2;4\n"

    found = json.loads(run(table(text), "--format", "json", status=1).stdout)

    assert list(found) == ["rows"]
    assert all(list(row) == ["row", "item", "check", "verdict", "detail"] for row in found["rows"])
    assert [(row["row"], row["item"], row["check"], row["verdict"]) for row in found["rows"]] == [
        (2, "Eén", "grim", "impossible"),
        (2, "Eén", "sd", "not_testable"),
        (2, "Eén", "range", "possible"),
        (3, "Twee", "grim", "not_testable"),
        (3, "Twee", "sd", "possible"),
        (3, "Twee", "range", "possible"),
    ]


def test_a_table_that_can_be_true_ends_with_status_0(run: Run, table: Callable[[str], str]) -> None:
    result = run(table("item;mean\nA;3,00\nB;3,05\n"), "--n", "20")

    assert "2 rijen nagekeken; alles kan." in unwrapped(result.stdout)
    assert "Kan niet" not in result.stdout


def test_scale_and_decimals_are_those_asked(run: Run, table: Callable[[str], str]) -> None:
    path = table("item;n;mean;max\nA;28;5.2;7\n")

    assert "boven de schaal (1-4)" in run(path, status=1).stdout
    run(path, "--scale", "1-7")
    assert "145/28 = 5,18" in run(path, "--scale", "1-7", "--decimals", "2", status=1).stdout  # 146/28 = 5,21


def test_an_sd_by_the_divisor_n_is_told_and_is_no_error(run: Run, table: Callable[[str], str]) -> None:
    result = run(table("item;n;mean;sd;min;max\nA;3;2,00;0,82;1;3\n"))

    assert "Kan wel:\n- rij 2, sd: past alleen als er door n is gedeeld, niet door n - 1\n" in result.stdout


def test_three_rows_in_a_run_are_named_by_their_ends(run: Run, table: Callable[[str], str]) -> None:
    result = run(table("item;mean\nA;3\nB;3\nC;3\nD;\nE;3\n"))

    assert "rijen 2-4, 6, gemiddelde: het aantal antwoorden (n) staat er niet bij" in result.stdout


def test_a_long_or_odd_item_stays_on_its_line(run: Run, table: Callable[[str], str]) -> None:
    lines = run(table(f'item;mean\n"{"x" * 80}";3\n"a\n\tb\u200bc";3\n')).stdout.splitlines()

    assert f"     2  {'x' * 49}…  ?           kan" in lines
    assert any(line.startswith("     3  a b c ") for line in lines)


@pytest.mark.parametrize(
    ("text", "options", "part"),
    [
        ("item;mean\nA;drie\n", (), "rij 2, kolom mean: drie is geen getal."),
        ("item;mean\nA;3\n", ("--scale", "vier"), "De schaal vier is niet te lezen"),
        ("", (), "is leeg"),
    ],
)
def test_a_bad_table_ends_with_status_2_and_one_sentence(
    run: Run, table: Callable[[str], str], text: str, options: tuple[str, ...], part: str
) -> None:
    result = run(table(text), *options, status=2)

    assert result.stdout == ""
    assert part in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("options", [("--n", "0"), ("--decimals", "11"), ("--format", "xml")])
def test_an_option_that_makes_no_sense_ends_with_status_2(
    run: Run, table: Callable[[str], str], options: tuple[str, ...]
) -> None:
    assert options[0] in run(table("item;mean\nA;3\n"), *options, status=2).stderr
