"""The report on a terminal: 80 columns, aligned, no colours, and every number that it names is in the record."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from monitor.exports.analysis_text import to_text
from monitor.exports.columns import table, width_of
from monitor.exports.numbers import decimal, interval, percent, percent_interval, whole
from monitor.exports.scores_text import margin_of
from monitor.results import HIDDEN, GroupTest, Overall, Response, ResponseBreakdown
from monitor.results.analysis import Analysis
from tests.monitor.exports.analysed import example

LONG = "Een overleg met een naam die veel te lang is voor een regel van tachtig tekens op een scherm"


def section(text: str, title: str) -> str:
    """The lines under a heading."""
    return text.split(f"\n{title}\n{'-' * len(title)}\n")[1].split("\n\n\n")[0]


@pytest.mark.parametrize("minimum", [1, 5, 10])
@pytest.mark.parametrize("frame", [True, False])
def test_no_line_is_longer_than_a_terminal_and_none_has_a_control_sign(minimum: int, frame: bool) -> None:
    text = to_text(example(frame=frame, minimum=minimum))

    assert max(map(width_of, text.splitlines())) <= 80
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert text.endswith("\n") and "\n\n\n\n" not in text


def test_the_report_names_what_is_read_most() -> None:
    text = to_text(example())

    assert text.startswith("Uitkomsten van antwoorden.csv\n=====")
    assert "100 formulieren van 75 personen" in text
    assert "165 uitgenodigd, 154 tellen mee, 75 antwoordden: 49 % (marge 41–57 %)." in text.replace("\n", " ")
    for title in ("In het kort", "Respons", "Aspecten", "Per overleg", "Laagste stellingen", "Naar aanwezigheid"):
        assert f"\n{title}\n{'-' * len(title)}\n" in text
    assert re.search(r"^6 Evaluatie +2,49 +2,41–2,56 +98 +6 % +0,60 +0,42–0,73 +onzeker$", text, re.MULTILINE)


def test_what_is_hidden_and_what_was_not_read_is_told() -> None:
    text = to_text(example())

    assert re.search(r"^Proef gebiedsoverleg +niet getoond$", text, re.MULTILINE)
    assert re.search(r"Niet getoond: \d+ groepen, en \d+ getal", text)
    assert "Geen formulier, want zonder enig antwoord: rij 42." in text
    assert "Niet gelezen kolommen: opmerking." in text


def test_a_report_that_hides_nothing_says_so() -> None:
    text = to_text(example(minimum=1))

    assert "LET OP: met --minimum 1 is niets verborgen" in text
    assert "niet getoond" not in text.lower()


def test_without_a_list_the_response_says_why_it_is_not_there() -> None:
    assert "geen lijst met genodigden gegeven (--frame)" in to_text(example(frame=False))


def with_response(found: Analysis, response: Response) -> Analysis:
    return replace(found, report=replace(found.report, response=response))


def test_tests_and_worst_case_stand_in_words() -> None:
    # Invented numbers, to see how each is written.
    by = (
        ResponseBreakdown("regio", "persons", (), GroupTest("chi2", 9.1, 2, 0.0105, 0.249)),
        ResponseBreakdown("geslacht", "persons", (), GroupTest("fisher", None, 1, 0.00001)),
        ResponseBreakdown("overleg", "memberships", (), GroupTest("permutation", 4.1, 1, 0.41)),
        ResponseBreakdown("overlegvorm", "persons", (), GroupTest("permutation", 9.1, 1, 0.01)),
    )
    response = Response(9, 1, 8, 4, 1, 2, 0, 1, 0.5, 0.2, 0.8, 4 / 9, by, 0.75, None, (2.5, 3.5))
    found = example()
    weighted = replace(found, report=replace(found.report, overall=replace(found.report.overall, weighted=2.9149)))

    text = to_text(with_response(weighted, response))

    assert "(p = 0,011, V = 0,25)" in text or "(p = 0,010, V = 0,25)" in text
    for p in ("(p < 0,001)", "(p = 0,41)", "(p ≤ 0,01)"):
        assert p in text
    assert "R-indicator 0,75" in text
    assert "gewogen naar de lijst 2,91." in text
    assert "2,50 of 3,50" in text


def test_a_table_without_room_makes_its_gaps_smaller_and_then_wraps_the_names() -> None:
    numbers = ["2,85"] * 8
    narrow = table(("", *"abcdefgh"), [("Jeugd", *numbers)])
    wide = table(("", *"abcdefgh"), [(LONG, *numbers), ("Jeugd", *numbers)])

    assert narrow[2] == "Jeugd" + "  2,85" * 8
    assert max(map(len, wide)) <= 80
    assert wide[-1].split() == ["Jeugd", *numbers]
    assert wide[2] == "Een overleg met een naam die veel te"
    assert " ".join(" ".join(wide[2:-1]).split()).startswith("Een overleg met een naam")


def test_signs_that_a_terminal_would_obey_are_not_printed() -> None:
    lines = table(("", "n"), [("\x1b[31mrood\x07\u202e", "3")])

    assert all(sign.isprintable() for line in lines for sign in line)


def test_hidden_groups_and_cells_are_not_told_apart_from_others_that_are_hidden() -> None:
    found = example()
    reasons = {group.reason for one in found.report.breakdowns for group in one.groups}

    assert reasons == {None, HIDDEN}


def test_a_margin_is_written_with_as_many_decimals_as_it_has() -> None:
    full = Overall(3.0731, 2.9412, 3.2013, "", se=0.06)

    assert margin_of(full) == "2,94–3,20"
    assert margin_of(replace(full, low=2.9, high=3.3, se=None)) == "2,9–3,3"
    assert margin_of(replace(full, mean=3.1, low=2.9, high=3.3, decimals=1, se=None)) == "2,9–3,3"
    assert margin_of(replace(full, low=3.0731, high=3.0731, se=0.0)) == "3,07–3,07"
    assert margin_of(replace(full, low=None, high=None, se=None)) == "-"


def test_one_row_without_an_answer_is_a_row_and_two_are_rows() -> None:
    text = to_text(replace(example(), ignored_rows=(42, 57)))

    assert "Geen formulier, want zonder enig antwoord: rijen 42, 57." in text


def test_numbers_are_written_in_dutch() -> None:
    assert (decimal(-0.004), decimal(-0.005001), decimal(-0.04, 1)) == ("0,00", "\u22120,01", "0,0")
    assert (decimal(2.857), decimal(2.9, 1), decimal(None), decimal(-0.12)) == ("2,86", "2,9", "-", "\u22120,12")
    assert interval(2.9, 3.123) == "2,90–3,12"
    assert (percent(0.648), percent_interval(0.57, 0.72), whole(12345)) == ("65 %", "57–72 %", "12.345")
    assert (interval(None, 3.0), percent(None), percent_interval(None, None), whole(None)) == ("-", "-", "-", "-")
