"""docs/screenshots: what it shows is what there is, and its pictures are small."""

from __future__ import annotations

import re

from tests.browser.screenshots import FOLDER, file_names

MOST_BYTES = 300_000


def test_every_screenshot_is_there_and_shown_once() -> None:
    shown = re.findall(r'src="([\w-]+\.png)"', (FOLDER / "README.md").read_text(encoding="utf-8"))

    assert len(shown) > 40
    assert sorted(shown) == sorted(file_names())
    assert {path.name for path in FOLDER.glob("*.png")} == file_names()


def test_no_screenshot_is_large() -> None:
    assert {path.name for path in FOLDER.glob("*.png") if path.stat().st_size > MOST_BYTES} == set()
