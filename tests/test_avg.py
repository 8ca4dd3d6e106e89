"""docs/avg: every column of every database has its line, and the register names every table with data of people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.scene import ROOT

AVG = ROOT / "docs" / "avg"
DATABASES = {"De database van een huis": houses, "De directory": directories}
NOBODY = "niemand"


def lines_of(part: str) -> dict[str, list[str]]:
    """Column -> the other cells of its line under this heading of gegevens.md; a column stands there once."""
    text = (AVG / "gegevens.md").read_text(encoding="utf-8")
    section = text.split(f"## {part}")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    names = [row[0].strip("`") for row in rows]
    assert sorted(set(names)) == sorted(names), "a column stands there twice"
    return {name: row[1:] for name, row in zip(names, rows, strict=True)}


@pytest.mark.parametrize("part", DATABASES)
def test_every_column_has_a_line_and_no_line_is_of_a_column_that_is_not_there(
    part: str, tmp_path: Path, closed_databases: None
) -> None:
    db = DATABASES[part].open(tmp_path / "new.sqlite")
    tables = [row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    real = {f"{table}.{column['name']}" for table in tables for column in db.query(f"PRAGMA table_info({table})")}

    found = lines_of(part)

    assert len(tables) > 8
    assert set(found) == real
    assert {name: cells for name, cells in found.items() if len(cells) != 4 or not all(cells)} == {}


def test_the_register_names_every_table_with_data_of_people() -> None:
    register = (AVG / "verwerkingsregister.md").read_text(encoding="utf-8")
    personal = {
        name.partition(".")[0] for part in DATABASES for name, cells in lines_of(part).items() if cells[1] != NOBODY
    }

    assert len(personal) > 15
    assert sorted(table for table in personal if f"`{table}`" not in register) == []


def test_the_register_names_no_table_that_is_not_there(tmp_path: Path, closed_databases: None) -> None:
    register = (AVG / "verwerkingsregister.md").read_text(encoding="utf-8")
    tables = {name.partition(".")[0] for part in DATABASES for name in lines_of(part)}
    settings = {"organisation", "contact", "session_hours", "monitor.toml"}

    assert set(re.findall(r"`([a-z_.]+)`", register)) - settings - tables == set()


@pytest.mark.parametrize("name", ["verwerkingsregister.md", "dpia.md", "bewaartermijnen.md", "gegevens.md"])
def test_the_papers_point_at_files_that_are_there(name: str) -> None:
    text = (AVG / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)", text)

    assert links
    assert [link for link in links if not (AVG / link).is_file()] == []


@pytest.mark.parametrize("name", ["verwerkingsregister.md", "dpia.md"])
def test_what_an_organisation_has_to_fill_in_is_marked_and_the_model_says_so(name: str) -> None:
    text = (AVG / name).read_text(encoding="utf-8")

    assert text.count("**[invullen") >= 10
    assert "[invullen: ...]" in text.split("\n## ")[0]


def test_the_dpia_says_that_answers_are_pseudonymous() -> None:
    assert "gepseudonimiseerd, niet anoniem" in (AVG / "dpia.md").read_text(encoding="utf-8")
