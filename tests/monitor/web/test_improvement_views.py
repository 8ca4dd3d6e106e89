"""What pages say of an improvement point: its score then and now, and what can be said of the two together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.model import House, ImprovementStatus, Wave
from monitor.results import CellChange, Comparison, ItemResult
from monitor.services.beside import Beside
from monitor.services.following import Apart, Followed
from monitor.web.views.beside import beside_view
from monitor.web.views.improvements import PointView, ScoreView, point_view, point_views
from monitor.web.views.improvements_pages import Visible, list_page, overview_page
from tests.monitor.services.improvement_scene import POINT
from tests.scene import NEW_WAVE

THEN = ItemResult("selectie_1", "selectie", 42, 2.314, low=2.1, high=2.528, se=0.1)
NOW = ItemResult("selectie_1", "selectie", 40, 2.7, low=2.5, high=2.9, se=0.1)
HIDDEN = ItemResult("selectie_1", "selectie", reason="hidden")
A_HOUSE = House("huis", "Veiligheidshuis", "contact")
NEWEST: Wave = replace(NEW_WAVE, id="w2", name="Najaar 2026")


def followed(**values: Any) -> Followed:
    """A point on a statement, with a score then and now; `values`: what is different, of the point too."""
    own = {name: values.pop(name) for name in list(values) if hasattr(POINT, name)}
    base = Followed(
        point=replace(POINT, id="a1", **own),
        wave_name="Najaar 2025",
        overleg_name="Overleg Noord",
        aspect="Selectie",
        statement="Wij kiezen.",
        then=THEN,
        now=NOW,
        now_name="Najaar 2026",
        change=None,
        apart=None,
        follows=True,
        late=False,
    )
    return replace(base, **values)


def change(difference: float | None, *, visible: bool = False, reason: str | None = None) -> CellChange:
    margin = (None, None) if difference is None else (difference - 0.2, difference + 0.2)
    return CellChange("selectie_1", 2.3, 2.7, Comparison(difference, *margin, visible=visible, reason=reason))


def test_a_score_is_written_as_everywhere_with_its_margin_and_n() -> None:
    view = point_view(followed())

    assert view.then == ScoreView("Najaar 2025", "2,31", "2,10\u2060–\u20602,53", "42")
    assert view.now == ScoreView("Najaar 2026", "2,70", "2,50\u2060–\u20602,90", "40")


def test_of_five_to_nine_answers_there_is_one_decimal() -> None:
    few = ItemResult("selectie_1", "selectie", 7, 2.3, low=1.9, high=2.7, decimals=1)

    assert point_view(followed(then=few)).then == ScoreView("Najaar 2025", "2,3", "1,9\u2060–\u20602,7", "7")


@pytest.mark.parametrize("values", [{"then": HIDDEN}, {"now": HIDDEN}, {"then": HIDDEN, "now": HIDDEN}, {"then": None}])
def test_a_hidden_score_is_not_shown_and_nothing_is_said_of_the_difference(values: dict[str, Any]) -> None:
    view = point_view(followed(change=change(None, reason="hidden"), **values))

    hidden = [one for one in (view.then, view.now) if one is not None and one.hidden]
    assert len(hidden) == len(values)
    assert {(one.text, one.margin, one.n) for one in hidden} == {("niet getoond", "", "")}
    assert view.verdict == "Er is geen verschil te tonen."


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (
            followed(change=change(0.386, visible=True)),
            "Zichtbaar hoger dan in najaar 2025 (+0,39, marge +0,19 tot +0,59).",
        ),
        (
            followed(change=change(-0.386, visible=True)),
            "Zichtbaar lager dan in najaar 2025 (−0,39, marge −0,59 tot −0,19).",
        ),
        (
            followed(change=change(0.386)),
            "Geen duidelijk verschil met najaar 2025 (+0,39, marge +0,19 tot +0,59).",
        ),
        (followed(change=change(None, reason="few_answers")), "Het verschil is niet te berekenen."),
        (followed(change=change(None, reason="hidden")), "Het verschil is niet getoond."),
        (
            followed(overleg="noord"),
            "Of dit een verschil is, rekenen wij per overleg alleen uit voor hele aspecten.",
        ),
        (
            followed(overleg="", follows=False),
            "Of dit een verschil is, rekenen wij alleen uit met de meting ervoor. Hier zit een meting tussen.",
        ),
        (followed(overleg=""), "Of dit een verschil is, is niet uitgerekend."),
    ],
)
def test_a_difference_is_called_one_only_where_the_publication_does(found: Followed, verdict: str) -> None:
    assert point_view(found).verdict == verdict


@pytest.mark.parametrize("apart", list(Apart))
def test_where_scores_do_not_fit_together_the_page_says_why_and_shows_no_new_one(apart: Apart) -> None:
    view = point_view(followed(apart=apart, now=None, change=change(0.4, visible=True)))

    assert view.now is None
    assert view.verdict and "hoger" not in view.verdict
    assert view.then.text == "2,31"


def test_no_sentence_says_that_the_point_caused_a_difference() -> None:
    every = [followed(apart=one) for one in Apart] + [followed(change=change(0.4, visible=True))]

    said = " ".join(point_view(one).verdict for one in every).lower()

    assert not any(word in said for word in ("dankzij", "doordat", "door dit", "gewerkt", "geholpen", "effect"))


def test_texts_are_in_paragraphs_and_days_are_dutch() -> None:
    view = point_view(followed(what="Eerst dit.\n\nDan dat.", due_on=date(2027, 3, 1), result=""))

    assert view.what == ("Eerst dit.", "Dan dat.")
    assert (view.due, view.result) == ("1\u00a0maart 2027", ())
    assert point_view(followed(due_on=None)).due == "geen datum"


def test_late_comes_first_and_what_is_settled_last() -> None:
    found = [
        followed(status=ImprovementStatus.DROPPED, what="vervallen"),
        followed(status=ImprovementStatus.DONE, what="klaar"),
        followed(status=ImprovementStatus.BEGUN, what="begonnen"),
        followed(what="open"),
        followed(status=ImprovementStatus.BEGUN, what="begonnen en laat", late=True),
        followed(what="open en laat", late=True),
    ]

    assert [view.what[0] for view in point_views(found)] == [
        *("open en laat", "begonnen en laat", "open", "begonnen", "klaar", "vervallen")
    ]


def test_what_was_settled_years_ago_is_told_no_more_and_what_is_open_is() -> None:
    def told(**values: Any) -> bool:
        return point_view(followed(**values)).told

    done = {"status": ImprovementStatus.DONE}
    assert told(follows=False) and told(**done) and told(apart=Apart.SAME_WAVE, follows=False, **done)
    assert not told(follows=False, **done)


def test_beside_a_page_points_are_for_who_may_work_on_them_and_can_be_kept() -> None:
    beside = Beside("w2", "noord", improvements=(followed(),))

    inside, outside = beside_view(beside, may_improve=True), beside_view(beside)

    assert [view.id for view in inside.improvements] == ["a1"] and outside.improvements == ()
    assert hash(inside) != hash(
        beside_view(Beside("w2", "noord", improvements=(followed(late=True),)), may_improve=True)
    )


def of(key: str, name: str, **values: Any) -> Followed:
    return followed(overleg=key, overleg_name=name, **values)


def test_the_overview_begins_with_the_house_and_counts_what_each_choice_shows() -> None:
    found = [of("zuid", "Zuid"), of("noord", "noord", late=True), of("", "", status=ImprovementStatus.DONE)]
    visible = [Visible("", "Hele huis"), Visible("noord", "noord", 0), Visible("oost", "Oost", 1)]

    page = overview_page(A_HOUSE, found, newest=NEWEST, visible=visible, status="")

    assert [(group.name, group.wave, group.code) for group in page.groups] == [
        ("Hele huis", "w2", None),
        ("noord", "w2", 0),
        ("Zuid", "", None),
    ]
    assert [one.name for one in page.filters] == [
        *("Alles (3)", "Te laat (1)", "Open (2)", "Begonnen (0)", "Klaar (1)", "Vervallen (0)")
    ]
    assert [one.name for one in page.without] == ["Oost"]
    assert page.groups[1].summary == "1 open, 1 te laat"


@pytest.mark.parametrize(
    ("status", "shown"), [("klaar", ["b"]), ("te-laat", ["a"]), ("open", ["a"]), ("x", ["a", "b"])]
)
def test_the_overview_shows_what_was_chosen(status: str, shown: list[str]) -> None:
    found = [of("n", "N", what="a", late=True), of("n", "N", what="b", status=ImprovementStatus.DONE)]

    page = overview_page(A_HOUSE, found, newest=NEWEST, visible=(), status=status)

    assert [view.what[0] for group in page.groups for view in group.points] == shown
    assert page.total == 2


def test_a_list_leaves_out_what_was_settled_years_ago_and_says_how_much() -> None:
    old = {"status": ImprovementStatus.DONE, "follows": False}
    found = [followed(what="oud", **old), followed(what="ouder", **old), followed(what="open")]

    page = list_page(A_HOUSE, "noord", "Overleg Noord", found, newest=NEWEST)

    assert [view.what[0] for view in page.points] == ["open"]
    assert (page.older, page.summary, page.now_name) == ("2 punten", "1 open", "Najaar 2026")


def test_without_points_there_is_a_list_to_write_on() -> None:
    page = list_page(A_HOUSE, "", "", (), newest=None)

    assert (page.name, page.points, page.older, page.now_name) == ("Hele huis", (), "", "")
    assert page.empty_rows > 0


def test_a_view_says_what_it_is_about() -> None:
    on_aspect: PointView = point_view(followed(item="", statement=""))

    assert (point_view(followed()).about, on_aspect.about) == ("Wij kiezen.", "Aspect Selectie")
