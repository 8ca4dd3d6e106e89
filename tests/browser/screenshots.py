"""Makes the pictures of docs/screenshots from the invented house: python -m tests.browser.screenshots [FOLDER].

With --all also the dark scheme and further pages, for looking at; those do not belong in docs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import launching, partner, pictures, scenes, serving, staff, watching
from tests.browser.serving import ROOT, Served

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = (320, 1280)
HEIGHT = {320: 640, 1280: 900}
MOST_HEIGHT = {320: 3000, 1280: 3400}

Scene = Callable[[watching.Visitor, Served], Page]


def _statements(device: watching.Visitor, served: Served) -> Page:
    """A page of statements with the first four answered."""
    page = device.open(served.take_link(overleggen=2))
    partner.begin(page)
    partner.attend(page, ["8", "3"])
    for number, block in enumerate(partner.statements(page)[:4]):
        block.get_by_role("radio").nth((2, 3, 4, 2)[number]).check()
    partner.expect_saved(page)
    return page


_DOCS: dict[str, Scene] = {
    "landing": scenes.landing,
    "aspect": _statements,
    "house": scenes.house_page,
    "overleg": scenes.ALL["overleg"],
}


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description="Maak de schermafbeeldingen opnieuw.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--all", action="store_true", help="ook donker, en alle andere pagina's")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    chosen: dict[str, Scene] = {**scenes.ALL, **_DOCS} if arguments.all else _DOCS
    schemes = ("light", "dark") if arguments.all else ("light",)
    with tempfile.TemporaryDirectory() as parent:
        instance = Path(parent) / "demo"
        wave = serving.make_demo(instance)
        with serving.serve(instance, wave) as served, launching.launch() as browser:
            for name, scene in chosen.items():
                for width in WIDTHS:
                    _picture(browser, served, scene, schemes, width, arguments.folder / name, whole=arguments.all)


def _picture(
    browser: Browser,
    served: Served,
    scene: Scene,
    schemes: tuple[str, ...],
    width: int,
    path: Path,
    *,
    whole: bool,
) -> None:
    """One page at one width, in each scheme; cut off below unless the whole page is wanted."""
    device = watching.new_visitor(browser, served.url, viewport={"width": width, "height": HEIGHT[width]})
    page = scene(device, served)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        if width > HEIGHT[width]:
            staff.draw_everything(page)
        picture = pictures.take(page, most_height=None if whole else MOST_HEIGHT[width])
        name = f"{path.name.replace(' ', '-')}-{width}{'-dark' if scheme == 'dark' else ''}.png"
        pictures.save(picture, path.with_name(name))
    device.close()


if __name__ == "__main__":
    main()
