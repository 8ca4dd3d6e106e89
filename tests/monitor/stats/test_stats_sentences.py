from __future__ import annotations

import re
from dataclasses import replace

import pytest

from monitor.model import Limits
from monitor.results import (
    HIDDEN,
    AspectResult,
    Breakdown,
    Cell,
    CellChange,
    Change,
    Comparison,
    Correlation,
    Group,
    GroupTest,
    ItemResult,
    Overall,
    Reliability,
    Report,
    Response,
    ResponseBreakdown,
    ResponseGroup,
    Split,
)
from monitor.stats.wording.phrases import EN, NL
from monitor.stats.wording.words import Words
from monitor.stats.wording.writing import put_in_words
from surveys.questionnaire import AspectKind
from tests.monitor.stats.stats_samples import make_questionnaire

ASPECTS = ("selectie", "bespreking", "evaluatie")
QUESTIONNAIRE = make_questionnaire(dict.fromkeys(ASPECTS, 2), kinds={"evaluatie": AspectKind.INDEX})
JUDGING = re.compile(r"\b(goed|slecht|voldoende|onvoldoende|helaas|omdat|doordat|daardoor|because|good|bad)\b", re.I)


def aspect(
    name: str, mean: float | None, *, half: float = 0.05, kind: str = "scale", verdict: str = ""
) -> AspectResult:
    if mean is None:
        return AspectResult(name, name, kind, reason=HIDDEN)
    reliability = Reliability(items=2, alpha=0.8, verdict=verdict) if verdict else None
    found = AspectResult(name, name, kind, n=20, mean=mean, low=mean - half, high=mean + half)
    return replace(found, no_opinion_share=mean / 40, reliability=reliability)


def group(
    code: int, means: list[float | None], *, label: str = "", half: float = 0.1, decimals: int | None = None
) -> Group:
    cells = tuple(
        Cell(name, reason=HIDDEN)
        if mean is None
        else Cell(name, n=12, mean=mean, low=mean - half, high=mean + half, decimals=decimals)
        for name, mean in zip(ASPECTS, means, strict=True)
    )
    shown = [mean for mean in means if mean is not None]
    if not shown:
        return Group(code, label or f"Groep {code}", None, cells, Overall(reason=HIDDEN), reason=HIDDEN)
    mean = sum(shown) / len(shown)
    return Group(code, label or f"Groep {code}", 12, cells, Overall(mean, mean - half, mean + half, "", decimals))


def make_report(
    *aspects: AspectResult,
    breakdowns: tuple[Breakdown, ...] = (),
    items: tuple[ItemResult, ...] = (),
    response: Response | None = None,
) -> Report:
    nobody = Response(0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None)
    return Report(20, 20, items, aspects, Overall(2.8), breakdowns, response or nobody, {}, {})


def titles(report: Report, language: str = "nl") -> dict[str, str]:
    return put_in_words(report, QUESTIONNAIRE, Limits()).titles[language]


def sentences(report: Report, language: str = "nl") -> str:
    return " ".join(put_in_words(report, QUESTIONNAIRE, Limits()).sentences[language])


THREE = (aspect("selectie", 3.0), aspect("bespreking", 3.19), aspect("evaluatie", 2.48, kind="index"))


def test_the_lowest_and_the_highest_aspect_are_named_with_a_comma_in_the_number() -> None:
    report = make_report(*THREE)
    assert titles(report)["aspects"] == "Aspect evaluatie scoort het laagst, Aspect bespreking het hoogst"
    assert "Aspect bespreking scoort het hoogst (3,19). Aspect evaluatie scoort het laagst (2,48); " in sentences(
        report
    )
    assert "geen ander aspect ligt binnen de marge daarvan" in sentences(report)
    assert titles(report, "en")["aspects"] == "Part evaluatie scores lowest, Part bespreking highest"
    assert "(2.48)" in sentences(report, "en")


def test_a_tie_is_decided_on_the_two_decimals_shown() -> None:
    report = make_report(aspect("selectie", 2.4812), aspect("bespreking", 3.19), aspect("evaluatie", 2.4788))
    assert titles(report)["aspects"].startswith("Aspect selectie en Aspect evaluatie scoren het laagst, ")
    assert "scoren het laagst (elk 2,48)" in sentences(report)


