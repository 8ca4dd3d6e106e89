"""From posted pages to the publication: 20 partners fill in over HTTP, and every number is worked out by hand.

Five patterns of answers, each given by four persons, two in either overleg (0 is left empty, G is geen oordeel):

    pattern   selectie_1 _2   bespreking_1 _2 _3   rendement_1 _2
       1           1      2        2       2  G         1      1
       2           2      2        2       1  3         2      3
       3           3      3        3       3  3         3      3
       4           4      3        G       0  4         4      2
       5           4      4        4       3  4         4      4
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

import pytest

from monitor.results import AspectResult, Breakdown, ItemResult, Publication, Report
from monitor.services import reading
from monitor.services.publishing import close_wave
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from surveys.answers import format_answer
from tests.page_checks import CheckingClient, make_app
from tests.scene import HOUSE, PARTNERS, PATTERNS, WAVE, make_scene

ITEMS = (
    *("selectie_1", "selectie_2"),
    *("bespreking_1", "bespreking_2", "bespreking_3"),
    *("rendement_1", "rendement_2"),
)


def fill_in_and_send(browser: CheckingClient, link: str, answers: Mapping[str, str]) -> None:
    """Everything that a partner in one overleg does, from the link to the thanks."""
    address = browser.start(link)
    here = browser.get(address).location
    where = here
    while where != f"{address}overzicht":
        fields = browser.page(where).forms[-1].names
        values = {name: answers[name] for name in fields & answers.keys()}
        where = browser.submit(where, values).location
    sent = browser.submit(where)
    assert sent.status_code == 303, sent.text
    assert "zijn ontvangen" in browser.get(sent.location).text


def posted(overleg: int, codes: bytes) -> dict[str, str]:
    """Field -> value, as a browser posts it; nothing for what is left empty."""
    answers = {name: format_answer(code) for name, code in zip(ITEMS, codes, strict=True) if code}
    return {f"overleg_{overleg}": "y", f"aanwezig_{overleg}": "5", **answers}


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """What comes of 20 who sent, one who was at none, one who began, and two who did nothing. Tests only read it."""
    scene = make_scene(tmp_path_factory.mktemp("whole way") / "instance")
    app = make_app(scene)
    for number, partner in enumerate(PARTNERS[:20]):
        answers = posted(number % 2, PATTERNS[number // 2 % 5])
        fill_in_and_send(app.test_client(), scene.link(partner), answers)
    absent: CheckingClient = app.test_client()
    absent.submit(f"{absent.start(scene.link('p21'))}niet-aanwezig")
    busy: CheckingClient = app.test_client()
    busy.submit(f"{busy.start(scene.link('p22'))}overleggen")
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    found = reading.get_publication(scene.installation, HOUSE, WAVE).publication
    houses.close()
    directories.close()
    return found


@pytest.fixture
def report(publication: Publication) -> Report:
    """Its numbers."""
    return publication.report


def item(report: Report, name: str) -> ItemResult:
    return next(found for found in report.items if found.id == name)


def aspect(report: Report, name: str) -> AspectResult:
    return next(found for found in report.aspects if found.id == name)


def breakdown(report: Report, by: str) -> Breakdown:
    return next(found for found in report.breakdowns if found.by == by)


def test_forms_and_persons_are_counted(report: Report) -> None:
    assert (report.forms, report.respondents) == (20, 20)


def test_every_statement_has_the_mean_spread_and_counts_worked_out_by_hand(report: Report) -> None:
    # selectie_1: four times 1, 2, 3, 4, 4: sum 56, mean 2,8; squares 4 x 46 = 184, 184 - 20 x 2,8^2 = 27,2; / 19.
    first = item(report, "selectie_1")
    assert (first.n, first.no_opinion, first.empty, first.min, first.max) == (20, 0, 0, 1, 4)
    assert first.mean == pytest.approx(2.8, rel=1e-9)
    assert first.sd == pytest.approx(sqrt(27.2 / 19), rel=1e-9)
    assert first.counts == {"1": 4, "2": 4, "3": 4, "4": 8}
    assert first.positive_share == pytest.approx(0.6, rel=1e-9)

    # bespreking_1: four times 2, 2, 3, 4 and four times geen oordeel: sum 44 over 16; squares 132 - 16 x 2,75^2 = 11.
    silent = item(report, "bespreking_1")
    assert (silent.n, silent.no_opinion, silent.empty) == (16, 4, 0)
    assert silent.mean == pytest.approx(2.75, rel=1e-9)
    assert silent.sd == pytest.approx(sqrt(11 / 15), rel=1e-9)
    assert silent.no_opinion_share == pytest.approx(4 / 20, rel=1e-9)

    # bespreking_2: four times 2, 1, 3, 3 and four times left empty.
    skipped = item(report, "bespreking_2")
    assert (skipped.n, skipped.no_opinion, skipped.empty) == (16, 0, 4)
    assert skipped.mean == pytest.approx(2.25, rel=1e-9)

    # bespreking_3: 3, 3, 4, 4 and geen oordeel; rendement_1: 1, 2, 3, 4, 4; rendement_2: 1, 3, 3, 2, 4.
    means = {name: item(report, name).mean for name in ("bespreking_3", "rendement_1", "rendement_2", "selectie_2")}
    assert means == pytest.approx({"bespreking_3": 3.5, "rendement_1": 2.8, "rendement_2": 2.6, "selectie_2": 2.8})


def test_every_aspect_has_the_mean_of_its_forms_with_at_least_half_of_the_answers(report: Report) -> None:
    # selectie: form scores 1,5 2 3 3,5 4, four times each: mean 2,8; squares 4 x 43,5 = 174 - 20 x 7,84 = 17,2; / 19.
    selection = aspect(report, "selectie")
    assert selection.n == 20
    assert selection.mean == pytest.approx(2.8, rel=1e-9)
    assert selection.sd == pytest.approx(sqrt(17.2 / 19), rel=1e-9)

    # bespreking: 2 2 3 (none: 1 answer of 3) 11/3, so 16 scores: mean (2 + 2 + 3 + 11/3) / 4 = 8/3.
    talking = aspect(report, "bespreking")
    assert talking.n == 16
    assert talking.mean == pytest.approx(8 / 3, rel=1e-9)

    # rendement: 1 2,5 3 3 4: mean 2,7.
    assert aspect(report, "rendement").mean == pytest.approx(2.7, rel=1e-9)


def test_the_overall_mean_weighs_every_aspect_the_same(report: Report) -> None:
    assert report.overall.mean == pytest.approx((2.8 + 8 / 3 + 2.7) / 3, rel=1e-9)


def test_alpha_is_that_of_the_complete_forms(report: Report) -> None:
    # selectie, 20 forms: variances 27,2/19 and 11,2/19, of the sum (3 4 6 7 8) 68,8/19: 2 x (1 - 38,4 / 68,8) = 38/43.
    selection = aspect(report, "selectie").reliability
    assert selection is not None
    assert (selection.n_complete, selection.n_dropped) == (20, 0)
    assert selection.alpha == pytest.approx(38 / 43, rel=1e-9)

    # bespreking, the 12 complete forms of patterns 2, 3 and 5: sums of squares over 4 persons each
    # 4 x 2 = 8, 4 x 8/3 = 32/3 and 4 x 2/3 = 8/3, together 64/3; of the sums (6 9 11) 4 x 38/3 = 152/3:
    # 3/2 x (1 - 64/152) = 33/38.
    talking = aspect(report, "bespreking").reliability
    assert talking is not None
    assert (talking.n_complete, talking.n_dropped, talking.decimals) == (12, 8, None)
    assert talking.alpha == pytest.approx(33 / 38, rel=1e-9)


def test_what_leaves_the_house_has_less_of_alpha_where_few_forms_have_a_gap(publication: Publication) -> None:
    # On the forms with a gap four people answered bespreking_1, all with 2: outside that may not be found by trying.
    talking = aspect(publication.outside, "bespreking").reliability
    assert talking is not None
    assert talking.per_item == ()


def test_an_index_has_no_alpha(report: Report) -> None:
    found = aspect(report, "rendement").reliability

    assert found is None or found.alpha is None


def test_response_counts_persons_by_what_became_of_them(report: Report) -> None:
    # 24 invited, one not eligible: 20 of 23 answered. Wilson: statsmodels.stats.proportion.proportion_confint(20, 23).
    response = report.response
    assert (response.invited, response.ineligible, response.eligible, response.answered) == (24, 1, 23, 20)
    assert (response.partial, response.refused, response.unreached, response.no_response) == (1, None, None, 2)
    assert response.rate == pytest.approx(20 / 23, rel=1e-9)
    assert response.gross_rate == pytest.approx(20 / 24, rel=1e-9)
    assert (response.low, response.high) == pytest.approx((0.6787251772990404, 0.9546234090636876), abs=1e-6)


def test_both_overleggen_have_ten_forms_and_the_means_of_the_house(report: Report) -> None:
    # Every pattern came twice in either overleg; with 8 scores a mean is kept with one decimal: 8/3 is 2,7.
    groups = breakdown(report, "overleg").groups

    assert [(group.label, group.forms) for group in groups] == [("Overleg Noord", 10), ("Overleg Zuid", 10)]
    for group in groups:
        cells = {cell.aspect: cell for cell in group.cells}
        assert cells["selectie"].mean == pytest.approx(2.8, rel=1e-9)
        assert (cells["bespreking"].mean, cells["bespreking"].decimals) == (2.7, 1)
        assert cells["rendement"].mean == pytest.approx(2.7, rel=1e-9)


def test_the_publication_says_what_it_is_about(publication: Publication) -> None:
    found = publication

    assert (found.house, found.wave, found.questionnaire, found.questionnaire_version) == (HOUSE, WAVE, "proef", 1)
    assert (found.period_start, found.period_end, found.opened_on) == ("2026-08-01", "2026-10-31", "2026-11-02")
    assert found.minimum == 5
    assert set(found.versions) >= {"numpy", "scipy", "pingouin"}
