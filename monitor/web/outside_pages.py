"""Draws the pages behind a read-only link, for who has one and for the coordinator who looks before making it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import make_response, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from monitor.errors import NotFound
from monitor.model import House
from monitor.results import Frozen
from monitor.services import outside, reading
from monitor.services.beside import Beside, read_comments, read_explanations
from monitor.services.closed_waves import ClosedWave
from monitor.services.years import Year, waves_until
from monitor.web.assets import plotly_url
from monitor.web.context import installation
from monitor.web.drawn import asked_figures, draw_once, make_once
from monitor.web.formats import midsentence
from monitor.web.guard import PLOTLY_POLICY
from monitor.web.seen import questionnaire_of
from monitor.web.views.explained import explained_page
from monitor.web.views.house import HousePage, house_page
from monitor.web.views.overleg import OverlegPage, overleg_page
from monitor.web.views.place import Place, place_of
from monitor.web.views.shared import BY_LINK, SharedFrame, note_outside, outside_beside
from monitor.web.views.statement import StatementPage, statement_page
from monitor.web.views.statements_list import Asked, statements_page


@dataclass(frozen=True)
class About:
    """Around every page of a wave: where it stands, what the wave is called, what is not shown."""

    place: Place
    wave_name: str
    note: str


@dataclass(frozen=True)
class Outside:
    """What may leave the house of one wave, and what the link adds to it."""

    house: House
    wave: str
    sha256: str
    """Of the publication as stored; no page gives it away."""
    until: tuple[ClosedWave, ...]
    """The waves that can stand beside it, itself as the last."""
    with_explanations: bool
    with_comments: bool
    frame: SharedFrame

    @cached_property
    def frozen(self) -> Frozen:
        """The numbers that may leave the house."""
        return outside.get_outside(installation(), self.house.id, self.wave)

    @cached_property
    def about(self) -> About:
        """What stands around every page of it."""

        def make() -> About:
            publication = self.frozen.publication
            return About(place_of(publication, token=BY_LINK), publication.wave_name, note_outside(publication.minimum))

        found: About = make_once(self.key("about"), make)
        return found

    @property
    def place(self) -> Place:
        """Where its pages stand."""
        return self.about.place

    @property
    def years(self) -> tuple[Year, ...]:
        """What may leave the house of these waves."""
        return outside.outside_years(self.until)

    def key(self, *page: Hashable) -> tuple[Hashable, ...]:
        """By what a page of it is kept; nothing of one link in it, since links are relative."""
        return (self.sha256, tuple(one.key for one in self.until), BY_LINK, *page)


def outside_of(house: str, wave: str, frame: SharedFrame, *, with_explanations: bool, with_comments: bool) -> Outside:
    """Read it. Raises NotFound before the wave is closed."""
    return Outside(
        reading.get_house(installation(), house),
        wave,
        reading.publication_hash(installation(), house, wave),
        waves_until(installation(), house, wave),
        with_explanations,
        with_comments,
        frame,
    )


def show_house(found: Outside) -> Response:
    """The whole house."""
    key = found.key("house")

    def make() -> HousePage:
        page = house_page(found.frozen.publication, questionnaire_of(found.frozen), code="", years=found.years)
        facts = tuple(fact for fact in page.facts if fact.value)  # without the code of what only the house sees
        return replace(page, place=found.place, facts=facts)

    title = f"Uitkomsten {midsentence(found.about.wave_name)}"
    return _show_results(found, "house", make_once(key, make), title, key)


def show_overleg(found: Outside, code: int) -> Response:
    """One overleg beside the house. Raises NotFound for one that the wave has not."""
    levels = reading.overleggen_of(installation(), found.house.id, found.wave)
    overleg = next((level.source for level in levels if level.code == code), None)
    if overleg is None:
        raise NotFound("Dit overleg hoort niet bij deze meting.")
    form = reading.overlegvorm_beside(installation(), found.house.id, found.wave, code, seen=None)
    key = found.key("overleg", code, form)

    def make() -> OverlegPage:
        publication, questionnaire = found.frozen.publication, questionnaire_of(found.frozen)
        page = overleg_page(publication, questionnaire, code, form=form, years=found.years)
        return replace(page, place=replace(found.place, overleg=code))

    page = make_once(key, make)
    return _show_results(found, "overleg", page, page.label, key, overleg=overleg)


def show_statements(found: Outside, asked: Asked) -> Response:
    """The list of statements. Raises NotFound for an overleg that the wave has not."""
    page = statements_page(found.frozen.publication, questionnaire_of(found.frozen), asked, token=BY_LINK)
    return _show(found, "statements", "Stellingen", Markup(render_template(_body("statements"), page=page)))  # noqa: S704 - a template's own output


def show_statement(found: Outside, item: str) -> Response:
    """One statement over overleggen and years. Raises NotFound for one that was not asked."""
    key = found.key("statement", item)
    page: StatementPage = make_once(
        key,
        lambda: statement_page(
            found.frozen.publication,
            questionnaire_of(found.frozen),
            item,
            years=[one for one in found.years if one.publication.wave != found.wave],
            token=BY_LINK,
        ),
    )
    figures = asked_figures(page)
    if figures is not None:
        return figures
    return _show(found, "statement", page.text, draw_once(_body("statement"), key, page=page, points=()))


def show_explained(found: Outside) -> Response:
    """How the numbers were made, worked out with those that may leave the house."""
    key = found.key("explained")
    page = make_once(
        key, lambda: explained_page(found.frozen.publication, questionnaire_of(found.frozen), token=BY_LINK)
    )
    return _show(found, "explained", "Hoe is dit berekend?", draw_once(_body("explained"), key, page=page))


def _show_results(
    found: Outside, kind: str, page: Any, title: str, key: tuple[Hashable, ...], *, overleg: str = ""
) -> Response:
    """A page beside which the house's own words may stand, or the charts of its buttons."""
    figures = asked_figures(page)
    if figures is not None:
        return figures
    beside = outside_beside(_read_beside(found, overleg))
    return _show(found, kind, title, draw_once(_body(kind), (*key, beside), page=page, beside=beside))


def _read_beside(found: Outside, overleg: str) -> Beside:
    """No more than the link gives; improvement points, which follow the inside numbers, are not even read."""
    own, house, wave = installation(), found.house.id, found.wave
    words = read_explanations(own, house, wave, overleg=overleg) if found.with_explanations else ()
    comments = read_comments(own, house, wave) if found.with_comments and not overleg else ()
    return Beside(wave, overleg, explanations=words, comments=comments)


def _body(kind: str) -> str:
    return f"dashboard/{kind}_body.html"


def _show(found: Outside, kind: str, title: str, body: Markup) -> Response:
    """A page with Plotly's charts, without any account around it."""
    drawn = render_template(
        "shared/page.html", body=body, title=title, here=kind, frame=found.frame, place=found.place,
        note=found.about.note, demo=found.house.invented, house=found.house.id,
        wave=found.wave, house_name=found.house.name, plotly_url=plotly_url(),
    )  # fmt: skip
    response = make_response(drawn)
    response.headers["Content-Security-Policy"] = PLOTLY_POLICY
    return response
