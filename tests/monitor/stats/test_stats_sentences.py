from __future__ import annotations

import re
from dataclasses import replace

import pytest

from monitor.results import (
    HIDDEN,
    AspectResult,
    Breakdown,
    Cell,
    Group,
    ItemResult,
    Overall,
    Reliability,
    Report,
    Response,
    ResponseBreakdown,
    ResponseGroup,
)
from monitor.stats.wording.sentences import write_sentences, write_titles
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
    return write_titles(report, QUESTIONNAIRE, threshold=0.7)[language]


def sentences(report: Report, language: str = "nl") -> str:
    return " ".join(write_sentences(report, QUESTIONNAIRE, threshold=0.7)[language])


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
    assert titles(report)["aspects"] == "Aspect evaluatie scoort het laagst, Aspect bespreking het hoogst"


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
    assert titles(report)["overleg"] == "Aspect evaluatie is het vaakst het laagst: in twee van de drie overleggen"
    assert titles(report, "en")["overleg"] == "Part evaluatie is lowest most often: in two of the three meetings"
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


def test_an_overleg_is_compared_with_the_house_by_its_margins() -> None:
    groups = (
        group(1, [3.0, 3.4, 2.5]),
        group(2, [3.0, 3.2, 2.5]),
        group(3, [3.3, 3.4, 2.1]),
        group(4, [2.5, 3.2, None]),
        group(5, [None, None, None]),
        replace(group(6, [3.0, 3.4, 2.5]), cells=tuple(replace(c, low=None, high=None) for c in groups_cells())),
    )
    found = titles(make_report(*THREE, breakdowns=(Breakdown("overleg", groups),)))
    assert found["overleg:1"] == "Aspect bespreking scoort hoger dan in het hele huis; verder zien we geen verschil"
    assert found["overleg:2"] == "We zien geen verschil met het hele huis"
    assert found["overleg:3"] == (
        "Aspect selectie en Aspect bespreking scoren hoger dan in het hele huis, Aspect evaluatie lager"
    )
    assert found["overleg:4"] == "Aspect selectie scoort lager dan in het hele huis; verder zien we geen verschil"
    assert "overleg:5" not in found
    assert found["overleg:6"] == "Er zijn te weinig formulieren om met het hele huis te vergelijken"


def groups_cells() -> tuple[Cell, ...]:
    return group(6, [3.0, 3.4, 2.5]).cells


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
        "Bij twee van de drie aspecten haalt alpha de grens van 0,70; bij Aspect evaluatie is dat niet zeker"
    )
    assert title("voldoende", "voldoende", "voldoende") == (
        "Bij alle drie aspecten haalt alpha de grens van 0,70, ook aan de onderkant van de marge"
    )
    assert title("onvoldoende", "onzeker", "") == (
        "Bij geen aspect haalt alpha zeker de grens van 0,70; "
        "bij Aspect bespreking is dat niet zeker; bij Aspect selectie ligt alpha eronder"
    )
    assert title("", "", "") is None


def response_of(*groups: tuple[str, int, int, float, float]) -> Response:
    listed = tuple(
        ResponseGroup(code, label, eligible, eligible, answered, answered / eligible, low, high)
        for code, (label, eligible, answered, low, high) in enumerate(groups)
    )
    by = ResponseBreakdown("organisatietype", "persons", listed)
    return Response(162, 14, 148, 96, 6, 3, 5, 38, 96 / 148, 0.569, 0.721, 96 / 162, (by,))


def test_the_response_sentence_has_its_margin_and_the_title_names_whom_the_lowest_differs_from() -> None:
    response = response_of(
        ("zorg", 41, 16, 0.26, 0.54), ("politie", 27, 16, 0.41, 0.75), ("gemeente", 44, 33, 0.61, 0.85)
    )
    report = make_report(*THREE, response=response)
    assert sentences(report).startswith(
        "96 van de 148 partners antwoordden: 65\u00a0% (marge 57\u2060–\u206072\u00a0%)."
    )
    wanted = "Zorg deed minder mee dan gemeente"
    assert (titles(report)["response"], titles(report)["response:organisatietype"]) == (wanted, wanted)
    assert titles(report, "en")["response"] == "Zorg took part less than gemeente"
    assert sentences(report, "en").startswith("96 of the 148 partners answered: 65% (margin 57\u2060–\u206072%).")


def test_of_more_than_three_groups_the_rest_is_counted() -> None:
    others = [(name, 40, 36, 0.77, 0.96) for name in ("a", "b", "c", "d", "e")]
    report = make_report(response=response_of(("x", 40, 8, 0.1, 0.35), ("y", 20, 4, 0.08, 0.42), *others))
    assert titles(report)["response"] == "X en y deden minder mee dan a, b, c en nog 2"


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
def test_groups_whose_margins_overlap_took_part_alike(variable: str, nl: str, en: str) -> None:
    response = response_of(("zorg", 41, 20, 0.34, 0.63), ("politie", 44, 31, 0.56, 0.82))
    report = make_report(response=replace(response, by=(replace(response.by[0], variable=variable),)))
    assert titles(report)[f"response:{variable}"] == f"Tussen de {nl} is geen verschil te zien in deelname"
    found = titles(report, "en")[f"response:{variable}"]
    assert found == f"No difference in taking part can be seen between the {en}"


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
        ([2.0, 2.9, 2.4], "Het gemiddelde stijgt tot 4–6 keer (2,90) en is daarna lager"),
        (
            [2.9, 2.0, 2.4],
            "Het gemiddelde is het laagst bij 4–6 keer (2,00) en het hoogst bij 1–3 keer (2,90)",
        ),
        ([2.40, 2.45, 2.48], "Tussen wie vaker en wie minder vaak aanwezig was, is geen verschil te zien"),
        (
            [2.0, None, 2.9],
            "Hoe vaker aanwezig, hoe hoger het gemiddelde: van 2,00 (1–3 keer) tot 2,90 (7–10 keer)",
        ),
        ([2.0, None, None], None),
    ],
)
def test_attendance_says_how_the_means_run(means: list[float | None], title: str | None) -> None:
    groups = [group(code + 1, [mean] * 3) for code, mean in enumerate(means)]
    groups.append(group(6, [1.0] * 3, label="niet ingevuld"))
    report = make_report(breakdowns=(Breakdown("attendance", tuple(groups)),))
    assert titles(report).get("attendance") == (title and title.replace("–", "\u2060–\u2060"))


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
