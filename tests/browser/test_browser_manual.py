"""The manual shows the screens as they are: what each reads is compared with what lies beside its picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import manual, screen_text, serving
from tests.browser.manual import Devices
from tests.browser.manual_scenes import PICTURES, Picture

AGAIN = (
    "the screen {name!r} is no longer as docs/handleiding shows it: read what the manual says of it, and make the "
    "picture anew with: .venv/bin/python -m tests.browser.manual"
)


@pytest.fixture(scope="module")
def devices(chromium: Browser, demo_folders: tuple[Path, Path, str]) -> Iterator[Devices]:
    """A monitor of its own, since the pictures count on a house that nobody else changed."""
    folder, _, wave = demo_folders
    copy = folder.with_name("manual")
    serving.copy_demo(folder.with_name("fresh"), copy)
    with serving.serve(copy, wave) as served:
        made = Devices(chromium, served)
        yield made
        made.close()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_screen_reads_as_the_manual_shows_it(devices: Devices, picture: Picture) -> None:
    with manual.show(devices, picture) as page:
        found = screen_text.read(page, part=picture.part)

    assert found == manual.text_path(picture.name).read_text(encoding="utf-8"), AGAIN.format(name=picture.name)
