"""Reading a published table: columns by many names, numbers as they were printed, one sentence for what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from monitor.errors import BadInput
from monitor.services.checking import CheckedTable, check_file, read_scale
from monitor.stats.published.table import Check, Scale, Verdict
from tests.scene import ROOT

Check_ = Callable[..., CheckedTable]


@pytest.fixture
def check(tmp_path: Path) -> Check_:
    """Checks a table of this text."""

    def run(text: str, *, scale: str = "1-4", n: int | None = None, decimals: int | None = None) -> CheckedTable:
        path = tmp_path / "tabel.csv"
        path.write_bytes(text.encode())
        return check_file(str(path), scale=scale, n=n, decimals=decimals)

    return run


def told(check: Check_, text: str, **options: int | str) -> str:
    with pytest.raises(BadInput) as caught:
        check(text, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".")
    return sentence


def wrong(checked: CheckedTable) -> list[tuple[int, str]]:
    found = (finding for finding in checked.findings if finding.verdict is Verdict.IMPOSSIBLE)
    return [(finding.row, finding.check.value) for finding in found]


def test_the_published_table_of_2014_has_four_rows_that_cannot_be_true() -> None:
    # Van der Lee (2015), Tabel B1.2: attendance by option code up to 16, two maxima of 5, and 3,19 of 76 answers.
    checked = check_file(str(ROOT / "docs/voorbeelden/tabel-2014.csv"), scale="1-4", n=76)

    assert len(checked.rows) == 23
    assert checked.skipped_rows == (3, 10, 18, 26)
    assert wrong(checked) == [(2, "range"), (8, "range"), (9, "range"), (21, "grim")]


def test_the_published_totals_of_2014_have_two_outside_their_parts() -> None:
    checked = check_file(str(ROOT / "docs/voorbeelden/totalen-2014.csv"), scale="1-4")

    assert wrong(checked) == [(2, "total"), (12, "total")]


@pytest.mark.parametrize(
    "header",
    [
        "item,n,mean,sd,min,max",
        "Item,N,Mean,SD,Min,Max",
        "stelling;aantal;gemiddelde;standaarddeviatie;minimum;maximum",
        "Vraag\tN\tGemiddeld\tStd. Deviatie\tMin.\tMax.",
        "ITEM;n;gem.;std_deviation;laagste;hoogste",
    ],
)
def test_columns_are_known_by_many_names(check: Check_, header: str) -> None:
    delimiter = next(sign for sign in ";\t," if sign in header)
    cells = ["A", "76", "2.70", "0.65", "1", "4"]

    (row,) = check(f"{header}\n{delimiter.join(cells)}\n").rows

    assert (row.row, row.item, row.n) == (2, "A", 76)
    numbers = [row.mean, row.sd, row.minimum, row.maximum]
    assert [(one.value, one.decimals) for one in numbers if one] == [
        (Fraction("2.7"), 2),
        (Fraction("0.65"), 2),
        (Fraction(1), 0),
        (Fraction(4), 0),
    ]


def test_columns_in_another_order_and_of_other_names_are_fine_and_the_latter_are_named(check: Check_) -> None:
    checked = check("p;max;gemiddelde;toelichting;stelling\n0,03;4;3,1;mooi;A\n", n=20)

    assert checked.ignored_columns == ("p", "toelichting")
    assert checked.rows[0].item == "A"


def test_the_n_of_a_row_wins_over_the_option(check: Check_) -> None:
    checked = check("item;n;mean\nA;75;3,19\nB;;3,19\n", n=76)

    assert [row.n for row in checked.rows] == [75, 76]
    assert wrong(checked) == [(3, "grim")]


def test_the_decimals_are_the_most_that_the_column_has(check: Check_) -> None:
    # A spreadsheet drops the zero of 3,20; as 3,2 of one decimal 63/20 = 3,15 would do.
    checked = check("item;mean\nA;3,2\nB;3,15\n", n=19)

    assert checked.decimals == 2
    assert wrong(checked) == [(2, "grim"), (3, "grim")]  # 60/19 = 3,16, 61/19 = 3,21


def test_the_option_gives_decimals_that_no_cell_shows(check: Check_) -> None:
    assert wrong(check("item;mean\nA;3\n", n=19, decimals=2)) == []  # 57/19 = 3,00
    assert wrong(check("item;mean\nA;3,1\n", n=19)) == []  # 59/19 = 3,105
    assert wrong(check("item;mean\nA;3,1\n", n=19, decimals=2)) == [(2, "grim")]


def test_a_number_with_more_decimals_than_asked_is_refused(check: Check_) -> None:
    sentence = told(check, "item;mean;sd\nA;3,1;0,655\n", decimals=2)

    assert sentence.endswith("tabel.csv, rij 2, kolom sd: 0,655 heeft meer decimalen dan gevraagd (2).")


def in_a_workbook(path: Path, *means: float) -> CheckedTable:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["item", "n", "mean"])
    for mean in means:
        sheet.append(["A", 76, mean])
    book.save(path)
    return check_file(str(path), scale="1-4")


def test_a_number_that_a_spreadsheet_computed_is_read_with_ten_decimals(tmp_path: Path) -> None:
    # 242/76 = 3.18421052631578947.. is stored as 3.1842105263157894, further off than half of its last decimal.
    checked = in_a_workbook(tmp_path / "tabel.xlsx", 242 / 76, 3.19)

    assert wrong(checked) == [(3, "grim")]
    assert in_a_workbook(tmp_path / "tabel.xlsx", 242 / 76).decimals == 10
    assert wrong(in_a_workbook(tmp_path / "tabel.xlsx", 242 / 76 + 1e-6)) == [(2, "grim")]


def test_a_computed_number_says_nothing_of_how_the_others_were_rounded(tmp_path: Path) -> None:
    # 242/76 = 3,184.. and 243/76 = 3,197..: as 3,1800000000 and 3,2000000000 neither could be.
    checked = in_a_workbook(tmp_path / "tabel.xlsx", 242 / 76, 3.18, 3.2)

    assert checked.decimals == 2
    assert wrong(checked) == []


def test_the_noise_of_binary_numbers_is_no_decimal(tmp_path: Path) -> None:
    assert str(1.1 + 2.2) == "3.3000000000000003"
    assert in_a_workbook(tmp_path / "tabel.xlsx", 1.1 + 2.2).decimals == 1


@pytest.mark.parametrize("cell", ["3,19", "3.19", " 3.19 ", "+3,19", "03,19"])
def test_a_number_may_have_a_comma_or_a_point(check: Check_, cell: str) -> None:
    (row,) = check(f"item;mean\nA;{cell}\n").rows

    assert row.mean is not None and (row.mean.value, row.mean.decimals) == (Fraction(319, 100), 2)


def test_a_leading_point_a_minus_and_a_dash_are_read_as_what_they_are(check: Check_) -> None:
    checked = check("item;mean;sd;min;max\nA;,5;.75;−1;1\nB;0;–;-;\n", scale="-1-1")

    first, second = checked.rows
    assert first.mean and first.sd and first.minimum
    assert (first.mean.value, first.sd.value, first.minimum.value) == (Fraction(1, 2), Fraction(3, 4), -1)
    assert (second.sd, second.minimum, second.maximum) == (None, None, None)


@pytest.mark.parametrize("cell", ["3,1a", "drie", "3.1.9", "3,1*", "1e3", "nan", "inf", "3,19 (0,7)", "12%", "٣"])
def test_what_is_no_number_is_refused_with_its_place(check: Check_, cell: str) -> None:
    assert told(check, f"item;gemiddelde\nA;3,1\nB;{cell}\n").endswith(
        f"tabel.csv, rij 3, kolom gemiddelde: {cell} is geen getal."
    )


@pytest.mark.parametrize("cell", ["0", "-3", "76,5", "1000001"])
def test_a_number_of_answers_is_a_whole_number(check: Check_, cell: str) -> None:
    assert told(check, f"item;n;mean\nA;{cell};3\n").endswith(
        f"tabel.csv, rij 2, kolom n: {cell} is geen heel getal van 1 tot en met 1000000."
    )


def test_items_are_counted_up_to_a_thousand(check: Check_) -> None:
    assert check("item;items;mean\nA;7,0;3\n").rows[0].items == 7
    assert "is geen heel getal van 1 tot en met 1000" in told(check, "item;items;mean\nA;1001;3\n")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a,b\n1,2\n", "rij 1: hier hoort een kop te staan met een kolom item"),
        ("item;n\nA;3\n", "rij 1: hier hoort een kop te staan"),
        ("mean;sd\n3;1\n", "rij 1: hier hoort een kop te staan"),
        (
            "item;mean;gemiddelde\nA;3;3\n",
            "rij 1: de kolommen mean en gemiddelde betekenen hetzelfde; houd er één over",
        ),
        ("item;mean;Mean\nA;3;3\n", "dezelfde naam"),
        ("item;mean\n", "er staat in geen enkele rij een getal om na te kijken"),
        ("item;mean\nA;\n", "er staat in geen enkele rij een getal om na te kijken"),
        ("item;mean\nA;3;9\n", "rij 2"),
        ("", "is leeg"),
        ("\x00\x01\x02", "is geen tabel"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(check: Check_, text: str, part: str) -> None:
    sentence = told(check, text)

    assert "tabel.csv" in sentence and part in sentence


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="bestaat niet"):
        check_file(str(tmp_path / "weg.csv"), scale="1-4")


@pytest.mark.parametrize("name", ["B", "A", "C"])  # not there; itself; twice there
def test_a_part_names_one_other_row_as_its_total(check: Check_, name: str) -> None:
    sentence = told(check, f"item;deel van;mean\nA;{name};3\nC;;3\nC;;3\n")

    assert sentence.endswith(f"rij 2, kolom deel van: er is niet precies één andere rij die {name} heet.")


def test_a_total_is_found_whatever_its_case(check: Check_) -> None:
    checked = check("item;deel van;mean\nA;alles  SAMEN;3,1\nB;Alles samen;3,2\nAlles samen;;3,4\n")

    assert wrong(checked) == [(4, "total")]
    assert {finding.check for finding in checked.findings if finding.row == 2} == {Check.GRIM, Check.RANGE}


@pytest.mark.parametrize(("text", "scale"), [("1-4", Scale(1, 4)), (" 0 - 10 ", Scale(0, 10)), ("-3-3", Scale(-3, 3))])
def test_a_scale_is_its_lowest_and_highest_answer(text: str, scale: Scale) -> None:
    assert read_scale(text) == scale


@pytest.mark.parametrize("text", ["", "4", "4-1", "3-3", "1,5-4", "een-vier", "1-4-5", "1-99999"])
def test_what_is_no_scale_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is niet te lezen; schrijf het laagste en het hoogste antwoord"):
        read_scale(text)