def test_whoever_lies_within_the_margin_of_the_lowest_is_named() -> None:
    report = make_report(aspect("selectie", 2.53), aspect("bespreking", 3.19), aspect("evaluatie", 2.48))
    assert "(2,48); Aspect selectie ligt ook binnen de marge daarvan." in sentences(report)
    assert titles(report)["aspects"] == (
        "Aspect evaluatie en Aspect selectie scoren het laagst, Aspect bespreking het hoogst"
    )
    assert titles(report, "en")["aspects"] == "Part evaluatie and Part selectie score lowest, Part bespreking highest"


def test_if_the_highest_lies_within_the_margin_of_the_lowest_there_is_no_difference_to_see() -> None:
    report = make_report(aspect("selectie", 2.9, half=0.2), aspect("bespreking", 2.8, half=0.2))
    assert titles(report)["aspects"] == "Tussen de aspecten is geen verschil te zien"
    assert "Tussen de aspecten is geen verschil te zien." in sentences(report)


def test_hidden_aspects_and_kinds_without_a_good_end_are_not_ranked() -> None:
    report = make_report(aspect("selectie", None), aspect("bespreking", 3.0), aspect("evaluatie", 1.2, kind="norm"))
    assert "aspects" not in titles(report)
    assert "selectie" not in sentences(report)


def test_the_heatmap_counts_the_groups_that_show_every_aspect_in_full() -> None:
    groups = (
        group(1, [3.0, 3.1, 2.5]),
        group(2, [2.9, 3.1, 2.4]),
        group(3, [2.2, 3.1, 2.4]),
        group(4, [2.0, 3.1, None]),
        group(5, [2.0, 3.1, 2.4], decimals=1),
        group(6, [None, None, None]),
    )
    report = make_report(*THREE, breakdowns=(Breakdown("overleg", groups),))
    found, english = titles(report)["overleg"], titles(report, "en")["overleg"]
    assert found == "Aspect evaluatie is het vaakst het laagst: in twee van de drie volledig getoonde overleggen"
    assert english == "Part evaluatie is lowest most often: in two of the three meetings shown in full"
    both = replace(report, breakdowns=(Breakdown("overleg", groups[:2]),))
    assert titles(both)["overleg"] == "Aspect evaluatie is in beide overleggen het laagst"
    all_three = replace(report, breakdowns=(Breakdown("overlegvorm", (*groups[:2], group(7, [2.9, 3.1, 2.4]))),))
    assert titles(all_three)["overlegvorm"] == "Aspect evaluatie is in alle drie overlegvormen het laagst"
    one = replace(report, breakdowns=(Breakdown("beroepsgroep", groups[:1]),))
    assert titles(one)["beroepsgroep"] == "Bij Groep 1 is Aspect evaluatie het laagst"
    none = replace(report, breakdowns=(Breakdown("overleg", groups[3:]),))
    assert "overleg" not in titles(none)


def test_a_tie_in_the_heatmap_says_how_often_each_is_the_lowest() -> None:
    groups = (
        group(1, [2.4, 3.1, 2.5]),
        group(2, [2.9, 3.1, 2.4]),
        group(3, [3.0, 2.9, 2.9]),
        group(4, [2.1, 2.9, 2.9]),
    )
    report = make_report(*THREE, breakdowns=(Breakdown("overleg", groups),))
    assert titles(report)["overleg"] == (
        "Aspect selectie en Aspect evaluatie zijn het vaakst het laagst: elk in twee van de vier overleggen"
    )
    assert titles(report, "en")["overleg"] == (
        "Part selectie and Part evaluatie are lowest most often: each in two of the four meetings"
    )


def compared(code: int, *found: tuple[float, bool, float | None] | None) -> Group:
    """A group of which each aspect has its difference with the rest, whether visible, and what would have been."""
    one = group(code, [3.0, 3.2, 2.5])
    return replace(
        one,
        cells=tuple(
            replace(cell, versus_rest=Comparison(reason="few_answers"))
            if this is None
            else replace(cell, versus_rest=Comparison(difference=this[0], visible=this[1], smallest_visible=this[2]))
            for cell, this in zip(one.cells, found, strict=True)
        ),
    )


