"""Makes the pictures of docs/screenshots from the invented house: python -m tests.browser.screenshots [FOLDER].

With --all also the dark scheme and further pages, for looking at; those do not belong in docs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import launching, partner, pictures, scenes, serving, staff, watching, work_scenes
from tests.browser.serving import ROOT, Served

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = (320, 1280)
HEIGHT = {320: 640, 1280: 900}
MOST_HEIGHT = {320: 2400, 1280: 2400}

BLOCKS = {320: f"{pictures.LARGE}, {pictures.SMALL}, .point", 1280: f"{pictures.LARGE}, .point, .card, .field"}
"""Under what a long page may be cut off: on a wide one a row of a table may stand beside a chart."""

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
    "waves": scenes.STAFF["waves"],
    "house": scenes.house_page,
    "overleg": scenes.STAFF["overleg"],
    "hidden overleg": scenes.STAFF["hidden overleg"],
    "statement": scenes.STAFF["statement"],
    "statements": scenes.STAFF["statements"],
    "explained": scenes.STAFF["explained"],
    "improvement points": scenes.STAFF["improvement points"],
    "improvement list": scenes.STAFF["list of improvement points"],
    "one improvement point": scenes.STAFF["one improvement point"],
    "improvement form": scenes.STAFF["a new improvement point"],
    "closed wave": work_scenes.WORK["a closed wave"],
    "downloads": scenes.STAFF["downloads"],
    "partners page": scenes.STAFF["page for the partners"],
    "open answers": scenes.STAFF["open answers"],
    "one open answer": scenes.STAFF["one open answer"],
    "releasing": scenes.STAFF["releasing open answers"],
    "addresses": scenes.STAFF["addresses that were left"],
    "research": scenes.STAFF["forms for research"],
    "explanation form": work_scenes.WORK["own words of the house"],
    "link form": work_scenes.WORK["a new link"],
    "link made": work_scenes.WORK["link that was made"],
    "sharing": work_scenes.WORK["links and tokens"],
    "benchmark": work_scenes.WORK["what is given to the benchmark"],
    "register": work_scenes.WORK["register of the benchmark"],
    "benchmark file": work_scenes.WORK["benchmark file"],
    "shared house": work_scenes.WORK["house page behind a link"],
    "shared overleg": work_scenes.WORK["overleg behind a link"],
    "new token": work_scenes.WORK["a new token"],
    "shared statements": work_scenes.WORK["statements behind a link"],
    "shared statement": work_scenes.WORK["statement behind a link"],
    "shared calculation": work_scenes.WORK["calculation behind a link"],
}
"""What lies in docs/screenshots, where README.md shows each."""


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


def file_names() -> set[str]:
    """What lies in docs/screenshots, its README apart."""
    return {_file_name(name, width) for name in _DOCS for width in WIDTHS}


def _file_name(name: str, width: int, scheme: str = "light") -> str:
    return f"{name.replace(' ', '-')}-{width}{'-dark' if scheme == 'dark' else ''}.png"


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
        picture = pictures.take(page, most_height=None if whole else MOST_HEIGHT[width], blocks=BLOCKS[width])
        pictures.save(picture, path.with_name(_file_name(path.name, width, scheme)))
    device.close()


if __name__ == "__main__":
    main()
