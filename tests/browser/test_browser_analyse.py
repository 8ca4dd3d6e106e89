"""The page of an analysed file, opened from a disk: accessible, nothing asked of anybody, whole on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from monitor.results.analysis import Analysis
from monitor.web.analyse_page import render
from tests.browser import assertions, staff, watching
from tests.browser.watching import DESK, PHONE, SMALL, Visitor
from tests.monitor.sample import sample_publication, sample_questionnaire


@pytest.fixture
def page_file(tmp_path: Path) -> str:
    """The address of the page of an invented analysis of which nothing is hidden, with long names."""
    report = replace(sample_publication().report, change=None)
    name = f"{'antwoorden' * 12}.csv"
    read = (4,), ("x" * 150,), (), ("Er is geen kolom respondent.",)
    analysis = Analysis(report, sample_questionnaire(), name, "lijst.xlsx", 1, 0.7, 0.3, *read)
    path = tmp_path / "analyse.html"
    path.write_text(render(analysis), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def device(chromium: Browser) -> Iterator[Visitor]:
    """A phone that may open files and nothing else."""
    made = watching.new_visitor(chromium, "file://", viewport=PHONE)
    yield made
    made.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_page_of_a_file_is_accessible(device: Visitor, page_file: str, viewport: dict[str, int]) -> None:
    page = device.open(page_file)
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    staff.open_details(page)
    assertions.assert_well_formed(page)
    assertions.assert_targets_are_high(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assertions.assert_axe_finds_nothing(page, colours_only=scheme == "dark")
        assertions.assert_controls_stand_out(page)
    assertions.assert_nothing_is_wider_than_the_window(page)
    page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    assertions.assert_nothing_is_wider_than_the_window(page)


def test_the_page_of_a_file_asks_nothing_of_anybody(device: Visitor, page_file: str) -> None:
    page = device.open(page_file)
    staff.open_details(page)
    assert [response.url for response in device.responses] == [page_file]
    assert page.locator("svg.plot").first.bounding_box()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(246, 244, 238)"


def test_the_page_of_a_file_prints_what_stands_behind_details(device: Visitor, page_file: str) -> None:
    page = device.open(page_file)
    page.emulate_media(media="print")
    heights = page.locator("details:not([open]) > :not(summary)").evaluate_all(
        "(boxes) => boxes.map((box) => box.checkVisibility({ contentVisibilityAuto: true }) && box.offsetHeight)"
    )
    assert len(heights) > 10 and all(height > 15 for height in heights), heights
    assert "Niets is verborgen" in page.get_by_role("main").inner_text()
    assert page.pdf(format="A4").count(b"/Type /Page") >= 5
