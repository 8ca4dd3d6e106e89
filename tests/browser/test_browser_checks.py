"""The measuring itself: it finds what is wrong on a page made wrong on purpose, and nothing on one that is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import assertions
from tests.browser.conftest import NewVisitor
from tests.browser.keyboard import assert_focus_seen

_FRAME = """<!doctype html><html lang="nl"><head><title>Proef</title><style>
  body {{ margin: 0; background: #fff }} * {{ box-sizing: border-box }} :focus-visible {{ outline: 3px solid #000 }}
  fieldset {{ border: 0; margin: 0; padding: 0; min-width: 0 }} label, button {{ display: block; min-height: 44px }}
  input[type=text] {{ height: 44px; border: 1px solid #666 }} {style}
</style></head><body><main><h1>Proef</h1>{body}</main></body></html>"""
_GROUP = """<fieldset><legend>Het doel is helder</legend>
  <label><input type="radio" name="a"> ja</label><label><input type="radio" name="a"> nee</label></fieldset>"""
_FIELD = '<label for="v">Naam</label><input id="v" type="text">'

Assertion = Callable[[Page], object]
_WRONG: dict[str, tuple[Assertion, str, str]] = {
    "radios without a group": (
        assertions.assert_radio_groups_are_named_by_their_statement,
        _GROUP.replace("fieldset", "div").replace("legend", "p"),
        "",
    ),
    "a group with another name": (
        assertions.assert_radio_groups_are_named_by_their_statement,
        _GROUP.replace("<fieldset>", '<fieldset aria-label="Vraag 1">'),
        "",
    ),
    "a radio of 13 px": (assertions.assert_targets_are_high, _GROUP, "label { min-height: 0; line-height: 13px }"),
    "a low link on its own": (assertions.assert_targets_are_high, '<p><a href="/">Terug</a></p>', ""),
    "a button half under another box": (
        assertions.assert_targets_are_high,
        '<button>Verder</button><div style="position:relative;margin-top:-20px;height:30px"></div>',
        "",
    ),
    "a wide box": (assertions.assert_nothing_is_wider_than_the_window, "<div>x</div>", "div { width: 400px }"),
    "a wide box that is cut off": (
        assertions.assert_nothing_is_wider_than_the_window,
        "<section><div>x</div></section>",
        "section { overflow: hidden } div { width: 400px }",
    ),
    "a table that scrolls sideways": (
        assertions.assert_nothing_is_wider_than_the_window,
        "<section><div>x</div></section>",
        "section { overflow-x: auto; width: 300px } div { width: 310px }",
    ),
    "a border of 1.3:1": (assertions.assert_controls_stand_out, _FIELD, "input[type=text] { border-color: #e0e0e0 }"),
    "a field without a border": (assertions.assert_controls_stand_out, _FIELD, "input[type=text] { border: 0 }"),
    "a ring of 1.3:1": (assertions.assert_controls_stand_out, _FIELD, ":focus-visible { outline-color: #e0e0e0 }"),
    "no ring": (assertions.assert_controls_stand_out, _FIELD, ":focus-visible { outline: 0 }"),
    "a ring that the ground swallows": (
        assertions.assert_controls_stand_out,
        f"<section>{_FIELD}</section>",
        "section { background: rgb(0 0 0 / 80%); color: #fff } input[type=text] { border-color: #fff }",
    ),
    "a checkbox of which the edge is faint": (
        assertions.assert_controls_stand_out,
        '<label><input type="checkbox"> ja</label>',
        "input { opacity: .3 }",
    ),
    "words of 2:1": (assertions.assert_axe_finds_nothing, "<p>Tekst</p>", "p { color: #b0b0b0 }"),
    "a title of another page": (assertions.assert_well_formed, "<h1>Nog een</h1>", ""),
    "an id twice": (assertions.assert_well_formed, '<p id="a">x</p><p id="a">y</p>', ""),
}


@pytest.mark.parametrize("name", _WRONG)
def test_what_is_wrong_is_found(visitor: NewVisitor, name: str) -> None:
    assertion, body, style = _WRONG[name]
    page = visitor(viewport={"width": 390, "height": 600}).context.new_page()
    page.set_content(_FRAME.format(body=body, style=style))
    with pytest.raises(AssertionError):
        assertion(page)


def test_a_page_that_is_right_passes(visitor: NewVisitor) -> None:
    page = visitor(viewport={"width": 390, "height": 600}).context.new_page()
    body = f'{_GROUP}{_FIELD}<button>Verder</button><p>Lees <a href="/">dit stuk</a> eerst.</p>'
    page.set_content(_FRAME.format(body=body, style="button { border: 2px solid #333 }"))
    for assertion, _, _ in _WRONG.values():
        assertion(page)


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("button:focus-visible { outline: 0 }", "no outline"),
        ("main { padding-top: 300px } header { position: fixed; inset: 0; background: #fff }", "cannot be seen"),
    ],
)
def test_a_focus_that_cannot_be_seen_is_found(visitor: NewVisitor, style: str, words: str) -> None:
    page = visitor(viewport={"width": 390, "height": 600}).context.new_page()
    page.set_content(_FRAME.format(body="<button>Verder</button><header></header>", style=style))
    page.keyboard.press("Tab")
    with pytest.raises(AssertionError, match=words):
        assert_focus_seen(page)