GREY = (0.1, False, 0.5)
SEEN = (0.1, False, 0.25)


def test_an_overleg_differs_from_the_rest_of_the_house_only_where_that_is_visible() -> None:
    groups = (
        compared(1, GREY, (0.4, True, 0.2), (-0.9, False, 1.2)),
        compared(2, (0.4, True, 0.2), (0.5, True, 0.2), (-0.4, True, 0.2)),
        compared(3, (-0.4, True, 0.2), SEEN, SEEN),
        group(4, [None, None, None]),
    )
    report = make_report(*THREE, breakdowns=(Breakdown("overleg", groups),))
    found = titles(report)
    assert found["overleg:1"] == (
        "Aspect bespreking scoort hoger dan in de rest van het huis; verder zien we geen duidelijk verschil"
    )
    assert found["overleg:2"] == (
        "Aspect selectie en Aspect bespreking scoren hoger dan in de rest van het huis, Aspect evaluatie lager"
    )
    assert found["overleg:3"] == (
        "Aspect selectie scoort lager dan in de rest van het huis; verder zien we geen duidelijk verschil"
    )
    assert "overleg:4" not in found
    assert "Bij Groep 1, Groep 2 en Groep 3 verschilt minstens één aspect zichtbaar van de rest van het huis." in (
        sentences(report)
    )
    assert titles(report, "en")["overleg:3"] == (
        "Part selectie scores lower than in the rest of the house; otherwise we see no clear difference"
    )


def test_where_no_difference_is_visible_it_is_said_whether_one_could_have_been() -> None:
    groups = (
        compared(1, SEEN, SEEN, (0.2, False, 0.3)),
        compared(2, SEEN, GREY, SEEN),
        compared(3, SEEN, (0.1, False, None), SEEN),
        compared(4, None, None, None),
        compared(5, SEEN, None, SEEN),
    )
    report = make_report(*THREE, breakdowns=(Breakdown("overleg", groups),))
    found = titles(report)
    assert found["overleg:1"] == "We zien geen verschil van 0,3 of meer met de rest van het huis"
    assert found["overleg:2"] == "Het aantal is te klein om verschil met de rest van het huis te zien"
    assert found["overleg:3"] == found["overleg:2"]
    assert found["overleg:4"] == "Er zijn te weinig formulieren om met de rest van het huis te vergelijken"
    assert found["overleg:5"] == found["overleg:1"]
    assert "Tussen de overleggen en de rest van het huis is geen duidelijk verschil te zien." in sentences(report)
    assert "No clear difference can be seen between the meetings and the rest of the house." in sentences(report, "en")


def test_a_margin_clear_of_zero_that_is_not_called_a_difference_is_not_put_down_to_the_number() -> None:
    unsure = Comparison(difference=0.39, low=0.14, high=0.64, p_holm=0.12, smallest_visible=0.36)
    one = compared(1, GREY, GREY, GREY)
    one = replace(one, cells=(replace(one.cells[0], versus_rest=unsure), *one.cells[1:]))
    report = make_report(*THREE, breakdowns=(Breakdown("overleg", (one,)),))
    assert titles(report)["overleg:1"] == "We zien geen duidelijk verschil met de rest van het huis"
    assert titles(report, "en")["overleg:1"] == "We see no clear difference with the rest of the house"


def test_nothing_is_said_of_differences_where_nothing_is_compared() -> None:
    report = make_report(*THREE, breakdowns=(Breakdown("overleg", (compared(1, None, None, None),)),))
    assert "rest van het huis" not in sentences(report)


def test_the_statements_are_quoted_and_long_ties_counted() -> None:
    items = tuple(
        ItemResult(f"{name}{number}", name, n=20, mean=2.0 if name != "selectie" else 3.5)
        for name in ASPECTS
        for number in (1, 2)
    )
    report = make_report(*THREE, items=items)
    assert titles(report)["highest"] == "Hoogst: ‘Stelling selectie1’ en ‘Stelling selectie2’"
    assert titles(report)["lowest"] == (
        "Laagst: ‘Stelling bespreking1’, ‘Stelling bespreking2’, ‘Stelling evaluatie1’ en nog 1"
    )
    assert "De hoogste stellingen zijn ‘Stelling selectie1’ en ‘Stelling selectie2’ (elk 3,50)." in sentences(report)


