"""Every page on which people with an account work: axe, screens.md's assertions, small and large windows."""

from __future__ import annotations

import pytest

from tests.browser import assertions, staff, work_scenes
from tests.browser.conftest import NewVisitor
from tests.browser.serving import Served
from tests.browser.watching import SMALL


@pytest.mark.parametrize("name", work_scenes.WORK)
def test_a_page_to_work_on_is_accessible(visitor: NewVisitor, worked: Served, name: str) -> None:
    page = work_scenes.WORK[name](visitor(worked.url), worked)
    staff.open_details(page)
    assertions.assert_well_formed(page)
    assertions.assert_targets_are_high(page)
    page.emulate_media(color_scheme="light")
    assertions.assert_axe_finds_nothing(page)
    assertions.assert_controls_stand_out(page)
    page.emulate_media(color_scheme="dark")
    assertions.assert_axe_finds_nothing(page, colours_only=True)
    assertions.assert_controls_stand_out(page)
    page.set_viewport_size(SMALL)
    assertions.assert_nothing_is_wider_than_the_window(page)
