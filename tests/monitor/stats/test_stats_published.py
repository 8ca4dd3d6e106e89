"""Whether published numbers can be true: against every set of answers there is, and against published examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import floor, isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.published import squares
from monitor.stats.published.checking import check_table
from monitor.stats.published.table import Check, Finding, Printed, PublishedRow, Scale, Verdict

SCALE = Scale(1, 4)
FINE = {(Verdict.POSSIBLE, "")}
# Van der Lee (2015), Tabel B1.2, N = 76: minimum, maximum, mean, sd; and the only counts of the answers 2, 3 and 4 that
# give them, counted out by hand from k = round(76 x mean) and the sum of squares (a script that tries every triple
# finds the same seven).
EXACT = [
    ("2.95", "0.76", (24, 32, 20)),
    ("3.33", "0.60", (5, 41, 30)),
    ("3.07", "0.70", (16, 39, 21)),
    ("3.36", "0.63", (6, 37, 33)),
    ("3.54", "0.55", (2, 31, 43)),
    ("3.01", "0.77", (22, 31, 23)),
    ("2.96", "0.68", (19, 41, 16)),
]
# The R package scrutiny's own example with its published verdicts (grimmer_map(pigs5), in the package's tests): mean,
# sd, n, whether they go together. Its fourth row, called inconsistent there, can be true and has a test of its own.
PIGS5 = [
    ("7.22", "5.30", 38, False),
    ("4.74", "6.55", 31, True),
    ("5.23", "2.55", 35, False),
    ("6.77", "2.18", 33, False),
    ("2.68", "2.59", 34, True),
    ("7.01", "6.68", 35, False),
    ("7.38", "3.65", 32, True),
    ("3.14", "5.32", 33, False),
    ("6.89", "4.18", 37, True),
    ("5.00", "2.18", 31, True),
    ("0.24", "6.43", 34, True),
]
# grim_map(pigs1), in the README of the same package.
PIGS1 = [
    ("7.22", 32, True),
    ("4.74", 25, False),
    ("5.23", 29, False),
    ("2.57", 24, False),
    ("6.77", 27, False),
    ("2.68", 28, True),
    ("7.01", 29, False),
    ("7.38", 26, True),
    ("3.14", 27, False),
    ("6.89", 31, False),
    ("5.00", 25, True),
    ("0.24", 28, False),
]


def printed(text: str) -> Printed:
    return Printed(Fraction(text), len(text.partition(".")[2]))


def make_row(
    n: int | None = 76,
    mean: str | None = None,
    sd: str | None = None,
    low: str | None = None,
    high: str | None = None,
    items: int | None = None,
    item: str = "stelling",
    part_of: str = "",
    row: int = 2,
) -> PublishedRow:
    numbers = [printed(text) if text else None for text in (mean, sd, low, high)]
    return PublishedRow(row, item, n, *numbers, items, part_of)


def check(row: PublishedRow, scale: Scale = SCALE) -> dict[Check, Finding]:
    return {finding.check: finding for finding in check_table([row], scale)}


def verdict(row: PublishedRow, wanted: Check, scale: Scale = SCALE) -> Verdict:
    return check(row, scale)[wanted].verdict


def is_impossible(row: PublishedRow, scale: Scale = SCALE) -> bool:
    return any(finding.verdict is Verdict.IMPOSSIBLE for finding in check(row, scale).values())


# The published table of 2014.


def test_the_mean_of_2014_that_76_answers_cannot_give_is_found_with_its_neighbours() -> None:
    found = check(make_row(76, "3.19", "0.69", "2", "4"))

    assert found[Check.GRIM].verdict is Verdict.IMPOSSIBLE
    assert "242/76 = 3,18 en 243/76 = 3,20" in found[Check.GRIM].detail
    assert "bij 75 antwoorden" in found[Check.GRIM].detail


@pytest.mark.parametrize(("mean", "sd", "low", "fits"), [("3.19", "0.69", "2", 75), ("2.70", "0.65", "1", 76)])
def test_only_one_number_of_answers_from_72_to_76_fits(mean: str, sd: str, low: str, fits: int) -> None:
    rows = {n: make_row(n, mean, sd, low, "4") for n in range(72, 77)}

    # With divisor n - 1; the 2014 table was made with SPSS, which divides by that.
    assert [n for n, row in rows.items() if {(one.verdict, one.detail) for one in check(row).values()} == FINE] == [
        fits
    ]


@pytest.mark.parametrize(("mean", "sd", "counts"), EXACT)
def test_the_seven_statements_with_one_possible_distribution_can_be_true(
    mean: str, sd: str, counts: Sequence[int]
) -> None:
    assert sum(counts) == 76
    assert {finding.verdict for finding in check(make_row(76, mean, sd, "2", "4")).values()} == {Verdict.POSSIBLE}


@pytest.mark.parametrize(("mean", "sd", "counts"), EXACT)
def test_beside_each_of_the_seven_only_the_sd_of_another_distribution_can_be_true(
    mean: str, sd: str, counts: Sequence[int]
) -> None:
    # One answer 2 and one 4 more, and two answers 3 fewer (or the other way round), keep the mean; a sum of squares in
    # between does not exist. So of all sds from 0.30 to 0.99 as many can be true as there are such exchanges.
    n, total = 76, sum((value + 2) * count for value, count in enumerate(counts))
    wanted = set()
    for twos in range(1, 76):
        fours = total - 3 * n + twos
        if fours >= 1 and n >= twos + fours:
            sum_of_squares = 4 * twos + 9 * (n - twos - fours) + 16 * fours
            hundredths = isqrt(40000 * (n * sum_of_squares - total**2) // (n * (n - 1)))  # twice the sd, rounded down
            wanted.add((hundredths + 1) // 2)
    found = {
        sd for sd in range(100) if verdict(make_row(76, mean, f"0.{sd:02}", "2", "4"), Check.SD) is Verdict.POSSIBLE
        and not check(make_row(76, mean, f"0.{sd:02}", "2", "4"))[Check.SD].detail
    }  # fmt: skip

    assert int(sd[2:]) in found
    assert found == {sd for sd in wanted if sd < 100}


@pytest.mark.parametrize(("mean", "sd"), [("3.68", "1.02"), ("3.49", "0.89")])
def test_a_maximum_of_5_on_a_scale_of_4_is_found_though_the_rest_fits(mean: str, sd: str) -> None:
    found = check(make_row(76, mean, sd, "1", "5"))

    assert found[Check.RANGE].verdict is Verdict.IMPOSSIBLE
    assert found[Check.RANGE].detail == "maximum 5 ligt boven de schaal (1-4)"
    assert found[Check.GRIM].verdict is found[Check.SD].verdict is Verdict.POSSIBLE


# Published examples of others.


@pytest.mark.parametrize(("mean", "n", "possible"), PIGS1)
def test_grim_agrees_with_the_published_verdicts_of_scrutiny(mean: str, n: int, possible: bool) -> None:
    assert (verdict(make_row(n, mean), Check.GRIM, Scale(0, 10)) is Verdict.POSSIBLE) is possible


@pytest.mark.parametrize(("mean", "sd", "n", "possible"), PIGS5)
def test_sd_and_mean_agree_with_the_published_verdicts_of_scrutiny(mean: str, sd: str, n: int, possible: bool) -> None:
    found = check(make_row(n, mean, sd), Scale(-100, 100))

    assert (
        [found[one].verdict for one in (Check.GRIM, Check.SD)] == [Verdict.POSSIBLE] * 2
        and (found[Check.SD].detail == "")
    ) is possible


def test_a_row_that_scrutiny_calls_inconsistent_is_possible_as_thirty_answers_show() -> None:
    answers = [6] * 2 + [5] * 12 + [4] + [1] + [0] * 14
    assert (len(answers), sum(answers), sum(one * one for one in answers)) == (30, 77, 389)  # 77/30 = 2.567

    row = make_row(30, "2.57", "2.57", "0", "6")  # (389 - 77^2/30)/29 = 6.5989 = 2.5688^2

    assert {(one.verdict, one.detail) for one in check(row, Scale(0, 6)).values()} == FINE


@pytest.mark.parametrize(
    ("mean", "n"),
    [
        ("5.19", 28),  # Brown & Heathers (2017): 145/28 = 5.18, 146/28 = 5.21
        ("5.93", 49),  # The Economist, 18 June 2016: 290/49 = 5.92, 291/49 = 5.94
        ("3.48", 20),  # twenty throws of a die give steps of 0.05
    ],
)
def test_the_textbook_examples_of_grim_are_impossible(mean: str, n: int) -> None:
    assert verdict(make_row(n, mean), Check.GRIM, Scale(1, 7)) is Verdict.IMPOSSIBLE


# Rounding, by hand.


@pytest.mark.parametrize("mean", ["1.12", "1.13"])
def test_a_half_may_have_been_rounded_either_way(mean: str) -> None:
    assert verdict(make_row(8, mean), Check.GRIM) is Verdict.POSSIBLE  # 9/8 = 1.125


@pytest.mark.parametrize("mean", ["1.11", "1.14"])
def test_past_the_half_it_is_impossible(mean: str) -> None:
    assert verdict(make_row(8, mean), Check.GRIM) is Verdict.IMPOSSIBLE


def test_from_as_many_answers_as_the_decimals_tell_apart_every_mean_can_be() -> None:
    found = check(make_row(100, "3.19"))[Check.GRIM]

    assert found.verdict is Verdict.NOT_TESTABLE
    assert found.detail == "bij 100 antwoorden kan elk gemiddelde met 2 decimalen"
    assert verdict(make_row(99, "3.185"), Check.GRIM) is Verdict.IMPOSSIBLE  # 315/99 = 3.182, 316/99 = 3.192
    assert verdict(make_row(25, "3.19", items=4), Check.GRIM) is Verdict.NOT_TESTABLE
    assert verdict(make_row(24, "3.19", items=4), Check.GRIM) is Verdict.POSSIBLE  # 306/96 = 3.1875


def test_without_a_number_of_answers_nothing_is_said_of_the_mean() -> None:
    found = check(make_row(None, "3.19", "0.69"))

    assert {found[one].verdict for one in (Check.GRIM, Check.SD)} == {Verdict.NOT_TESTABLE}
    assert found[Check.RANGE].verdict is Verdict.POSSIBLE


def test_an_sd_that_fits_the_divisor_n_alone_says_so() -> None:
    # 1, 2, 3: the sum of squared deviations is 2, so sd is 1 with n - 1 and 0.82 with n.
    assert check(make_row(3, "2.00", "1.00", "1", "3"))[Check.SD].detail == ""
    found = check(make_row(3, "2.00", "0.82", "1", "3"))[Check.SD]
    assert (found.verdict, found.detail) == (
        Verdict.POSSIBLE,
        "past alleen als er door n is gedeeld, niet door n - 1",
    )


def test_an_impossible_sd_names_the_nearest_that_can_be() -> None:
    # Four answers with minimum 1, maximum 4 and total 10: 1 1 4 4 (sd 1.73) or 1 2 3 4 (sd 1.29).
    between, over, under = (
        check(make_row(4, "2.50", sd, "1", "4"))[Check.SD].detail for sd in ("1.40", "1.80", "1.00")
    )

    assert between.endswith("geven geen 1,40; wel 1,29 of 1,73")
    assert over.endswith("geven geen 1,80; ten hoogste 1,73")
    assert under.endswith("geven geen 1,00; ten minste 1,29")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (make_row(None, low="0"), "minimum 0 ligt onder de schaal (1-4)"),
        (make_row(None, "4.01"), "gemiddelde 4,01 ligt boven de schaal (1-4)"),
        (make_row(None, low="3", high="2"), "minimum 3 is hoger dan maximum 2"),
        (make_row(None, "2.00", low="3"), "gemiddelde 2,00 ligt onder minimum 3"),
        (make_row(None, "3.01", high="3"), "gemiddelde 3,01 ligt boven maximum 3"),
        (make_row(20, low="1.5"), "minimum 1,5 is geen heel antwoord"),
        (make_row(20, low="1.40", items=4), "minimum 1,40 is geen gemiddelde van 4 hele antwoorden"),
        (make_row(1, low="1", high="4"), "minimum 1 en maximum 4 kunnen bij 1 antwoorden niet allebei voorkomen"),
        (
            make_row(5, "3.80", low="1", high="4"),  # at most (1 + 4 x 4)/5
            "minimum 1 en maximum 4 geven bij 5 antwoorden een gemiddelde van 1,60 tot en met 3,40, geen 3,80",
        ),
    ],
)
def test_what_is_out_of_range_is_told(row: PublishedRow, told: str) -> None:
    found = check(row)[Check.RANGE]

    assert (found.verdict, found.detail) == (Verdict.IMPOSSIBLE, told)


def test_a_negative_sd_is_impossible() -> None:
    assert verdict(make_row(3, "2.00", "-1.00"), Check.SD) is Verdict.IMPOSSIBLE


# Totals.


def part(row: int, mean: str, part_of: str = "", item: str = "deel") -> PublishedRow:
    return make_row(None, mean, item=item, part_of=part_of, row=row)


# Van der Lee (2015), Tabel 7.3: the four printed aspects of three rows, and their "alle onderdelen".
@pytest.mark.parametrize(
    ("total", "parts", "possible"),
    [
        ("2.87", ("2.95", "3.00", "3.04", "2.95"), False),  # gemeente ambtenaar
        ("3.31", ("3.33", "3.33", "3.46", "3.40"), False),  # 11-15 maal aanwezig
        ("3.12", ("2.92", "3.11", "3.12", "2.92"), True),  # high impact criminelen overleg
    ],
)
def test_a_total_outside_its_parts_is_found(total: str, parts: Sequence[str], possible: bool) -> None:
    rows = [part(9, total, item="Alle  Onderdelen "), *(part(10 + row, mean) for row, mean in enumerate(parts))]
    named = [replace(rows[0], item="X"), *(replace(row, part_of="x") for row in rows[1:]), part(99, "1.00")]

    for table in (rows, named):
        (found,) = (finding for finding in check_table(table, SCALE) if finding.check is Check.TOTAL)
        assert (found.row, found.verdict is Verdict.POSSIBLE) == (9, possible)


def test_a_total_is_given_the_rounding_of_both() -> None:
    for total, wanted in (("2.94", Verdict.POSSIBLE), ("2.93", Verdict.IMPOSSIBLE)):
        found = check_table([part(2, "2.95"), part(3, "3.00"), part(4, total, item="Totaal")], SCALE)
        assert found[-1].verdict is wanted


@pytest.mark.parametrize(("n", "wanted"), [(32, Verdict.IMPOSSIBLE), (33, Verdict.NOT_TESTABLE)])
def test_a_total_of_more_answers_than_its_parts_has_parts_that_are_not_there(n: int, wanted: Verdict) -> None:
    # Parts of 12 and 20 answers: a third may lie anywhere.
    rows = [make_row(12, "3.25", row=2), make_row(20, "3.10", row=3), make_row(n, "2.90", item="Totaal", row=4)]

    assert next(one.verdict for one in check_table(rows, SCALE) if one.check is Check.TOTAL) is wanted


def test_a_total_of_statements_is_not_taken_for_one_statement() -> None:
    # 3.05 of 76 forms over 48 statements: 3.05 x 76 = 231.8 is no whole number, and need not be.
    rows = [make_row(76, "3.07", row=2), make_row(76, "3.05", "0.40", item="Totaal", row=3)]

    found = {finding.check: finding.verdict for finding in check_table(rows, SCALE) if finding.row == 3}

    assert found == {
        Check.GRIM: Verdict.NOT_TESTABLE,
        Check.SD: Verdict.NOT_TESTABLE,
        Check.RANGE: Verdict.POSSIBLE,
        Check.TOTAL: Verdict.IMPOSSIBLE,  # and 3.05 is no average of 3.07
    }


def test_two_totals_without_a_column_that_tells_them_apart_are_not_testable() -> None:
    rows = [part(2, "2.95"), part(3, "2.00", item="Totaal"), part(4, "2.00", item="gemiddelde")]

    verdicts = [finding.verdict for finding in check_table(rows, SCALE) if finding.check is Check.TOTAL]

    assert verdicts == [Verdict.NOT_TESTABLE] * 2


# Against every set of answers.


@settings(max_examples=150)
@given(n=st.integers(1, 6), span=st.integers(0, 6), data=st.data())
def test_the_search_of_sums_of_squares_agrees_with_every_set_of_answers(n: int, span: int, data: st.DataObject) -> None:
    sets = combinations_with_replacement(range(span + 1), n)
    there = {(sum(values), sum(value * value for value in values)) for values in sets}
    total = data.draw(st.integers(0, n * span))

    found = {one for one in range(n * span * span + 2) if squares.exists(n, total, one, span)}

    assert found == {one for all_of, one in there if all_of == total}


def rounds_to(number: Fraction, shown: Printed) -> bool:
    return abs(number - shown.value) <= Fraction(1, 2 * 10**shown.decimals)


def root_rounds_to(square: Fraction, shown: Printed) -> bool:
    half = Fraction(1, 2 * 10**shown.decimals)
    return shown.value >= 0 and max(shown.value - half, Fraction(0)) ** 2 <= square <= (shown.value + half) ** 2


def could_be(row: PublishedRow, values: Sequence[Fraction]) -> bool:
    """Whether a row could be printed of these scores."""
    n, mean = len(values), sum(values, Fraction(0)) / len(values)
    about = sum(((value - mean) ** 2 for value in values), Fraction(0))
    return (
        (row.minimum is None or rounds_to(min(values), row.minimum))
        and (row.maximum is None or rounds_to(max(values), row.maximum))
        and (row.mean is None or rounds_to(mean, row.mean))
        and (row.sd is None or any(root_rounds_to(about / by, row.sd) for by in {n, max(n - 1, 1)}))
    )


def every_set(n: int, items: int, scale: Scale) -> Iterator[tuple[Fraction, ...]]:
    scores = [Fraction(units, items) for units in range(scale.low * items, scale.high * items + 1)]
    return combinations_with_replacement(scores, n)


@st.composite
def rows_near_the_truth(draw: st.DrawFn) -> tuple[PublishedRow, Scale]:
    """A row as it would be printed of some answers, with some of its numbers a little off."""
    scale = draw(st.sampled_from([Scale(1, 4), Scale(0, 2), Scale(1, 5), Scale(-1, 1)]))
    items = draw(st.sampled_from([1, 1, 2, 3]))
    n = draw(st.integers(1, 5 if items == 1 else 4))
    units = draw(st.lists(st.integers(scale.low * items, scale.high * items), min_size=n, max_size=n))
    values = [Fraction(one, items) for one in units]
    mean = sum(values, Fraction(0)) / n
    about = sum(((value - mean) ** 2 for value in values), Fraction(0))
    numbers: list[Printed | None] = []
    for number, root in ((mean, False), (about / max(n - 1, 1), True), (min(values), False), (max(values), False)):
        decimals = draw(st.integers(0, 2))
        size = 10**decimals
        exact = isqrt(floor(number * size * size)) if root else floor(number * size)
        off = draw(st.sampled_from([0, 0, 0, 1, 1, -1, 2, 4]))
        shown = Printed(Fraction(exact + off, size), decimals)
        numbers.append(draw(st.sampled_from([shown, shown, shown, None])))
    mean_, sd, low, high = numbers
    if not root_has_a_mean(mean_, sd):
        sd = None  # an sd is looked at beside its mean
    return PublishedRow(2, "stelling", n, mean_, sd, low, high, items), scale


def root_has_a_mean(mean: Printed | None, sd: Printed | None) -> bool:
    return sd is None or mean is not None


@settings(max_examples=600)
@given(case=rows_near_the_truth())
def test_a_row_is_called_impossible_exactly_where_no_answers_give_it(case: tuple[PublishedRow, Scale]) -> None:
    row, scale = case
    assert row.n is not None
    there = any(could_be(row, values) for values in every_set(row.n, row.items or 1, scale))

    assert is_impossible(row, scale) is not there


def test_both_verdicts_are_common_among_the_rows_tried() -> None:
    # All printed rows of three answers 1 to 3 with one decimal, so that the agreement above is no agreement on "no".
    tried = [
        make_row(3, f"{mean / 10:.1f}", f"{sd / 10:.1f}", str(low), str(high))
        for mean, sd, low, high in product(range(10, 31), range(0, 13), (1, 2), (2, 3))
    ]
    found = [is_impossible(row, Scale(1, 3)) for row in tried]
    wanted = [not any(could_be(row, values) for values in every_set(3, 1, Scale(1, 3))) for row in tried]

    assert found == wanted
    assert 10 < wanted.count(False) < wanted.count(True)


def test_the_sd_of_very_many_answers_is_searched_within_its_bounds() -> None:
    # Popoviciu: no sd of answers 1 to 4 is over 1.5, which half of them 1 and half 4 have.
    found = {sd: check(make_row(1_000_000, "2.5", sd, "1", "4"))[Check.SD] for sd in ("1.5", "1.6", "0.8", "0.0")}

    assert {sd: one.verdict for sd, one in found.items()} == {
        "1.5": Verdict.POSSIBLE,
        "1.6": Verdict.IMPOSSIBLE,
        "0.8": Verdict.POSSIBLE,
        "0.0": Verdict.IMPOSSIBLE,  # from a mean of at least 2.45 it is at least sqrt(0.45 x 0.55)
    }


def test_what_was_not_searched_to_its_end_is_not_called_impossible() -> None:
    # A million answers have a million totals near 2, and an sd of ten decimals leaves room for few of them.
    found = check(make_row(1_000_000, "2", "1.0000000001", "1", "4"))[Check.SD]

    assert (found.verdict, found.detail) == (
        Verdict.NOT_TESTABLE,
        "er zijn te veel mogelijkheden om ze allemaal na te gaan",
    )


def test_answers_too_far_apart_to_search_are_not_testable() -> None:
    found = check(make_row(50, "2.50", "0.40", items=200))[Check.SD]

    assert (found.verdict, found.detail) == (
        Verdict.NOT_TESTABLE,
        "de antwoorden lopen te ver uiteen voor deze toets",
    )


def test_a_large_published_table_is_checked_at_once() -> None:
    # Every n from 900 to 1000 and a sd that cannot be: the search has to end at its bounds.
    rows = [make_row(n, "2.50", "1.99", "1", "4", row=n) for n in range(900, 1000)]

    assert {finding.verdict for finding in check_table(rows, SCALE) if finding.check is Check.SD} == {
        Verdict.IMPOSSIBLE
    }