def test_reliability_says_where_alpha_reaches_the_limit_and_where_that_is_uncertain() -> None:
    def title(*verdicts: str) -> str | None:
        named = zip(ASPECTS, verdicts, strict=True)
        return titles(make_report(*(aspect(name, 3.0, verdict=verdict) for name, verdict in named))).get("reliability")

    assert title("voldoende", "voldoende", "onzeker") == (
        "Bij twee van de drie aspecten haalt de betrouwbaarheid de grens van 0,70;"
        " bij Aspect evaluatie is dat niet zeker"
    )
    assert title("voldoende", "voldoende", "voldoende") == (
        "Bij alle drie aspecten haalt de betrouwbaarheid de grens van 0,70, ook aan de onderkant van de marge"
    )
    assert title("onvoldoende", "onzeker", "") == (
        "Bij geen aspect haalt de betrouwbaarheid zeker de grens van 0,70; "
        "bij Aspect bespreking is dat niet zeker; bij Aspect selectie ligt zij eronder"
    )
    assert title("onvoldoende", "onvoldoende", "onvoldoende") == (
        "Bij alle drie aspecten ligt de betrouwbaarheid onder de grens van 0,70, ook aan de bovenkant van de marge"
    )
    assert title("onvoldoende", "", "") == (
        "Bij Aspect selectie ligt de betrouwbaarheid onder de grens van 0,70, ook aan de bovenkant van de marge"
    )
    assert title("", "", "") is None


def response_of(
    *groups: tuple[str, int, int, float, float], p: float | None = 0.004, v: float | None = 0.313
) -> Response:
    listed = tuple(
        ResponseGroup(code, label, eligible, eligible, answered, answered / eligible, low, high)
        for code, (label, eligible, answered, low, high) in enumerate(groups)
    )
    by = ResponseBreakdown("organisatietype", "persons", listed, GroupTest("chi2", 9.0, 2, p, v))
    return Response(162, 14, 148, 96, 6, 3, 5, 38, 96 / 148, 0.569, 0.721, 96 / 162, (by,))


SPREAD_OUT = (("zorg", 41, 16, 0.26, 0.54), ("politie", 27, 16, 0.41, 0.75), ("gemeente", 44, 33, 0.61, 0.85))
CLOSE = (("zorg", 41, 20, 0.34, 0.63), ("politie", 44, 31, 0.56, 0.82))


def plain(text: str | None) -> str | None:
    """The text with ordinary spaces."""
    return text and text.replace("\u00a0", " ")


def test_the_response_sentence_has_its_margin_and_the_title_names_whom_the_lowest_differs_from() -> None:
    report = make_report(*THREE, response=response_of(*SPREAD_OUT))
    assert sentences(report).startswith(
        "96 van de 148 partners antwoordden: 65\u00a0% (marge 57\u2060–\u206072\u00a0%)."
    )
    wanted = "Zorg deed minder mee dan gemeente (p = 0,004; V = 0,31)"
    found = titles(report)
    assert (plain(found["response"]), plain(found["response:organisatietype"])) == (wanted, wanted)
    assert f" {found['response']}. " in sentences(report)
    assert plain(titles(report, "en")["response"]) == "Zorg took part less than gemeente (p = 0.004; V = 0.31)"
    assert sentences(report, "en").startswith("96 of the 148 partners answered: 65% (margin 57\u2060–\u206072%).")


def test_of_more_than_three_groups_the_rest_is_counted() -> None:
    others = [(name, 40, 36, 0.77, 0.96) for name in ("a", "b", "c", "d", "e")]
    report = make_report(response=response_of(("x", 40, 8, 0.1, 0.35), ("y", 20, 4, 0.08, 0.42), *others))
    assert plain(titles(report)["response"]) == "X en y deden minder mee dan a, b, c en nog 2 (p = 0,004; V = 0,31)"


