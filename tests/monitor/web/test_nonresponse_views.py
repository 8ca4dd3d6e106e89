"""What pages say of who did not answer, of weighting and of attendance, in plain words with their numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.results import Correlation, GroupTest, Overall, Report, ResponseBreakdown
from monitor.web.views.nonresponse_part import differ_figures, differ_sentences, meanings
from monitor.web.views.scores_part import aspects_figure, attendance_figure, breakdown_of
from tests.monitor.sample import sample_publication

REPORT = sample_publication().report
HIGHER = "Wie vaker aanwezig was, geeft gemiddeld hogere scores"
LOWER = "Wie vaker aanwezig was, geeft gemiddeld lagere scores"
NOTHING = "We zien geen samenhang tussen hoe vaak iemand aanwezig was en het gemiddelde"


def breakdown(test: GroupTest | None, *, partial_r: float | None = None) -> ResponseBreakdown:
    return ResponseBreakdown("organisatietype", "persons", (), test, partial_r)


def with_response(**fields: object) -> Report:
    return replace(REPORT, response=replace(REPORT.response, **fields))  # type: ignore[arg-type]


def said(report: Report) -> dict[str, str]:
    return {one.name: one.value for one in meanings(report)}


def correlated(found: Correlation | None) -> tuple[str, str]:
    """What stands under the chart of attendance: the sentence, and the figures behind a line."""
    attendance = breakdown_of(REPORT, "attendance")
    assert attendance is not None
    figure = attendance_figure(replace(REPORT, attendance_correlation=found), attendance)
    return figure.source, figure.small


def test_a_test_below_the_level_is_probably_no_chance_and_has_its_figures_in_small_print() -> None:
    found = breakdown(GroupTest("chi2", 11.9, 5, 0.0363, 0.257), partial_r=0.114)
    assert differ_sentences(found) == "Dat de groepen verschillen in deelname, is waarschijnlijk geen toeval."
    assert differ_figures(found) == (
        "Deelname: chi-kwadraattoets, p = 0,036; Cramérs V (0 tot 1) = 0,26. Deel van de scheefheid dat met deze"
        " indeling samenhangt (partiële R): 0,11."
    )


@pytest.mark.parametrize(
    ("test", "numbers"),
    [
        (GroupTest("permutation", 4.1, 9, 0.907, 0.13, 99_999, 1), "permutatietoets met 99.999 trekkingen, p = 0,907"),
        (GroupTest("fisher", None, None, 0.05, 0.2), "Fishers exacte toets, p = 0,05; Cramérs V (0 tot 1) = 0,20"),
        (GroupTest("permutation", 4.1, 9, 0.41, 0.13, 99_999, 1), "99.999 trekkingen, p = 0,41; Cramérs V"),
    ],
)
def test_another_test_may_be_chance(test: GroupTest, numbers: str) -> None:
    assert differ_sentences(breakdown(test)) == "Dat de groepen verschillen in deelname, kan toeval zijn."
    assert numbers in differ_figures(breakdown(test))


def test_a_very_small_p_is_not_written_as_nothing() -> None:
    assert "permutatietoets, p ≤\u00a00,01." in differ_figures(breakdown(GroupTest("permutation", 9, 5, 0.01)))
    assert "p <\u00a00,001" in differ_figures(breakdown(GroupTest("chi2", 90, 5, 1e-9, 0.6)))


@pytest.mark.parametrize(("reason", "words"), [("hidden", "niet getoond"), ("one_group", "niet te berekenen")])
def test_a_test_that_is_not_there_says_so(reason: str, words: str) -> None:
    assert differ_sentences(breakdown(GroupTest(reason=reason))) == f"Verschil tussen de groepen in deelname: {words}."


def test_nothing_is_said_of_a_test_that_nobody_did() -> None:
    assert (differ_sentences(breakdown(None)), differ_figures(breakdown(None))) == ("", "")


def test_early_and_late_stand_beside_the_test_of_taking_part() -> None:
    found = replace(breakdown(None), early_late=GroupTest("chi2", 3.3, 5, 0.654, 0.17))
    assert "antwoorden voor of na de eerste herinnering, kan toeval zijn" in differ_sentences(found)


def test_the_missing_answers_are_told_in_three_ways() -> None:
    overall = Overall(2.864, 2.8, 2.9, weighted=2.8412)
    found = said(replace(with_response(r_indicator=0.8666, worst_case=(2.2111, 3.2511)), overall=overall))
    assert list(found) == [
        "Is de groep die antwoordde een afspiegeling van de lijst?",
        "Als we herwegen naar de lijst",
        "In het ergste geval",
    ]
    assert found["Is de groep die antwoordde een afspiegeling van de lijst?"].startswith(
        "De maat hiervoor is 0,87. Bij 1, de hoogste waarde, "
    )
    assert "is dan 2,84, in plaats van 2,86" in found["Als we herwegen naar de lijst"]
    same = said(replace(REPORT, overall=Overall(2.961, 2.8, 3.1, weighted=2.9624)))
    assert "blijft dan 2,96." in same["Als we herwegen naar de lijst"]
    assert "op 2,21 of op 3,25, in plaats van op 2,86" in found["In het ergste geval"]


def test_what_cannot_be_computed_or_seen_says_so() -> None:
    overall = Overall(2.9, weighted_reason="not_converged")
    found = said(replace(with_response(r_indicator=None, r_reason="separation", worst_case=()), overall=overall))
    assert found == {
        "Is de groep die antwoordde een afspiegeling van de lijst?": "De maat hiervoor: niet te berekenen.",
        "Als we herwegen naar de lijst": "Het herwogen gemiddelde: niet te berekenen.",
    }
    hidden = replace(REPORT, overall=Overall(reason="hidden", weighted_reason="hidden"))
    assert "In het ergste geval" not in said(hidden)
    assert said(hidden)["Als we herwegen naar de lijst"] == "Het herwogen gemiddelde: niet getoond."


def test_weighted_means_stand_beside_the_plain_ones_with_what_weighting_does() -> None:
    first, second, *_ = REPORT.aspects
    aspects = (
        replace(first, mean=2.996, weighted=2.954),
        replace(second, weighted=None, weighted_reason="hidden"),
    )
    figure = aspects_figure(replace(REPORT, aspects=aspects))
    assert figure.table.head == ("Aspect", "Gemiddelde", "Marge", "Herwogen", "Geen oordeel", "Aantal")
    assert [row.cells[2].text for row in figure.table.rows] == ["2,95", "niet getoond"]
    assert "telt zwaarder mee" in figure.source


def test_without_weights_there_is_no_column_for_them() -> None:
    aspects = tuple(replace(aspect, weighted=None) for aspect in REPORT.aspects)
    figure = aspects_figure(replace(REPORT, aspects=aspects))
    assert "Herwogen" not in figure.table.head
    assert "Herwogen" not in figure.source


def test_attendance_and_score_go_together_in_one_sentence_with_the_figures_in_small_print() -> None:
    sentence, figures = correlated(Correlation(0.31, 0.15, 0.46, 133))
    assert sentence == f"{HIGHER}."
    assert figures.startswith("Spearmans rangcorrelatie +0,31, marge +0,15 tot +0,46, 133 formulieren.")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Correlation(-0.31, -0.46, -0.15, 133), LOWER),
        (Correlation(0.1, -0.07, 0.27, 133), NOTHING),
        (Correlation(0.9, None, None, 3), NOTHING),
        (Correlation(reason="no_spread"), "Samenhang tussen aanwezigheid en gemiddelde: niet te berekenen."),
        (Correlation(reason="hidden"), "Samenhang tussen aanwezigheid en gemiddelde: niet getoond."),
    ],
)
def test_attendance_says_only_what_its_margin_bears(found: Correlation, words: str) -> None:
    assert correlated(found)[0].rstrip(".") == words.rstrip(".")


def test_where_attendance_was_not_correlated_nothing_is_said() -> None:
    assert correlated(None) == ("", "")
