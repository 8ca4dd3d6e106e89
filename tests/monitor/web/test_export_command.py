"""The command export: a file of a closed wave, never over another one unless asked, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from monitor.services import exporting
from monitor.services.exporting import FORMATS
from monitor.services.publishing import close_wave
from tests.monitor.exports.results_reading import parts_of
from tests.scene import HOUSE, OTHER_WAVE, WAVE, Scene, answer_all, dump_all

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_made", {})


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


@pytest.fixture
def run(app: Flask, closed: Scene) -> Run:
    """Runs `export`; gives what it printed."""

    def invoke(*arguments: str, status: int = 0) -> str:
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["export", *arguments])
        assert result.exit_code == status, result.output
        return result.stderr if status else result.stdout

    return invoke


def test_every_format_is_written_and_nothing_in_a_database_changes(run: Run, closed: Scene, tmp_path: Path) -> None:
    before = dump_all(closed)

    for form in FORMATS:
        target = tmp_path / f"uit.{form}"
        said = run(HOUSE, WAVE, "--format", form, "--output", str(target))
        assert str(target) in said and "--outside" in said
        assert target.stat().st_size > 1000

    assert [path.name for path in tmp_path.iterdir() if "half" in path.name] == []
    assert dump_all(closed) == before


def test_what_may_leave_the_house_and_one_overleg_are_asked_for_by_their_options(run: Run, tmp_path: Path) -> None:
    run(HOUSE, WAVE, "--format", "json", "--outside", "--output", str(tmp_path / "buiten"))
    run(HOUSE, WAVE, "--overleg", "noord", "--output", str(tmp_path / "noord"))

    assert json.loads((tmp_path / "buiten").read_text(encoding="utf-8"))["set"] == "outside"
    text = "".join(parts_of((tmp_path / "noord").read_bytes()).values())
    assert "Overleg Noord" in text and "Overleg Zuid" not in text


def test_a_file_that_is_there_stays_unless_force_is_given(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "uit.csv"
    target.write_text("van een ander", encoding="utf-8")

    assert "is er al" in run(HOUSE, WAVE, "--format", "csv", "--output", str(target), status=2)
    assert target.read_text(encoding="utf-8") == "van een ander"
    run(HOUSE, WAVE, "--format", "csv", "--output", str(target), "--force")
    assert target.read_bytes().startswith(b"\xef\xbb\xbfHuis;")


REFUSED = (
    ((HOUSE, OTHER_WAVE), "nog geen uitkomsten"),
    ((HOUSE, "nooit"), "nog geen uitkomsten"),
    (("nergens", WAVE), "Dit huis is er niet"),
    ((HOUSE, WAVE, "--overleg", "oost"), "Kies uit: noord, zuid"),
    ((HOUSE, WAVE, "--overleg", "noord", "--outside"), "gaat altijd over het hele huis"),
)


def test_what_cannot_be_made_is_refused_in_one_sentence_and_leaves_no_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "map" / "uit.xlsx"
    target.parent.mkdir()

    for given, sentence in REFUSED:
        assert sentence in run(*given, "--output", str(target), status=2)
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_is_not_there_or_is_the_target_is_refused(run: Run, tmp_path: Path) -> None:
    assert "bestaat niet" in run(HOUSE, WAVE, "--output", str(tmp_path / "weg" / "uit.xlsx"), status=2)
    assert "is een map" in run(HOUSE, WAVE, "--output", str(tmp_path), status=2)