@pytest.mark.parametrize(
    ("variable", "nl", "en"),
    [
        ("organisatietype", "soorten organisaties", "kinds of organisation"),
        ("beroepsgroep", "beroepsgroepen", "profession groups"),
        ("overleg", "overleggen", "meetings"),
        ("overlegvorm", "overlegvormen", "kinds of meeting"),
        ("geslacht", "groepen", "groups"),
    ],
)
def test_that_no_difference_in_taking_part_is_seen_has_the_test_beside_it(variable: str, nl: str, en: str) -> None:
    response = response_of(*SPREAD_OUT, p=0.41, v=0.1249)
    report = make_report(response=replace(response, by=(replace(response.by[0], variable=variable),)))
    found = plain(titles(report)[f"response:{variable}"])
    assert found == f"Tussen de {nl} is geen verschil in deelname te zien (p = 0,41; V = 0,12)"
    found = plain(titles(report, "en")[f"response:{variable}"])
    assert found == f"No difference in taking part can be seen between the {en} (p = 0.41; V = 0.12)"


def test_groups_that_differ_by_the_test_but_not_by_their_margins_are_not_named() -> None:
    found = titles(make_report(response=response_of(*CLOSE, p=0.0004)))["response"]
    assert plain(found) == "De deelname verschilt tussen de soorten organisaties (p < 0,001; V = 0,31)"


def test_without_a_test_nothing_is_said_of_differences_in_taking_part() -> None:
    response = response_of(*SPREAD_OUT, p=None, v=None)
    none = replace(response, by=(replace(response.by[0], test=None),))
    for one in (response, none):
        assert "response" not in titles(make_report(response=one))
        assert "deelname" not in sentences(make_report(response=one))


def test_the_r_indicator_and_the_worst_case_are_a_sentence_each() -> None:
    response = replace(response_of(*CLOSE), r_indicator=0.834, worst_case=(1.979, 3.318))
    report = make_report(*THREE, response=response)
    assert "De R-indicator is 0,83; bij 1 zegt de lijst niets over wie meedeed." in sentences(report)
    assert (
        "Had iedereen die niet antwoordde steeds 1 of steeds 4 gekozen, "
        "dan lag het gemiddelde van alle aspecten op 1,98 of op 3,32."
    ) in sentences(report)
    assert "would be 1.98 or 3.32." in sentences(report, "en")
    neither = sentences(make_report(*THREE, response=response_of(*CLOSE)))
    assert "R-indicator" not in neither
    assert "Had iedereen" not in neither


@pytest.mark.parametrize(
    ("means", "title"),
    [
        (
            [2.0, 2.4, 2.9],
            "Hoe vaker aanwezig, hoe hoger het gemiddelde: van 2,00 (1–3 keer) tot 2,90 (7–10 keer)",
        ),
        (
            [2.9, 2.4, 2.0],
            "Hoe vaker aanwezig, hoe lager het gemiddelde: van 2,90 (1–3 keer) tot 2,00 (7–10 keer)",
        ),
        (
            [2.0, 2.9, 2.4],
            "Het gemiddelde stijgt van 2,00 (1–3 keer) tot 2,90 (4–6 keer) en daalt dan tot 2,40 (7–10 keer)",
        ),
        (
            [2.9, 2.0, 2.4],
            "Het gemiddelde daalt van 2,90 (1–3 keer) tot 2,00 (4–6 keer) en stijgt dan tot 2,40 (7–10 keer)",
        ),
        (
            [2.0, 2.9, 2.4, 3.0],
            "Het gemiddelde stijgt van 2,00 (1–3 keer) tot 2,90 (4–6 keer), daalt dan tot 2,40 (7–10 keer) "
            "en stijgt weer tot 3,00 (11–15 keer)",
        ),
        (
            [2.0, 2.0, 2.9, 2.9],
            "Het gemiddelde blijft eerst op 2,00 (1–3 keer en 4–6 keer), stijgt dan tot 2,90 (7–10 keer) "
            "en blijft weer op 2,90 (11–15 keer)",
        ),
        ([2.40, 2.45, 2.48], "Tussen wie vaker en wie minder vaak aanwezig was, is geen verschil te zien"),
        ([2.0, None, 2.9], "Het gemiddelde stijgt van 2,00 (1–3 keer) tot 2,90 (7–10 keer)"),
        ([2.0, None, None], None),
    ],
)
def test_attendance_says_how_the_means_run(means: list[float | None], title: str | None) -> None:
    groups = [group(code + 1, [mean] * 3) for code, mean in enumerate(means)]
    groups.append(group(6, [1.0] * 3, label="niet ingevuld"))
    report = make_report(breakdowns=(Breakdown("attendance", tuple(groups)),))
    assert titles(report).get("attendance") == (title and title.replace("–", "\u2060–\u2060"))


