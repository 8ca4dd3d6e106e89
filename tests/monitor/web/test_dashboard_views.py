"""What dashboard pages say: contexts from an invented publication, tested before any HTML."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.errors import NotFound
from monitor.model import House, Wave, WaveState
from monitor.results import (
    AspectResult,
    Breakdown,
    Cell,
    Group,
    ItemResult,
    Overall,
    Publication,
    Reliability,
    Response,
    ResponseBreakdown,
    ResponseGroup,
)
from monitor.stats.wording.sentences import RANKED as RANKED_IN_FINDINGS
from monitor.stats.work_on import find_work_on
from monitor.web.views.house import house_page
from monitor.web.views.open_wave import OpenWavePage, open_wave_page
from monitor.web.views.overleg import overleg_page
from monitor.web.views.parts import TableCell, TableRow
from monitor.web.views.response_part import response_part
from monitor.web.views.scores_part import aspects_figure
from monitor.web.views.statements_part import RANKED
from monitor.web.views.waves import waves_page
from tests.monitor.sample import CODE, OVERLEGGEN, sample_publication, sample_questionnaire

QUESTIONNAIRE = sample_questionnaire()
PUBLICATION = sample_publication()
HOUSE = house_page(PUBLICATION, QUESTIONNAIRE, code=CODE)
NUMBERS = {name: code for code, (name, _, _) in enumerate(OVERLEGGEN)}


def changed(**fields: object) -> Publication:
    """The sample publication with fields of its report replaced, and what stands out found again, as at closing."""
    report = replace(PUBLICATION.report, **fields)  # type: ignore[arg-type]
    return replace(PUBLICATION, report=replace(report, work_on=find_work_on(report)))


def make_wave(state: WaveState, *, year: int = 2026) -> Wave:
    opens, closes = datetime(year, 11, 2, 8, tzinfo=UTC), datetime(year, 11, 30, 16, tzinfo=UTC)
    period = date(year, 8, 1), date(year, 10, 31)
    return Wave(f"{year}", f"Najaar {year}", QUESTIONNAIRE.id, 1, state, opens, closes, *period, date(year + 1, 12, 31))


def make_open_page(answered: int | None, *, eligible: int = 152) -> OpenWavePage:
    groups = (ResponseGroup(0, "Gemeente", 20, 20, None if answered is None else 8, 0.4, None, None),)
    return open_wave_page(
        House("a", "Veiligheidshuis A", "post@a.example"),
        make_wave(WaveState.OPEN),
        now=datetime(2026, 11, 20, 12, tzinfo=UTC),
        invited=165,
        eligible=None if answered is None else eligible,
        answered=answered,
        rate=None if answered is None else 0.4803,
        groups=groups,
        group_name="soort organisatie",
        counted_on=date(2026, 11, 20),
    )


def test_response_comes_with_its_rate_and_every_outcome() -> None:
    response = Response(165, 13, 152, 73, 6, 5, 8, 60, 73 / 152, 0.4023, 0.5592, 73 / 165)
    part = response_part(changed(response=response, forms=76, respondents=73).report)
    assert part.rate == "48\u00a0%"
    assert part.sentence == "73 van de 152 partners antwoordden"
    assert [(one.label, one.number) for one in part.outcomes] == [
        ("Beantwoord", 73),
        ("Deels", 6),
        ("Geen reactie", 60),
        ("Niet bereikt", 8),
        ("Geweigerd", 5),
    ]
    assert "40\u2060–\u206056\u00a0%" in part.explanation
    assert "76 formulieren" in part.explanation
    assert "Van de 165 genodigden telden er 13 niet mee" in part.explanation


def test_the_outcomes_in_the_bar_fill_it() -> None:
    assert sum(part.width for part in HOUSE.parts.response.bar) == pytest.approx(100, abs=0.05)


def test_nobody_eligible_gives_a_dash_and_no_bar() -> None:
    nobody = Response(4, 4, 0, 0, 0, 0, 0, 0, None, None, None, 0.0)
    part = response_part(changed(response=nobody, forms=0, respondents=0).report)
    assert (part.rate, part.bar, part.groups) == ("–", (), ())


def test_organisations_come_first_and_overleggen_lead_to_their_page() -> None:
    assert [one.key for one in HOUSE.parts.response.groups] == [
        "respons-organisatietype",
        "respons-beroepsgroep",
        "respons-overleg",
    ]
    assert [row.code for row in HOUSE.parts.response.groups[2].table.rows] == list(range(10))
    assert {row.code for row in HOUSE.parts.response.groups[1].table.rows} == {None}


def test_a_group_without_a_rate_shows_no_number_at_all() -> None:
    group = ResponseGroup(3, "Klein", None, None, None, None, None, None, "hidden")
    response = replace(PUBLICATION.report.response, by=(ResponseBreakdown("beroepsgroep", "persons", (group,)),))
    (figure,) = response_part(changed(response=response).report).groups
    assert {(cell.text, cell.kind) for cell in figure.table.rows[0].cells} == {("niet getoond", "hidden")}
    assert figure.figure["data"][0]["x"] == []


def test_a_row_is_gone_only_if_all_its_cells_say_the_same_of_what_is_not_there() -> None:
    hidden, undefined = (
        TableCell("niet getoond", "Uitkomst", "hidden"),
        TableCell("niet te berekenen", "Tweede maat", "hidden"),
    )
    assert TableRow("Klein", (hidden, replace(hidden, label="Marge"))).gone
    assert not TableRow("Klein", (hidden, undefined)).gone
    assert not TableRow("Groot", (hidden, TableCell("3", "Stellingen"))).gone
    assert not TableRow("Groot", (TableCell("3", "Stellingen"), TableCell("3", "Aantal"))).gone


def test_findings_stand_above_charts_and_a_neutral_title_where_there_is_none() -> None:
    bare = house_page(sample_publication(titles=False), QUESTIONNAIRE, code=CODE)
    assert HOUSE.parts.aspects.title == "Evaluatie scoort het laagst, Bespreking het hoogst"
    assert bare.parts.aspects.title == "Gemiddelde per aspect"
    assert bare.parts.statements.lowest.title == "De laagste stellingen"
    assert bare.parts.overleggen is not None
    assert bare.parts.overleggen.title == "Gemiddelde per aspect en per overleg"


def test_a_margin_that_is_stored_with_one_decimal_is_not_shown_with_two() -> None:
    aspect = AspectResult("selectie", "Selectie", "scale", 101, 2.996, 0.4, 2.6, 3.1, 0.043)  # no standard error
    assert aspects_figure(changed(aspects=(aspect,)).report).table.rows[0].cells[1].text == "2,6\u2060–\u20603,1"


def test_the_table_beside_the_aspects_holds_what_the_chart_shows() -> None:
    aspect = AspectResult("selectie", "Selectie", "scale", 101, 2.996, 0.4, 2.92, 3.074, 0.043, se=0.04)
    figure = aspects_figure(changed(aspects=(aspect,)).report)
    assert figure.table.head == ("Aspect", "Gemiddelde", "Marge", "Geen oordeel", "Aantal")
    assert figure.table.rows[0].cells == (
        TableCell("3,00", "Gemiddelde", "strong"),
        TableCell("2,92\u2060–\u20603,07", "Marge"),
        TableCell("4\u00a0%", "Geen oordeel"),
        TableCell("101", "Aantal", "n"),
    )
    assert figure.drawn.rows[0].text == "3,00"


def test_an_aspect_of_5_to_9_answers_has_one_decimal_everywhere() -> None:
    aspect = AspectResult("selectie", "Selectie", "scale", 7, 3.1, None, 2.8, 3.4, decimals=1)
    row = aspects_figure(changed(aspects=(aspect,)).report).table.rows[0]
    assert [(cell.text, cell.kind) for cell in row.cells][:2] == [("3,1", "strong"), ("2,8\u2060–\u20603,4", "")]
    assert row.cells[3].kind == "few"


def test_a_hidden_overleg_is_one_row_without_numbers() -> None:
    assert HOUSE.parts.overleggen is not None
    row = next(row for row in HOUSE.parts.overleggen.table.rows if row.label == "Jeugdgroepen")
    assert row.hidden
    assert (row.n, row.few, {cell.text for cell in row.cells}) == (None, False, {"niet getoond"})


def test_the_finding_on_attendance_stands_above_one_chart_only() -> None:
    report = replace(PUBLICATION.report, titles={"nl": {"attendance": "Geen verschil"}})
    page = house_page(replace(PUBLICATION, report=report), QUESTIONNAIRE, code=CODE)
    assert page.parts.attendance is not None
    assert page.parts.attendance_heat is not None
    titles = (page.parts.attendance.title, page.parts.attendance_heat.title)
    assert titles == ("Geen verschil", "Gemiddelde per aspect en per aanwezigheid")


def test_a_finding_that_leaves_groups_out_says_so_under_it() -> None:
    breakdown = PUBLICATION.report.breakdowns[0]
    base = "De titel gaat alleen over overleggen met bij elk aspect een cijfer met twee decimalen."
    assert HOUSE.parts.overleggen is not None
    assert base in HOUSE.parts.overleggen.note
    full = Breakdown("overleg", breakdown.groups[:2])
    page = house_page(changed(breakdowns=(full,)), QUESTIONNAIRE, code=CODE)
    assert page.parts.overleggen is not None
    assert base not in page.parts.overleggen.note
    bare = house_page(sample_publication(titles=False), QUESTIONNAIRE, code=CODE)
    assert bare.parts.overleggen is not None
    assert base not in bare.parts.overleggen.note


def test_lowest_and_highest_go_by_the_means_as_shown_and_keep_the_order_of_ties() -> None:
    first, second, third, *more = (QUESTIONNAIRE.items[number].id for number in range(5))
    counts = {"1": 0, "2": 50, "3": 50, "4": 0}
    items = (
        ItemResult(first, "selectie", 100, 2.504, counts=counts),
        ItemResult(second, "selectie", 100, 2.496, counts=counts),
        ItemResult(third, "selectie", reason="hidden"),
        *(ItemResult(name, "selectie", 100, 3.0, counts=counts) for name in more),
    )
    part = house_page(changed(items=items), QUESTIONNAIRE, code=CODE).parts.statements
    assert [row.mean for row in part.lowest.rows] == ["2,50", "2,50"]
    assert [row.text for row in part.lowest.rows] == [item.text["nl"] for item in QUESTIONNAIRE.items[:2]]
    assert [row.text for row in part.highest.rows] == [item.text["nl"] for item in QUESTIONNAIRE.items[3:5]]


def test_five_statements_stand_at_either_end_and_all_of_them_per_aspect() -> None:
    part = HOUSE.parts.statements
    assert (len(part.lowest.rows), len(part.highest.rows)) == (5, 5)
    assert [len(table.rows) for table in part.by_aspect] == [6, 13, 6, 9, 7, 5, 2]
    assert part.heading == "Alle 48 stellingen"
    assert part.reading.startswith(
        "De vijf laagste en de vijf hoogste. Links van de streep: helemaal niet en enigszins."
    )


@pytest.mark.parametrize(("known", "ends"), [(0, 0), (1, 0), (2, 1), (3, 1), (9, 4), (10, 5), (48, 5)])
def test_no_statement_is_both_among_the_lowest_and_the_highest(known: int, ends: int) -> None:
    items = PUBLICATION.report.items
    shown = [ItemResult(item.id, item.aspect, 20, 3.0) for item in items[:known]]
    hidden = [ItemResult(item.id, item.aspect, reason="hidden") for item in items[known:]]
    part = house_page(changed(items=(*shown, *hidden)), QUESTIONNAIRE, code=CODE).parts.statements
    lowest, highest = ([row.text for row in table.rows] for table in (part.lowest, part.highest))
    assert (len(lowest), len(highest)) == (ends, ends)
    assert not set(lowest) & set(highest)
    assert bool(part.by_aspect) is bool(known)


def test_statements_of_an_aspect_without_a_good_end_are_not_ranked() -> None:
    assert {kind.value for kind in RANKED} == set(RANKED_IN_FINDINGS)
    kinds = [
        replace(aspect, kind="norm") if aspect.id == "evaluatie" else aspect for aspect in PUBLICATION.report.aspects
    ]
    part = house_page(changed(aspects=tuple(kinds)), QUESTIONNAIRE, code=CODE).parts.statements
    norms = {item.text["nl"] for aspect in QUESTIONNAIRE.aspects if aspect.id == "evaluatie" for item in aspect.items}
    assert not norms & {row.text for row in (*part.lowest.rows, *part.highest.rows)}
    assert len(part.by_aspect) == 7


def test_a_questionnaire_of_one_statement_is_not_called_all() -> None:
    part = house_page(changed(items=PUBLICATION.report.items[:1]), QUESTIONNAIRE, code=CODE).parts.statements
    assert part.heading == "De enige stelling"


def test_a_house_of_which_nothing_may_be_seen_has_no_charts_of_aspects_and_statements() -> None:
    aspects = tuple(AspectResult(one.id, one.label, one.kind, reason="hidden") for one in PUBLICATION.report.aspects)
    items = tuple(ItemResult(item.id, item.aspect, reason="hidden") for item in PUBLICATION.report.items)
    page = house_page(changed(aspects=aspects, items=items), QUESTIONNAIRE, code=CODE)
    assert page.parts.aspects_shown is False
    assert (page.parts.statements.by_aspect, page.parts.statements.lowest.rows, page.parts.statements.reading) == (
        (),
        (),
        "",
    )
    assert HOUSE.parts.aspects_shown


def test_where_no_aspect_is_a_scale_there_is_no_reliability() -> None:
    found = Reliability(6, reason="not_a_scale")
    aspects = tuple(replace(aspect, kind="index", reliability=found) for aspect in PUBLICATION.report.aspects)
    assert house_page(changed(aspects=aspects), QUESTIONNAIRE, code=CODE).parts.reliability is None
    page = house_page(changed(aspects=(*aspects[:1], *PUBLICATION.report.aspects[1:])), QUESTIONNAIRE, code=CODE)
    assert page.parts.reliability is not None
    assert len(page.parts.reliability.chart.table.rows) == 6


def test_geen_oordeel_stands_in_a_column_of_its_own_and_in_no_bar() -> None:
    counts = {"1": 4, "2": 0, "3": 0, "4": 4}
    item = ItemResult(QUESTIONNAIRE.items[0].id, "selectie", 8, 2.5, counts=counts, no_opinion=12, no_opinion_share=0.6)
    row = house_page(changed(items=(item,)), QUESTIONNAIRE, code=CODE).parts.statements.by_aspect[0].rows[0]
    assert (row.no_opinion, row.no_opinion_share) == ("12", "60\u00a0%")
    assert [(part.kind, part.width) for part in row.parts] == [("a1", 25), ("a4", 25)]
    assert row.spoken == "In procenten: helemaal niet 50, enigszins 0, grotendeels 0, volledig 50"


def test_a_statement_with_a_mean_only_has_no_bar_but_says_so() -> None:
    item = ItemResult(QUESTIONNAIRE.items[0].id, "selectie", 8, 3.3, decimals=1)
    row = house_page(changed(items=(item,)), QUESTIONNAIRE, code=CODE).parts.statements.by_aspect[0].rows[0]
    assert (row.mean, row.few, row.parts, row.note) == ("3,3", True, (), "Alleen het gemiddelde")


def test_the_page_says_which_publication_it_shows() -> None:
    facts = {fact.name: fact.value for fact in HOUSE.facts}
    assert facts["Code van deze publicatie (SHA-256)"].replace(" ", "") == CODE
    assert facts["Code van de vragenlijst (SHA-256)"].replace(" ", "") == QUESTIONNAIRE.sha256
    assert HOUSE.meta[1] == "Open van 2 tot en met 30\u00a0november 2026"


def test_reliability_says_who_reaches_the_limit_and_where_margins_are_wide() -> None:
    part = HOUSE.parts.reliability
    assert part is not None
    rows = {row.label: [cell.text for cell in row.cells] for row in part.chart.table.rows}
    assert part.chart.table.head[1:] == (
        "Betrouwbaarheid", "Marge", "Haalt 0,70?", "Tweede maat", "Stellingen", "Volledige formulieren"
    )  # fmt: skip
    assert rows["Rendement"] == ["0,72", "0,56\u2060–\u20600,76", "niet zeker", "–", "2", "71"]
    assert rows["Selectie"][3] == "0,86"
    assert "Spearman-Brown-coëfficiënt is daar 0,73" in part.chart.source
    assert "Met minder dan 30 volledige formulieren" in part.chart.source
    assert [len(table.rows) for table in part.per_item] == [6, 13, 6, 9, 7, 5, 2]


def test_alpha_is_shown_against_the_limit_that_it_was_judged_by() -> None:
    part = house_page(replace(PUBLICATION, alpha_threshold=0.8), QUESTIONNAIRE, code=CODE).parts.reliability
    assert part is not None
    assert part.limit == "0,80"
    assert part.chart.table.head[3] == "Haalt 0,80?"
    assert part.chart.note.endswith("Stippellijn: de grens van 0,80.")
    assert part.chart.drawn.reference_x == pytest.approx(1.5 + 97 * (0.8 - 0.4) / 0.6, abs=0.01)


def test_other_measures_of_reliability_stand_behind_it_and_say_what_is_not_there() -> None:
    first, second, third, *others = PUBLICATION.report.aspects
    assert first.reliability is not None and second.reliability is not None and third.reliability is not None
    withheld = replace(first.reliability, alpha_pairwise=None, n_pair_min=None)
    constant = replace(
        second.reliability, standardized=None, mean_inter_item=None, omega=None, omega_reason="constant_item"
    )
    never = replace(third.reliability, alpha_pairwise=None, n_pair_min=0)
    aspects = [
        replace(one, reliability=found) for one, found in ((first, withheld), (second, constant), (third, never))
    ]
    part = house_page(changed(aspects=(*aspects, *others)), QUESTIONNAIRE, code=CODE).parts.reliability
    assert part is not None and part.more is not None
    rows = {row.label: [cell.text for cell in row.cells] for row in part.more.rows}
    assert part.more.head[1:] == (
        "Per paar", "Kleinste paar", "Gestandaardiseerd", "Samenhang", "Niet volledig"
    )  # fmt: skip
    assert rows["Selectie"] == ["niet getoond", "niet getoond", "0,85", "0,40", "47"]
    assert rows["Voorbereiding"] == ["0,93", "58", "niet te berekenen", "niet te berekenen", "47"]
    assert rows["Informatiedeling"] == ["niet te berekenen", "0", "0,85", "0,40", "47"]
    assert part.chart.table.rows[1].cells[3] == TableCell("niet te berekenen", "Tweede maat", "hidden")


@pytest.mark.parametrize(
    ("verdict", "shown"), [("voldoende", "ja"), ("onvoldoende", "nee"), ("onzeker", "niet zeker"), (None, "–")]
)
def test_a_verdict_is_shown_as_whether_the_limit_is_reached(verdict: str | None, shown: str) -> None:
    (first, *_) = PUBLICATION.report.aspects
    assert first.reliability is not None
    aspect = replace(first, reliability=replace(first.reliability, verdict=verdict))
    part = house_page(changed(aspects=(aspect,)), QUESTIONNAIRE, code=CODE).parts.reliability
    assert part is not None
    assert part.chart.table.rows[0].cells[2] == TableCell(shown, "Haalt 0,70?")


def test_without_reliability_attendance_or_groups_those_parts_are_left_out() -> None:
    aspects = tuple(replace(aspect, reliability=None) for aspect in PUBLICATION.report.aspects)
    page = house_page(changed(aspects=aspects, breakdowns=()), QUESTIONNAIRE, code=CODE)
    assert (page.parts.reliability, page.parts.attendance, page.parts.attendance_heat, page.parts.overleggen) == (
        None,
        None,
        None,
        None,
    )
    assert page.parts.groups == ()


def test_an_overleg_stands_beside_the_house() -> None:
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, NUMBERS["Jeugdoverleg Noord"])
    assert page.aspects is not None
    house = {aspect.label: round(aspect.mean or 0, 2) for aspect in PUBLICATION.report.aspects}
    reference = next(one for one in page.aspects.figure["data"] if one["name"] == "hele huis")
    assert reference["x"] == list(house.values())
    assert [len(table.rows) for table in page.statements] == [6, 13, 6, 9, 7, 5, 2]
    assert all(table.beside_house for table in page.statements)
    assert page.statements[0].rows[0].house != ""
    assert len(page.others) == 9
    assert page.response is not None
    assert page.response.sentence == "17 van de 26 partners antwoordden"


def test_an_overleg_with_few_forms_shows_means_with_one_decimal_and_no_statements() -> None:
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, NUMBERS["Hoge impact"])
    assert page.few
    assert page.statements == ()
    assert page.aspects is not None
    texts = [row.cells[0].text for row in page.aspects.table.rows]
    assert texts.count("niet getoond") == 1
    assert page.some_hidden
    assert all(len(text.split(",")[1]) == 1 for text in texts if text != "niet getoond")


def test_statements_of_which_every_number_is_hidden_are_no_section() -> None:
    code = NUMBERS["Jeugdoverleg Noord"]
    groups = list(PUBLICATION.report.breakdowns[0].groups)
    hidden = tuple(ItemResult(item.id, item.aspect, reason="hidden") for item in groups[code].items)
    groups[code] = replace(groups[code], items=hidden)
    page = overleg_page(changed(breakdowns=(Breakdown("overleg", tuple(groups)),)), QUESTIONNAIRE, code)
    assert page.statements == ()
    assert page.aspects is not None
    groups[code] = replace(groups[code], items=(ItemResult("selectie_1", "selectie", 12, 3.1), *hidden[1:]))
    page = overleg_page(changed(breakdowns=(Breakdown("overleg", tuple(groups)),)), QUESTIONNAIRE, code)
    assert page.statements[0].any_hidden


def test_of_a_hidden_overleg_there_is_only_the_response() -> None:
    page = overleg_page(PUBLICATION, QUESTIONNAIRE, NUMBERS["Jeugdgroepen"])
    assert (page.aspects, page.statements, page.few, page.some_hidden) == (None, (), False, False)
    assert page.response is not None


def test_the_page_of_a_hidden_overleg_is_the_same_whatever_the_reason_was() -> None:
    code = NUMBERS["Jeugdgroepen"]
    cells = tuple(Cell(aspect.id, reason="hidden") for aspect in PUBLICATION.report.aspects)
    groups = [replace(group) for group in PUBLICATION.report.breakdowns[0].groups]
    groups[code] = Group(code, "Jeugdgroepen", None, cells, Overall(reason="hidden"), reason="hidden")
    other = changed(breakdowns=(Breakdown("overleg", tuple(groups)),))
    assert overleg_page(other, QUESTIONNAIRE, code) == overleg_page(PUBLICATION, QUESTIONNAIRE, code)


def test_an_unknown_overleg_is_not_found() -> None:
    with pytest.raises(NotFound):
        overleg_page(PUBLICATION, QUESTIONNAIRE, 99)


def test_an_open_wave_shows_counts_and_nothing_else() -> None:
    page = make_open_page(73)
    assert (page.rate, page.sentence) == ("48\u00a0%", "73 van de 152 partners antwoordden")
    assert page.explanation == "Van de 165 genodigden tellen er 13 niet mee: zij waren bij geen enkel overleg."
    assert page.closes == "maandag 30\u00a0november 2026 om 17.00 uur"
    assert page.table is not None
    assert "gemiddelde" not in json.dumps(asdict(page)).lower()


def test_an_open_wave_with_a_hidden_count_shows_no_group_either() -> None:
    page = make_open_page(None)
    assert (page.rate, page.bar, page.table) == (None, (), None)
    assert page.sentence == "Er zijn 165 partners uitgenodigd"


def test_one_partner_who_was_at_no_overleg_is_said_in_the_singular() -> None:
    response = Response(165, 1, 164, 73, 6, 5, 8, 72, 73 / 164, 0.37, 0.52, 73 / 165)

    closed = response_part(changed(response=response, forms=73, respondents=73).report)

    assert "Van de 165 genodigden telde er 1 niet mee, want die was bij geen enkel overleg." in closed.explanation
    page = make_open_page(73, eligible=164)
    assert page.explanation == "Van de 165 genodigden telt er 1 niet mee: die was bij geen enkel overleg."


def test_a_wave_of_one_day_was_open_on_that_day() -> None:
    wave = make_wave(WaveState.OPEN)
    one_day = replace(wave, closes_at=wave.opens_at + timedelta(hours=2))
    house = House("a", "Veiligheidshuis A", "post@a.example")

    (line,) = waves_page([house], {"a": [one_day, wave]}, ()).houses

    assert [found.when for found in line.waves] == [
        "Open van 2 tot en met 30\u00a0november 2026",
        "Open op 2\u00a0november 2026",
    ]


def test_the_newest_wave_comes_first_and_says_where_it_stands() -> None:
    house = House("a", "Veiligheidshuis A", "post@a.example")
    waves = [make_wave(WaveState.CLOSED, year=2025), make_wave(WaveState.OPEN)]
    (line,) = waves_page([house], {"a": waves, "other": [make_wave(WaveState.DRAFT)]}, ()).houses
    assert [(wave.id, wave.state, wave.action) for wave in line.waves] == [
        ("2026", "loopt", "Respons bekijken"),
        ("2025", "gesloten", "Uitkomsten bekijken"),
    ]


def test_a_house_without_waves_has_an_empty_list() -> None:
    (line,) = waves_page([House("a", "Veiligheidshuis A", "post@a.example")], {}, ()).houses
    assert line.waves == ()
