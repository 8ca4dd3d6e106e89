"""flask --app run analyse: text, JSON and HTML, one sentence for what cannot be, and no key, database or thread."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.web.app import create_app
from monitor.web.file_commands import Progress
from tests.answer_files import ANSWERS, FRAME, answer_rows, invent_files, item_ids, to_csv, to_workbook
from tests.scene import ROOT

HEAVY = {"pandas", "pingouin", "statsmodels", "scipy.stats", "openpyxl", "matplotlib", "sklearn", "plotly"}
SPY = """
import sys, threading
sys.addaudithook(lambda event, arguments: print("AUDIT", event, file=sys.stderr)
                 if event in ("sqlite3.connect", "socket.connect", "_thread.start_new_thread") else None)
sys.argv = ["flask", "--app", "run", "analyse", *sys.argv[1:]]
from flask.cli import main
try:
    main()
except SystemExit as ended:
    print("STATUS", ended.code, file=sys.stderr)
print("THREADS", threading.active_count(), file=sys.stderr)
print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """The application over a folder that is not there."""
    return create_app(tmp_path / "nowhere")


def run(app: Flask, *arguments: str) -> tuple[int, str, str]:
    """(status, what it prints, what it complains)."""
    with app.app_context():  # as `flask --app run` gives every command
        result = app.test_cli_runner().invoke(args=["analyse", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result.exit_code, result.stdout, result.stderr


def refused(app: Flask, *arguments: str) -> str:
    """The one sentence of a refusal."""
    status, printed, complaint = run(app, *arguments)
    assert (status, printed) == (2, "")
    assert len(complaint.splitlines()) == 1 and complaint.endswith(".\n")
    return complaint.strip()


def write(path: Path, rows: Sequence[Sequence[object]]) -> str:
    path.write_text(to_csv(rows), encoding="utf-8", newline="")
    return str(path)


def test_the_examples_of_the_documentation_are_what_made_them() -> None:
    for path, text in zip((ANSWERS, FRAME), invent_files(), strict=True):
        assert path.read_bytes() == text.encode("utf-8-sig"), "python -m tests.answer_files"


def test_text_is_what_comes_by_itself(bare: Flask) -> None:
    status, printed, complaint = run(bare, str(ANSWERS), "--frame", str(FRAME))

    assert (status, complaint) == (0, "")
    assert printed.startswith("Uitkomsten van antwoorden.csv\n")


def test_json_is_json_and_nothing_else(bare: Flask) -> None:
    status, printed, complaint = run(bare, str(ANSWERS), "--frame", str(FRAME), "--format", "json")

    assert (status, complaint) == (0, "")
    assert json.loads(printed)["forms"] == 100


def test_html_is_one_page_that_loads_nothing(bare: Flask) -> None:
    status, printed, complaint = run(bare, str(ANSWERS), "--frame", str(FRAME), "--format", "html")

    assert (status, complaint) == (0, "")
    assert printed.lstrip().lower().startswith("<!doctype html>")
    assert "antwoorden.csv" in printed


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_minimum_of_one_says_that_nothing_is_hidden(bare: Flask, form: str) -> None:
    printed = run(bare, str(ANSWERS), "--minimum", "1", "--format", form)[1]

    assert re.search("niets (is )?verborgen", " ".join(printed.split()).lower())


@pytest.mark.parametrize("minimum", ["2", "3", "4", "0", "-5"])
def test_a_minimum_that_protects_too_few_is_refused(bare: Flask, minimum: str) -> None:
    assert "kies 5 of meer, of 1 om niets te verbergen" in refused(bare, str(ANSWERS), f"--minimum={minimum}")


def test_a_five_is_told_with_its_option_and_read_with_it(bare: Flask, tmp_path: Path) -> None:
    name = write(tmp_path / "a.csv", answer_rows({}, {"selectie_2": 5}))

    sentence = refused(bare, name)
    status, printed, _ = run(bare, name, "--no-opinion-code", "5", "--format", "json", "--minimum", "1")

    assert sentence.startswith(f"{name}, rij 3, kolom selectie_2: 5 staat niet op de schaal")
    assert "--no-opinion-code 5" in sentence
    assert (status, json.loads(printed)["items"][1]["no_opinion"]) == (0, 1)


def test_a_questionnaire_that_is_not_there_is_told_with_those_that_are(bare: Flask) -> None:
    assert "wel: stappenmeter-doelbereik:1" in refused(bare, str(ANSWERS), "--questionnaire", "ketenmeter")
    assert run(bare, str(ANSWERS), "--questionnaire", "stappenmeter-doelbereik:1")[0] == 0


def test_a_file_that_is_not_there_is_told(bare: Flask, tmp_path: Path) -> None:
    assert "bestaat niet" in refused(bare, str(tmp_path / "weg.csv"))
    assert "bestaat niet" in refused(bare, str(ANSWERS), "--frame", str(tmp_path / "weg.csv"))


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_output_goes_into_the_file_and_replaces_what_was_there(bare: Flask, tmp_path: Path, form: str) -> None:
    target = tmp_path / "verslag"
    target.write_text("oud")
    target.chmod(0o640)

    status, printed, complaint = run(bare, str(ANSWERS), "--format", form, "--output", str(target))

    assert (status, printed, complaint) == (0, "", "")
    assert target.read_bytes() == run(bare, str(ANSWERS), "--format", form)[1].encode()
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["verslag"]


def test_what_cannot_be_read_leaves_no_file_and_an_older_one_as_it_was(bare: Flask, tmp_path: Path) -> None:
    name = write(tmp_path / "a.csv", answer_rows({"selectie_1": 7}))
    target = tmp_path / "verslag.txt"

    refused(bare, name, "--output", str(target))
    assert not target.exists()

    target.write_text("oud")
    refused(bare, name, "--output", str(target))
    assert target.read_text() == "oud"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "verslag.txt"]


def test_the_report_never_lands_on_what_it_was_made_of(bare: Flask, tmp_path: Path) -> None:
    name = write(tmp_path / "a.csv", answer_rows({}))
    book = tmp_path / "b.xlsx"
    book.write_bytes(to_workbook(answer_rows({})))
    before = book.read_bytes()

    assert "is zelf een van de bestanden" in refused(bare, name, "--output", name)
    assert "is zelf een van de bestanden" in refused(bare, f"{book}#Blad1", "--output", str(book))
    assert book.read_bytes() == before


@pytest.mark.parametrize(("where", "told"), [("weg/verslag", "De map van"), ("", "is geen bestand"), ("a\0b", "naam")])
def test_where_no_file_can_be_is_told_before_anything_is_read(
    bare: Flask, tmp_path: Path, where: str, told: str
) -> None:
    assert told in refused(bare, "weg.csv", "--output", str(tmp_path / where))


def test_a_full_disk_is_told_and_leaves_nothing_half(
    bare: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("monitor.web.file_commands.os.fsync", full)

    assert "is niet te schrijven" in refused(bare, str(ANSWERS), "--output", str(tmp_path / "verslag.txt"))
    assert list(tmp_path.iterdir()) == []


def analyse_spied(folder: Path, *arguments: str) -> dict[str, list[str]]:
    """Run the command in a process that tells what it opened, started and loaded; word -> the words behind it."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MONITOR_")}
    ran = subprocess.run(
        [sys.executable, "-c", SPY, *arguments],
        cwd=ROOT,
        env={**plain, "MONITOR_INSTANCE": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, list[str]] = {}
    for line in ran.stderr.splitlines():
        word, *others = line.split()
        found.setdefault(word, []).extend(others)
    return found


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_it_needs_no_key_opens_no_database_starts_no_thread_and_loads_nothing_slow(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "monitor.toml").write_text("broken = \n")  # of no concern to this command
    (folder / "directory.sqlite").write_text("no database")

    said = analyse_spied(folder, str(ANSWERS), "--frame", str(FRAME), "--format", form)

    assert said["STATUS"] == ["0"]
    assert said["THREADS"] == ["1"]
    assert said.get("AUDIT", []) == []
    assert set(said["LOADED"]) & HEAVY == set()
    assert sorted(path.name for path in folder.iterdir()) == ["directory.sqlite", "monitor.toml"]


def test_a_workbook_loads_openpyxl_and_no_statistics_of_others(tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    book.write_bytes(to_workbook(answer_rows(*({} for _ in range(12)))))

    said = analyse_spied(tmp_path / "instance", str(book))

    assert said["STATUS"] == ["0"]
    assert set(said["LOADED"]) & HEAVY == {"openpyxl"}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_told_on_a_terminal_alone_and_only_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("monitor.web.file_commands.time.monotonic", lambda: now[0])
    screen, file = Terminal(), io.StringIO()

    monkeypatch.setattr(sys, "stderr", screen)
    progress = Progress()
    progress.say("antwoorden lezen")
    assert screen.getvalue() == ""
    now[0] += 1.5
    progress.say("antwoorden lezen, rij 5000")
    assert "antwoorden lezen, rij 5000 …" in screen.getvalue()
    progress.clear()
    assert screen.getvalue().endswith("\r") and "\n" not in screen.getvalue()

    monkeypatch.setattr(sys, "stderr", file)
    progress = Progress()
    now[0] += 1.5
    progress.say("antwoorden lezen")
    progress.clear()
    assert file.getvalue() == ""


# Fuzzing: whatever the bytes, status 0 or 2, and with 2 one sentence.
APP = create_app(Path("nowhere"))
CELLS = st.one_of(
    st.sampled_from(["1", "2", "3", "4", "5", "3,0", "geen oordeel", "", "volledig", "#N/B", "-1", "=1+1", "\u200b"]),
    st.text(max_size=8),
)
HEADS = st.sampled_from([*item_ids(), "overleg", "overlegvorm", "beroepsgroep", "aanwezig", "respondent", "uitkomst"])


def ends_well(path: Path, *arguments: str) -> int:
    status, printed, complaint = run(APP, str(path), *arguments)
    assert (status, complaint) == (0, "") or (status, printed) == (2, "")
    if status:
        assert len(complaint.splitlines()) == 1 and complaint.endswith(".\n"), complaint
    return status


@settings(max_examples=150)
@given(
    data=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(str.encode)),
    kind=st.sampled_from(["csv", "xlsx"]),
)
def test_random_bytes_end_in_one_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes, kind: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"fuzz.{kind}"
    path.write_bytes(data)

    assert ends_well(path) == 2


@settings(max_examples=60)
@given(
    cells=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 55), CELLS), max_size=6),
    headers=st.lists(st.tuples(st.integers(0, 55), st.one_of(HEADS, st.text(max_size=6))), max_size=2),
    delimiter=st.sampled_from([";", ",", "\t"]),
    listed=st.booleans(),
)
def test_random_tables_end_in_a_report_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[int, int, str]],
    headers: list[tuple[int, str]],
    delimiter: str,
    listed: bool,
) -> None:
    rows = [line.split(";") for line in ANSWERS.read_text(encoding="utf-8-sig").splitlines()[:22]]
    for row, column, cell in cells:
        rows[1 + row][min(column, len(rows[0]) - 1)] = cell
    for column, name in headers:
        rows[0][min(column, len(rows[0]) - 1)] = name
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_text(to_csv(rows, delimiter), encoding="utf-8", errors="replace", newline="")

    ends_well(path, *(["--frame", str(FRAME)] if listed else []))


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9), cut=st.booleans())
def test_damaged_workbooks_end_in_one_sentence(tmp_path_factory: pytest.TempPathFactory, seed: int, cut: bool) -> None:
    chance = random.Random(seed)
    book = bytearray(BOOK)
    if cut:
        del book[chance.randrange(1, len(book)) :]
    else:
        for _ in range(chance.randrange(1, 30)):
            book[chance.randrange(len(book))] = chance.randrange(256)
    path = tmp_path_factory.getbasetemp() / "fuzz.xlsx"
    path.write_bytes(book)

    ends_well(path)


BOOK = to_workbook(answer_rows(*({"overleg": "a", "aanwezig": 3} for _ in range(6)), columns=("overleg", "aanwezig")))
