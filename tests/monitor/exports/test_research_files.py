"""Forms as files: what a statistics program reads in them, whatever ids and texts the questionnaire has."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Misconfigured
from monitor.exports import research_codebook, research_csv, research_sav
from monitor.exports.research_data import (
    LABEL_BYTES,
    code_rows,
    coding_of,
    cut_text,
    one_line,
    variable_names,
    variables_of,
)
from surveys.answers import EMPTY, NO_OPINION, NOT_ASKED
from surveys.names import spss_fault
from surveys.questionnaire import Scale
from tests.monitor.exports.researched import (
    PURPOSE,
    forms_data,
    plain_questionnaire,
    questionnaire_with,
    read_sav,
)
from tests.scene import PATTERNS
from tests.test_imports import HEAVY, loaded_by

LONG = "Wij zijn het er helemaal over eens dat dit zo hoort. " * 6
"""318 signs."""
HUGE = "é" * 16_384
"""32 kB in UTF-8."""
EMOJI = "Het overleg geeft energie 👩‍👩‍👧 en wérkt 🎉"
HOSTILE = [
    ("1e_vraag", LONG),
    ("WITH", HUGE),
    ("with", EMOJI),
    ("Goed", "=1+1"),
    ("goed", "Hoofdletters tellen niet"),
    ("é-vraag 2", "@SUM(A1)"),
    ("v1_1e_vraag", "Deze naam is al bezet"),
    ("x" * 80, "Een lange naam"),
    ("ok_", "Een streep aan het eind"),
    ("", "Zonder naam"),
]
UNLIKE_ANY = bytes([1, 2, 3, 4, NO_OPINION, EMPTY, NOT_ASKED])


def test_an_spss_file_reads_back_with_every_label_code_and_missing_value(tmp_path: Path) -> None:
    data = forms_data(plain_questionnaire(), [*PATTERNS, UNLIKE_ANY])

    rows, meta = read_sav(research_sav.to_sav(data), tmp_path)

    names = [item.id for item in data.questionnaire.items]
    words = {1: "helemaal niet", 2: "enigszins", 3: "grotendeels", 4: "volledig", 8: "niet gevraagd", 9: "geen oordeel"}
    assert meta.column_names == names
    assert meta.column_labels == [item.text["nl"] for item in data.questionnaire.items]
    assert meta.variable_value_labels == dict.fromkeys(names, words)
    assert meta.missing_ranges == {name: [{"lo": 8, "hi": 8}, {"lo": 9, "hi": 9}] for name in names}
    assert meta.variable_measure == dict.fromkeys(names, "ordinal")
    assert meta.original_variable_types == dict.fromkeys(names, "F1.0")
    assert set(meta.variable_display_width.values()) == {8}
    assert meta.file_encoding == "UTF-8"
    assert (1, 2, 3, 4, 9, None, 8) in rows
    assert sorted(rows, key=repr) == sorted(
        [tuple({0: None, 254: 8, 255: 9}.get(code, code) for code in form) for form in (*PATTERNS, UNLIKE_ANY)],
        key=repr,
    )


def test_the_file_says_of_which_wave_it_is_for_what_it_was_given_and_that_it_is_not_anonymous(tmp_path: Path) -> None:
    data = forms_data(plain_questionnaire(), PATTERNS)

    _, meta = read_sav(research_sav.to_sav(data), tmp_path)

    said = " ".join(meta.notes)
    assert meta.file_label == "Veiligheidshuis Proef, voorjaar 2026"
    for words in (
        "5 formulieren, 7 stellingen",
        f"Vragenlijst proef, versie 1, SHA-256 {data.questionnaire.sha256}",
        f"Gegeven op 01-06-2026, alleen voor: {PURPOSE}.",
        "loopt tot en met 31-12-2026",
        "niet anoniem",
        "op 01-05-2031 gewist",
        "Verzonnen gegevens",
    ):
        assert words in said


def test_ids_and_statements_that_spss_does_not_take_become_names_and_labels_that_it_takes(tmp_path: Path) -> None:
    data = forms_data(questionnaire_with(HOSTILE), [bytes([1, 2, 3, 4, 1, 2, 3, 4, 1, 2])], house_name="Huis 🎉" * 30)

    rows, meta = read_sav(research_sav.to_sav(data), tmp_path)

    assert rows == [(1, 2, 3, 4, 1, 2, 3, 4, 1, 2)]
    assert meta.column_names == [variable.name for variable in data.variables]
    assert [spss_fault(name) for name in meta.column_names] == [None] * 10
    assert len({name.lower() for name in meta.column_names}) == 10
    assert meta.column_names[3] == "Goed" and meta.column_names[6] == "v1_1e_vraag"
    assert meta.column_labels == [variable.label for variable in data.variables]
    assert meta.column_labels[2] == EMOJI
    assert meta.column_labels[0] == LONG.strip()[:253] + "…"
    assert meta.column_labels[1] == "é" * 126 + "…"
    assert len(meta.file_label.encode()) <= 64


def test_the_codebook_has_every_statement_in_full_and_says_which_label_was_cut() -> None:
    data = forms_data(questionnaire_with(HOSTILE), [bytes(10)])

    text = " ".join(research_codebook.to_text(data).decode("utf-8-sig").split())
    known = {one["item"]: one for one in json.loads(research_codebook.to_json(data))["variables"]}

    assert [known[name]["statement"] for name, _ in HOSTILE] == [statement.strip() for _, statement in HOSTILE]
    assert [name for name, _ in HOSTILE if known[name]["label_cut"]] == ["1e_vraag", "WITH"]
    assert LONG.strip() in text and HUGE in text and EMOJI in text
    assert text.count("het label in SPSS is ingekort") == 2
    assert "(in de vragenlijst: WITH)" in text


def test_the_codebook_holds_what_is_needed_to_use_the_file_without_asking() -> None:
    data = forms_data(plain_questionnaire(), PATTERNS)

    text = " ".join(research_codebook.to_text(data).decode("utf-8-sig").split())
    known = json.loads(research_codebook.to_json(data))

    for words in (
        "9 = geen oordeel (opgegeven als ontbrekend)",
        "8 = niet gevraagd (opgegeven als ontbrekend)",
        "leeg = leeg gelaten",
        "ten minste de helft van de stellingen",
        "Vraag: Hoe gaat het kiezen?",
        "Aspect rendement: Rendement",
        "Soort index (de stellingen vormen samen het aspect; alpha zegt hier niets); telt mee in het totaal.",
        "hoe vaak iemand aanwezig was",
        "alleen voor: proefschrift over overleggen",
    ):
        assert words in text
    assert known["forms"] == 5
    assert known["codes"]["values"]["9"] == "geen oordeel" and known["codes"]["missing"] == [8, 9]
    assert [aspect["id"] for aspect in known["aspects"]] == ["selectie", "bespreking", "rendement"]
    assert known["aspects"][0]["variables"] == ["selectie_1", "selectie_2"]
    assert known["questionnaire"]["sha256"] == data.questionnaire.sha256
    assert known["terms"]["purpose"] == PURPOSE


def test_csv_has_the_same_forms_in_codes_and_in_words() -> None:
    data = forms_data(plain_questionnaire(), [UNLIKE_ANY, PATTERNS[0]])

    codes, words = (
        list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        for content in (research_csv.to_codes(data), research_csv.to_words(data))
    )

    assert codes[0] == words[0] == [variable.name for variable in data.variables]
    assert ["1", "2", "3", "4", "9", "", "8"] in codes
    meaning = {"": "", **{str(code): text for code, text in data.coding.words.items()}}
    assert [[meaning[cell] for cell in row] for row in codes[1:]] == words[1:]


def test_words_that_a_spreadsheet_would_calculate_are_marked() -> None:
    plain = plain_questionnaire()
    scale = Scale(({"nl": "=1+1"}, {"nl": "+2"}, {"nl": "＝3"}, {"nl": "@4"}), {"nl": "-5"})
    data = forms_data(replace(plain, scale=scale), [bytes([1, 2, 3, 4, NO_OPINION, 1, 1])])

    rows = list(csv.reader(io.StringIO(research_csv.to_words(data).decode("utf-8-sig")), delimiter=";"))

    assert rows[1] == ["'=1+1", "'+2", "'＝3", "'@4", "'-5", "'=1+1", "'=1+1"]


def test_a_scale_of_nine_answers_keeps_its_missing_codes_apart() -> None:
    plain = plain_questionnaire()
    nine = Scale(tuple({"nl": str(number)} for number in range(1, 10)), {"nl": "geen oordeel"})

    coding = coding_of(replace(plain, scale=nine))

    assert coding.missing == (98, 99)
    assert code_rows([bytes([9, 8, NO_OPINION, NOT_ASKED, EMPTY])], coding, salt="") == (bytes([9, 8, 99, 98, 0]),)


@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_list_of_ids_becomes_as_many_different_spss_names(ids: list[str]) -> None:
    names = variable_names(ids)

    assert len({name.lower() for name in names}) == len(ids)
    assert all(spss_fault(name) is None for name in names)
    assert all(name == found for name, found in zip(names, ids, strict=True) if is_own(found, ids))


def is_own(found: str, ids: list[str]) -> bool:
    """Whether an id is an SPSS name that no other id has, in capitals or not."""
    return spss_fault(found) is None and [one.lower() for one in ids].count(found.lower()) == 1


@given(st.text(max_size=300), st.integers(4, 300))
def test_a_cut_text_fits_and_begins_as_the_whole(text: str, most: int) -> None:
    cut = cut_text(one_line(text), most)

    assert len(cut.encode()) <= most
    assert cut == one_line(text) or (one_line(text).startswith(cut[:-1]) and cut.endswith("…"))


@given(st.lists(st.binary(min_size=7, max_size=7), max_size=20), st.randoms())
def test_the_order_follows_from_the_answers_alone(forms: list[bytes], chance: Random) -> None:
    coding = coding_of(plain_questionnaire())
    other = sorted(forms, key=lambda _: chance.random())

    assert code_rows(forms, coding, salt="a") == code_rows(other, coding, salt="a")


def test_labels_have_no_line_breaks_and_nothing_that_turns_text_round() -> None:
    (variable,) = variables_of(questionnaire_with([("a", "Een\nregel \u202eomgekeerd\x00 einde")]))

    assert variable.label == "Een regel omgekeerd einde"
    assert len(variable.label.encode()) <= LABEL_BYTES


def test_a_file_that_cannot_be_written_is_one_sentence_without_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    data = forms_data(plain_questionnaire(), PATTERNS)
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(Misconfigured, match=r"^Het SPSS-bestand is niet gemaakt \(CalledProcessError\)\."):
        research_sav.to_sav(data)


def test_the_answers_go_through_pipes_and_stand_in_no_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Nothing can be made in the folder for temporary files: whoever needed one would fail.
    monkeypatch.setenv("TMPDIR", str(tmp_path / "bestaat-niet"))
    run, commands = subprocess.run, []

    def watch(command: tuple[str, ...], **options: Any) -> Any:
        commands.append(command)
        return run(command, **options)

    monkeypatch.setattr("monitor.exports.apart.subprocess.run", watch)

    content = research_sav.to_sav(forms_data(plain_questionnaire(), PATTERNS))

    assert content.startswith(b"$FL2")
    assert commands == [(sys.executable, "-m", "monitor.exports.research_sav")]


def test_the_room_that_gives_the_files_loads_no_pandas_and_no_numpy() -> None:
    loaded = loaded_by("import monitor.services.researching, monitor.web.research")

    assert "monitor" in loaded
    assert loaded & (HEAVY | {"pyreadstat", "numpy"}) == set()
