"""Files of answers to a report. The numbers of the small files are worked out by hand, beside each test."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.errors import BadInput, NotFound
from monitor.results import Breakdown, Group
from monitor.results.analysis import Analysis
from monitor.services.analysing import Files, analyse, find_questionnaire
from tests.answer_files import ANSWERS, FRAME, answer_rows, item_ids, stappenmeter, to_csv, to_workbook

GROUPS = ("overleg", "overlegvorm", "beroepsgroep", "aanwezig")
OUTCOMES = "beantwoord, niet_van_toepassing, geweigerd, deels, onbereikbaar, geen_reactie"


def write(folder: Path, rows: Sequence[Sequence[object]], name: str = "antwoorden.csv") -> str:
    path = folder / name
    path.write_text(to_csv(rows), encoding="utf-8", newline="")
    return str(path)


def report_of(
    folder: Path,
    rows: Sequence[Sequence[object]],
    frame: Sequence[Sequence[object]] | None = None,
    *,
    code: int | None = None,
    minimum: int = 1,
) -> Analysis:
    """The analysis of rows with nothing hidden, unless a minimum is given."""
    listed = write(folder, frame, "genodigden.csv") if frame is not None else None
    return analyse(Files(write(folder, rows), listed, code), stappenmeter(), minimum=minimum)


def refusal(
    folder: Path,
    rows: Sequence[Sequence[object]],
    frame: Sequence[Sequence[object]] | None = None,
    *,
    code: int | None = None,
) -> str:
    """The one sentence, without the folder."""
    with pytest.raises(BadInput) as caught:
        report_of(folder, rows, frame, code=code)
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence.replace(f"{folder}/", "")


def breakdown(analysis: Analysis, by: str) -> Breakdown:
    return next(one for one in analysis.report.breakdowns if one.by == by)


def group(analysis: Analysis, by: str, label: str) -> Group:
    return next(one for one in breakdown(analysis, by).groups if one.label == label)


def test_the_numbers_of_a_small_file_are_those_of_the_hand(tmp_path: Path) -> None:
    # selectie_1: 1, 2, 3, 4, 4 and once geen oordeel, once empty: n 5, mean 14/5, sd sqrt(6.8/4), 3 of 5 positive.
    cells = [1, "2.0", "3,0", "volledig", " 4 ", "Geen Oordeel", ""]

    found = report_of(tmp_path, answer_rows(*({"selectie_1": cell} for cell in cells)))

    item = found.report.items[0]
    assert (item.id, item.n, item.no_opinion, item.empty, item.min, item.max) == ("selectie_1", 5, 1, 1, 1, 4)
    assert item.mean == pytest.approx(2.8)
    assert item.sd == pytest.approx(1.7**0.5)
    assert item.counts == {"1": 1, "2": 1, "3": 1, "4": 2}
    assert item.positive_share == pytest.approx(0.6)
    assert (found.report.forms, found.report.respondents) == (7, 7)


def test_a_code_for_geen_oordeel_is_no_number(tmp_path: Path) -> None:
    rows = answer_rows({"selectie_1": 5}, {"selectie_1": "5,0"}, {"selectie_1": 2}, {"selectie_1": 4})

    item = report_of(tmp_path, rows, code=5).report.items[0]

    assert (item.n, item.no_opinion, item.mean) == (2, 2, 3.0)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (5, "5 staat niet op de schaal van 1 tot en met 4; betekent 5 geen oordeel, geef dan --no-opinion-code 5"),
        (0, "0 staat niet op de schaal"),
        (-1, "-1 staat niet op de schaal"),
        (255, "255 staat niet op de schaal"),
        ("2,5", "‘2,5’ is geen antwoord; kies 1 tot en met 4, geen oordeel of leeg"),
        ("3 4", "is geen antwoord"),
        ("٣", "is geen antwoord"),
        ("1e0", "is geen antwoord"),
        ("nan", "is geen antwoord"),
        ("=1+2", "is geen antwoord"),
        ("#N/B", "hier staat de fout #N/B"),
        ("eens", "‘eens’ is geen antwoord"),
    ],
)
def test_a_value_that_is_no_answer_is_told_with_row_and_column(tmp_path: Path, cell: object, told: str) -> None:
    sentence = refusal(tmp_path, answer_rows({}, {"bespreking_2": cell}))

    assert sentence.startswith("antwoorden.csv, rij 3, kolom bespreking_2: ")
    assert told in sentence


@pytest.mark.parametrize("column", ["respondent", "overleg", "opmerking"])
def test_a_row_of_totals_is_no_form(tmp_path: Path, column: str) -> None:
    rows = answer_rows({"selectie_1": 3}, {"selectie_1": 3, column: " Totaal "}, columns=(column,))
    rows = [[row[-1], *row[:-1]] for row in rows]

    told = f"antwoorden.csv, rij 3, kolom {column}: ‘Totaal’ is geen formulier maar een samenvatting; haal de rij weg."
    assert refusal(tmp_path, rows) == told
    assert report_of(tmp_path, [rows[0], rows[1], ["Totaal"]]).ignored_rows == (3,)


def test_with_another_code_a_five_is_still_no_answer(tmp_path: Path) -> None:
    assert "5 staat niet op de schaal van 1 tot en met 4." in refusal(tmp_path, answer_rows({"selectie_1": 5}), code=9)


def test_a_code_that_is_an_answer_of_the_scale_is_refused(tmp_path: Path) -> None:
    assert "--no-opinion-code 4 is een antwoord van de schaal" in refusal(tmp_path, answer_rows({}), code=4)


def test_a_missing_statement_is_told(tmp_path: Path) -> None:
    rows = [row[:5] + row[7:] for row in answer_rows({}, {})]

    assert "rij 1: de kolom selectie_6 ontbreekt (en nog 1 andere)" in refusal(tmp_path, rows)


def test_a_table_of_something_else_is_told(tmp_path: Path) -> None:
    assert "geen enkele kolom heet zoals een stelling" in refusal(tmp_path, [["naam", "leeftijd"], ["x", 3]])


def test_rows_without_an_answer_are_no_forms_and_unknown_columns_are_named(tmp_path: Path) -> None:
    empty = dict.fromkeys(item_ids(), "")
    columns = ("overleg", "Tijdstip", "opmerking")
    rows = answer_rows({}, {**empty, "overleg": "a"}, {"selectie_1": ""}, {**empty, "opmerking": "x"}, columns=columns)
    rows.insert(3, [""] * len(rows[0]))

    found = report_of(tmp_path, [*rows, [""], [""]])

    assert found.report.forms == 2
    assert found.ignored_rows == (3, 4, 6)
    assert found.ignored_columns == ("Tijdstip", "opmerking")


def test_values_under_no_name_are_told_too(tmp_path: Path) -> None:
    rows = answer_rows({"x": "iets"}, columns=("x", "overleg"))
    rows[0][-2] = ""

    assert report_of(tmp_path, rows).ignored_columns == ("(kolom 49, zonder naam)",)


def test_a_file_without_any_answer_has_no_form(tmp_path: Path) -> None:
    assert "bevat geen formulier" in refusal(tmp_path, answer_rows(dict.fromkeys(item_ids(), "")))
    assert "bevat geen formulier" in refusal(tmp_path, answer_rows())


@pytest.mark.parametrize("cell", ["-1", "2,5", "vaak", "1e3", "99999999999999999999", "#WAARDE!"])
def test_times_present_are_a_whole_number(tmp_path: Path, cell: str) -> None:
    sentence = refusal(tmp_path, answer_rows({}, {"aanwezig": cell}, columns=GROUPS))

    assert sentence.startswith("antwoorden.csv, rij 3, kolom aanwezig: ")


def test_not_once_present_is_a_class_of_its_own(tmp_path: Path) -> None:
    times = [0, "0,0", 3, "", 16]

    found = report_of(tmp_path, answer_rows(*({"aanwezig": one} for one in times), columns=GROUPS))

    forms = {one.label: one.forms for one in breakdown(found, "attendance").groups}
    assert forms["0 keer"] == 2
    assert (forms["1–3 keer"], forms["16 keer of vaker"], forms["niet ingevuld"]) == (1, 1, 1)


def test_a_grouping_without_its_column_is_not_there_and_is_told(tmp_path: Path) -> None:
    found = report_of(tmp_path, answer_rows({"overleg": "a"}, columns=("overleg",)))

    assert [one.by for one in found.report.breakdowns] == ["overleg"]
    told = " ".join(found.notes)
    assert all(f"Er is geen kolom {name}" in told for name in ("overlegvorm", "beroepsgroep", "aanwezig", "respondent"))


def test_group_names_are_compared_without_case_and_spaces_and_that_is_told(tmp_path: Path) -> None:
    rows = answer_rows(*({"overleg": name} for name in ("Jeugd noord", " jeugd  Noord", "Zuid")), columns=("overleg",))

    found = report_of(tmp_path, rows)

    assert [(one.label, one.forms) for one in breakdown(found, "overleg").groups] == [("Jeugd noord", 2), ("Zuid", 1)]
    assert "Als één overleg gelezen: ‘Jeugd noord’ en ‘jeugd Noord’." in found.notes


def test_forms_of_one_respondent_are_one_person(tmp_path: Path) -> None:
    rows = answer_rows(
        {"respondent": "r1", "overleg": "a"},
        {"respondent": "r1", "overleg": "b"},
        {"respondent": "r2", "overleg": "a"},
        {"overleg": "a"},
        {"overleg": "a"},
        columns=("respondent", "overleg"),
    )

    found = report_of(tmp_path, rows)

    assert (found.report.forms, found.report.respondents) == (5, 4)
    assert any("Bij 2 formulieren is de respondent leeg" in note for note in found.notes)


def test_two_forms_of_one_respondent_about_one_overleg_are_refused(tmp_path: Path) -> None:
    form = {"respondent": "r1", "overleg": "a"}

    sentence = refusal(tmp_path, answer_rows(form, {}, {**form, "overleg": "A "}, columns=("respondent", "overleg")))

    assert sentence.startswith("antwoorden.csv, rij 4, kolom respondent: ook rij 2 is van respondent ‘r1’")


HEAD = ["overleg", "overlegvorm", "beroepsgroep", "uitkomst"]


def people(*rows: tuple[str, str, str, str]) -> list[list[str]]:
    return [HEAD, *(list(row) for row in rows)]


def test_the_response_is_that_of_the_list(tmp_path: Path) -> None:
    # 6 invited, 1 not eligible, 2 of 5 answered.
    outcomes = ("beantwoord", "Beantwoord ", "geweigerd", "deels", "geen reactie", "niet_van_toepassing")
    frame = people(*(("a", "v", "Politie", outcome) for outcome in outcomes))
    rows = answer_rows(*({"overleg": "a", "overlegvorm": "v"} for _ in range(2)), columns=GROUPS)

    response = report_of(tmp_path, rows, frame).report.response

    assert (response.invited, response.ineligible, response.eligible, response.answered) == (6, 1, 5, 2)
    assert (response.refused, response.partial, response.no_response, response.unreached) == (1, 1, 1, 0)
    assert response.rate == pytest.approx(0.4)
    assert response.gross_rate == pytest.approx(2 / 6)


def test_a_list_corrects_the_margins(tmp_path: Path) -> None:
    # 4 of 5 persons: the standard error of the mean of 1, 2, 3, 4 is sqrt((1 - 4/5) * (5/3) / 4) = sqrt(1/12).
    rows = answer_rows(*({"selectie_1": answer, "overleg": "a"} for answer in (1, 2, 3, 4)), columns=GROUPS)
    frame = people(*(("a", "v", "", "beantwoord") for _ in range(4)), ("a", "v", "", "geen_reactie"))

    corrected = report_of(tmp_path, rows, frame).report.items[0]
    plain = report_of(tmp_path, rows).report.items[0]

    t = 3.182446305284263  # qt(.975, 3)
    assert corrected.high is not None and plain.high is not None
    assert corrected.high - 2.5 == pytest.approx(t * (1 / 12) ** 0.5)
    assert plain.high - 2.5 == pytest.approx(min(1.5, t * (5 / 12) ** 0.5))


def test_without_a_list_there_is_no_response(tmp_path: Path) -> None:
    found = report_of(tmp_path, answer_rows({}))

    assert not found.has_frame and found.report.response.rate is None
    assert any("geen lijst met genodigden" in note for note in found.notes)


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        ([["overleg"], ["a"]], f"rij 1: de kolom uitkomst ontbreekt; zet daarin per genodigde een van: {OUTCOMES}."),
        (people(("a", "v", "", "ja")), f"rij 2, kolom uitkomst: ‘ja’ is geen uitkomst; kies uit {OUTCOMES}."),
        (people(("a", "v", "", "")), "rij 2, kolom uitkomst: de uitkomst is leeg"),
        ([HEAD], "heeft alleen een kop"),
        (people(("a|b|A", "v", "", "deels")), "rij 2, kolom overleg: ‘A’ staat er twee keer"),
        (
            people(("a", "v", "", "deels"), ("a", "w", "", "deels")),
            "rij 3, kolom overlegvorm: ‘a’ hoort hier bij ‘w’, maar bij ‘v’ in genodigden.csv, rij 2.",
        ),
        (people(("a|b|c", "v|w", "", "deels")), "rij 2, kolom overlegvorm: hier staan 3 overleggen en 2 overlegvormen"),
        (people(("", "v", "", "deels")), "rij 2, kolom overlegvorm: hier staat een overlegvorm zonder overleg"),
    ],
)
def test_a_list_that_cannot_be_is_told_with_its_place(tmp_path: Path, frame: list[list[str]], told: str) -> None:
    sentence = refusal(tmp_path, answer_rows({}), frame)

    assert sentence.startswith("genodigden.csv") and told in sentence


def test_more_people_than_were_invited_is_an_error_that_names_the_missing_column(tmp_path: Path) -> None:
    rows = answer_rows(*({"overleg": "a"} for _ in range(3)), columns=GROUPS)
    frame = people(*(("a", "v", "", "beantwoord") for _ in range(2)), ("b", "v", "", "deels"))

    sentence = refusal(tmp_path, rows, frame)

    assert "antwoorden.csv, kolom overleg: 3 mensen horen bij ‘a’, maar op genodigden.csv tellen er 2 mee" in sentence
    assert "kolom respondent" in sentence


def test_more_people_than_were_invited_in_the_whole_house_is_an_error(tmp_path: Path) -> None:
    frame = people(("a", "v", "", "beantwoord"), ("a", "v", "", "niet_van_toepassing"))

    assert "antwoorden.csv heeft 2 mensen, maar op genodigden.csv tellen er 1 mee" in refusal(
        tmp_path, answer_rows({}, {}), frame
    )


def test_a_group_that_nobody_on_the_list_has_is_an_error(tmp_path: Path) -> None:
    rows = answer_rows({"overleg": "a"}, {"overleg": "Jeugt"}, columns=GROUPS)
    frame = people(*(("a", "v", "", "beantwoord") for _ in range(5)))

    assert "antwoorden.csv, rij 3, kolom overleg: niemand op genodigden.csv hoort bij ‘Jeugt’" in refusal(
        tmp_path, rows, frame
    )


def test_an_answer_with_another_overlegvorm_than_the_list_is_an_error(tmp_path: Path) -> None:
    rows = answer_rows({"overleg": "a", "overlegvorm": "w"}, columns=GROUPS)
    frame = people(("a", "v", "", "beantwoord"), ("b", "w", "", "deels"))

    assert "antwoorden.csv, rij 2, kolom overlegvorm: ‘a’ hoort hier bij ‘w’, maar bij ‘v’" in refusal(
        tmp_path, rows, frame
    )


def test_overlegvormen_may_be_listed_once_where_other_rows_pair_them(tmp_path: Path) -> None:
    frame = people(("a|b|c", "v|w", "", "geen_reactie"), ("a|b", "v", "", "beantwoord"), ("c", "w", "", "geen_reactie"))
    rows = answer_rows({"overleg": "b", "overlegvorm": "v"}, columns=GROUPS)

    found = report_of(tmp_path, rows, frame)

    assert [(one.label, one.forms) for one in breakdown(found, "overlegvorm").groups] == [("v", 1), ("w", 0)]


def test_an_overleg_never_has_more_answered_memberships_than_people_with_a_form(tmp_path: Path) -> None:
    # Six persons answered and belong to a and b; there are 6 forms about a and 2 about b. Ten more belong to b or c.
    frame = people(
        *(("a|b", "v|v", "", "beantwoord") for _ in range(6)),
        *(("b", "v", "", "deels") for _ in range(10)),
        *(("c", "w", "", "deels") for _ in range(10)),
    )
    forms = [{"respondent": f"r{n}", "overleg": "a"} for n in range(6)]
    forms += [{"respondent": f"r{n}", "overleg": "b"} for n in range(2)]

    found = report_of(tmp_path, answer_rows(*forms, columns=("respondent", *GROUPS)), frame)

    by = {one.variable: one.groups for one in found.report.response.by}
    assert [(one.label, one.eligible, one.answered) for one in by["overleg"]] == [
        ("a", 6, 6),
        ("b", 16, 2),
        ("c", 10, 0),
    ]
    assert [(one.eligible, one.answered) for one in by["overlegvorm"]] == [(16, 6), (10, 0)]
    assert any("hooguit zo veel mensen" in note for note in found.notes)


def test_an_overlegvorm_counts_as_many_people_as_have_a_form(tmp_path: Path) -> None:
    # Six persons filled in a and b, both of v; six others c, of w, and not b: so six people answered in v.
    frame = people(
        *(("a|b", "v|v", "", "beantwoord") for _ in range(6)),
        *(("b|c", "v|w", "", "beantwoord") for _ in range(6)),
        *(("a", "v", "", "deels") for _ in range(10)),
        *(("c", "w", "", "deels") for _ in range(10)),
    )
    forms = [{"respondent": f"r{n}", "overleg": overleg} for n in range(6) for overleg in "ab"]
    forms += [{"respondent": f"s{n}", "overleg": "c"} for n in range(6)]

    found = report_of(tmp_path, answer_rows(*forms, columns=("respondent", *GROUPS)), frame)

    by = {one.variable: one.groups for one in found.report.response.by}
    assert [(one.label, one.answered) for one in by["overleg"]] == [("a", 6), ("b", 6), ("c", 6)]
    assert [(one.label, one.eligible, one.answered) for one in by["overlegvorm"]] == [("v", 22, 6), ("w", 16, 6)]


def test_a_list_of_overlegvormen_alone_counts_them(tmp_path: Path) -> None:
    frame = [["overlegvorm", "uitkomst"], *([vorm, "beantwoord"] for vorm in ("v|w", "v", "w", "v|w", "v"))]
    rows = answer_rows(*({"overlegvorm": vorm} for vorm in "vvww"), columns=GROUPS)

    found = report_of(tmp_path, rows, frame)

    assert [one.variable for one in found.report.response.by] == ["overlegvorm"]
    # With a minimum of 1 both stand apart, however few: four persons belong to v and three to w, two of them to both.
    assert [(one.label, one.eligible) for one in found.report.response.by[0].groups] == [("v", 4), ("w", 3)]


def test_a_column_of_free_text_is_no_grouping(tmp_path: Path) -> None:
    rows = answer_rows(*({"overleg": f"tekst {n}"} for n in range(301)), columns=GROUPS)
    frame = [["regio", "uitkomst"], *([f"plaats {n}", "deels"] for n in range(301))]

    assert "antwoorden.csv, kolom overleg: hier staan 301 verschillende waarden" in refusal(tmp_path, rows)
    assert "genodigden.csv, kolom regio: hier staan 301" in refusal(tmp_path, answer_rows({}), frame)


def test_the_order_of_the_rows_says_nothing(tmp_path: Path) -> None:
    chance = random.Random(5)
    texts = {}
    for path in (ANSWERS, FRAME):
        head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
        chance.shuffle(rows)
        texts[path] = "\n".join([head, *rows])
        (tmp_path / path.name).write_text(texts[path], encoding="utf-8")

    one = analyse(Files(str(ANSWERS), str(FRAME)), stappenmeter()).report
    other = analyse(Files(str(tmp_path / ANSWERS.name), str(tmp_path / FRAME.name)), stappenmeter()).report

    assert one.sentences == other.sentences
    assert [g.forms for b in one.breakdowns for g in b.groups] == [g.forms for b in other.breakdowns for g in b.groups]
    assert one.response.by == other.response.by
    assert [a.mean for a in one.aspects] == pytest.approx([a.mean for a in other.aspects])


def test_a_workbook_gives_the_report_of_the_text(tmp_path: Path) -> None:
    rows = [line.split(";") for line in ANSWERS.read_text(encoding="utf-8-sig").splitlines()]
    numbers = [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in rows]
    (tmp_path / "antwoorden.xlsx").write_bytes(to_workbook(numbers))

    book = analyse(Files(str(tmp_path / "antwoorden.xlsx")), stappenmeter())

    text = analyse(Files(str(ANSWERS)), stappenmeter())
    assert book.report == text.report
    assert (book.ignored_rows, book.ignored_columns) == (text.ignored_rows, text.ignored_columns)


def test_a_minimum_of_two_to_four_is_refused_before_anything_is_read() -> None:
    for minimum in (2, 3, 4, 0, -1):
        with pytest.raises(BadInput, match="minimum"):
            analyse(Files("is er niet.csv"), stappenmeter(), minimum=minimum)


def test_a_questionnaire_is_found_by_id_and_version() -> None:
    assert find_questionnaire("stappenmeter-doelbereik").version >= 1
    assert find_questionnaire("stappenmeter-doelbereik:1").version == 1
    for wrong in ("stappenmeter", "stappenmeter-doelbereik:99", "stappenmeter-doelbereik:een", ":1"):
        with pytest.raises(NotFound, match="stappenmeter-doelbereik:1"):
            find_questionnaire(wrong)


def test_every_step_is_told(tmp_path: Path) -> None:
    said: list[str] = []

    analyse(Files(str(ANSWERS), str(FRAME)), stappenmeter(), progress=said.append)

    assert said == ["antwoorden lezen", "lijst met genodigden lezen", "100 formulieren doorrekenen"]