@pytest.mark.parametrize(("low", "high", "told"), [(0.04, 0.59, False), (-0.59, -0.04, False), (-0.04, 0.59, True)])
def test_no_difference_by_attendance_is_not_said_beside_a_correlation_that_is_there(
    low: float, high: float, told: bool
) -> None:
    groups = tuple(group(code + 1, [mean] * 3) for code, mean in enumerate([2.40, 2.45, 2.48]))
    correlation = Correlation((low + high) / 2, low, high, 43)
    report = replace(make_report(breakdowns=(Breakdown("attendance", groups),)), attendance_correlation=correlation)
    assert ("geen verschil te zien" in sentences(report)) is told
    assert "De samenhang (Spearman)" in sentences(report)


# The mean over the three aspects of table 7.3 of the 2014 study: 3.02, 3.16, 3.08, 3.35, 3.09 for its five classes.
# There "the satisfaction rises indeed" stood beside it.
def test_means_that_go_up_and_down_are_never_called_a_rise() -> None:
    means = [3.02, 3.16, 3.08, 3.35, 3.09]
    report = make_report(
        breakdowns=(Breakdown("attendance", tuple(group(i + 1, [m] * 3) for i, m in enumerate(means))),)
    )
    found = titles(report)["attendance"].replace("\u2060", "")
    assert found == (
        "Het gemiddelde stijgt van 3,02 (1–3 keer) tot 3,16 (4–6 keer), daalt dan tot 3,08 (7–10 keer), "
        "stijgt weer tot 3,35 (11–15 keer) en daalt weer tot 3,09 (16 keer of vaker)"
    )
    assert set(re.findall(r"\d,\d\d", found)) == {f"{mean:.2f}".replace(".", ",") for mean in means}


def test_a_mean_with_one_decimal_is_compared_with_one_decimal() -> None:
    groups = (group(1, [2.9] * 3, decimals=1), group(2, [2.94] * 3), group(3, [3.4] * 3))
    found = titles(make_report(breakdowns=(Breakdown("attendance", groups),)))["attendance"].replace("\u2060", "")
    assert found == "Het gemiddelde blijft eerst op 2,9 (1–3 keer en 4–6 keer) en stijgt dan tot 3,40 (7–10 keer)"


def test_the_correlation_of_attendance_and_score_has_its_margin() -> None:
    report = replace(make_report(*THREE), attendance_correlation=Correlation(0.254, -0.004, 0.471, 60))
    assert "en de score is 0,25 (marge 0,00 tot 0,47)." in sentences(report)
    report = replace(report, attendance_correlation=Correlation(-0.254, -0.47, -0.05, 60))
    assert "and score is −0.25 (margin −0.47 to −0.05)." in sentences(report, "en")
    hidden = replace(report, attendance_correlation=Correlation(reason=HIDDEN))
    assert "samenhang" not in sentences(hidden)


def change_of(*found: tuple[str, float, float, bool], overall: tuple[float, float, bool] | None = None) -> Change:
    def one(name: str, earlier: float, now: float, visible: bool) -> CellChange:
        return CellChange(
            name, earlier, now, Comparison(now - earlier, now - earlier - 0.1, now - earlier + 0.1, visible=visible)
        )

    whole = one("overall", *overall) if overall else CellChange("overall", None, None, Comparison(reason=HIDDEN))
    splits = (*(Split(name, -0.004, 0.354, 3) for name, *_ in found), Split("overall", 0.05, -0.3, 3))
    return Change("w1", "meting 2025", "", tuple(one(*row) for row in found), whole, (), (), "beroepsgroep", splits)


def test_the_change_names_what_rose_and_fell_visibly_and_what_it_is_made_of() -> None:
    change = change_of(("selectie", 2.5, 2.85, True), ("bespreking", 3.4, 3.0, True), ("evaluatie", 2.4, 2.5, False))
    report = replace(make_report(*THREE), change=change)
    assert titles(report)["change"] == (
        "Aspect selectie is gestegen, Aspect bespreking is gedaald; verder is geen duidelijke verandering te zien"
    )
    assert (
        "Sinds meting 2025 is Aspect selectie (van 2,50 naar 2,85) gestegen. "
        "Sinds meting 2025 is Aspect bespreking (van 3,40 naar 3,00) gedaald. "
        "Verder is sinds meting 2025 geen duidelijke verandering te zien. "
        "Van de verandering bij Aspect selectie is 0,00 een andere verdeling over beroepsgroepen "
        "en +0,35 andere antwoorden."
    ) in sentences(report)
    assert "Since meting 2025 Part selectie (from 2.50 to 2.85) has risen." in sentences(report, "en")


def test_where_the_overall_changed_visibly_its_parts_are_given() -> None:
    change = change_of(("selectie", 2.5, 2.85, True), ("bespreking", 3.0, 3.4, True), overall=(2.8, 3.2, True))
    report = replace(make_report(*THREE), change=change)
    assert titles(report)["change"] == "Aspect selectie en Aspect bespreking zijn gestegen"
    found = sentences(report)
    assert "Alle aspecten samen gingen sinds meting 2025 van 2,80 naar 3,20." in found
    assert (
        "Van de verandering van alle aspecten samen is +0,05 een andere verdeling over beroepsgroepen "
        "en −0,30 andere antwoorden."
    ) in found
    assert "Van de verandering bij" not in found
    assert "Verder is" not in found
    alone = replace(report, change=change_of(("selectie", 2.5, 2.6, False), overall=(2.8, 3.2, True)))
    assert titles(alone)["change"] == "Alle aspecten samen zijn gestegen; verder is geen duidelijke verandering te zien"


def test_of_a_change_without_a_margin_it_is_not_said_that_nothing_changed() -> None:
    change = change_of(("selectie", 1.67, 3.38, False))
    bare = replace(change.aspects[0], comparison=Comparison(difference=1.71, reason=HIDDEN))
    report = replace(make_report(*THREE), change=replace(change, aspects=(bare,)))
    assert "change" not in titles(report)
    assert "meting 2025" not in sentences(report)


def test_where_nothing_changed_visibly_that_is_what_is_said() -> None:
    report = replace(make_report(*THREE), change=change_of(("selectie", 2.5, 2.9, False)))
    assert titles(report)["change"] == "Sinds meting 2025 is geen duidelijke verandering te zien"
    assert "Sinds meting 2025 is geen duidelijke verandering te zien." in sentences(report)
    hidden = Change(
        "w1", "meting 2025", "", (), CellChange("overall", None, None, Comparison(reason=HIDDEN)), (), (), "x", ()
    )
    assert "change" not in titles(replace(report, change=hidden))
    assert "meting 2025" not in sentences(replace(report, change=hidden))


def test_both_languages_have_the_same_phrases_with_the_same_gaps() -> None:
    def gaps(text: str) -> list[str]:
        return sorted(set(re.findall(r"{(\w+)}", text)))

    assert set(NL) == set(EN)
    assert {name: gaps(text) for name, text in NL.items()} == {name: gaps(text) for name, text in EN.items()}


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.41, "p = 0,41"),
        (0.0496, "p = 0,0496"),
        (0.05, "p = 0,05"),
        (0.01, "p ≤ 0,01"),
        (0.0004, "p < 0,001"),
        (1.0, "p = 1,00"),
    ],
)
def test_a_p_value_is_written_so_that_its_side_of_the_limit_shows(p: float, text: str) -> None:
    assert Words("nl").chance(p) == text


def test_no_finding_judges_people_or_gives_a_cause() -> None:
    groups = (group(1, [3.0, 3.4, 2.5]), group(2, [3.3, 3.4, 2.1]))
    report = make_report(
        *THREE, breakdowns=(Breakdown("overleg", groups),), response=response_of(("a", 9, 5, 0.3, 0.8))
    )
    for language in ("nl", "en"):
        texts = [sentences(report, language), *titles(report, language).values()]
        assert not [text for text in texts if JUDGING.search(text)]
        assert not [text for text in texts if "None" in text or "{" in text]


def test_a_report_with_nothing_to_show_says_nothing() -> None:
    report = make_report(*(aspect(name, None) for name in ASPECTS))
    assert titles(report) == {}
    assert sentences(report) == ""
