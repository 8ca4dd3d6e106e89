"""Makes the pictures of the manual, and beside each what it reads: python -m tests.browser.manual [NAME ...].

A picture whose screen reads as before stays, unless it is named or with --all (another style sheet, say).
test_browser_manual.py compares what the screens read now with what lies there.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import launching, manual_scenes, pictures, screen_text, serving, watching
from tests.browser.manual_scenes import PICTURES, Picture
from tests.browser.serving import ROOT, Served

MANUAL = ROOT / "docs" / "handleiding"
FOLDER = MANUAL / "beelden"
SEEN = "seen"
"""The note in a picture: the SHA-256 of the text beside it."""
HEIGHT = {1280: 900, 390: 844}
MOST_HEIGHT = {1280: 1500, 390: 1600}


@dataclass
class Devices:
    """One device per account, so that each signs in once; what goes wrong on one of them fails at `close`."""

    browser: Browser
    served: Served
    _made: dict[str, watching.Visitor] = field(default_factory=dict)

    def of(self, account: str) -> watching.Visitor:
        """The device of somebody; of nobody it is a new one each time."""
        key = account or str(len(self._made))
        if key not in self._made:
            self._made[key] = watching.new_visitor(self.browser, self.served.url, viewport=watching.DESK)
        return self._made[key]

    def close(self) -> None:
        """Put all away. Raises AssertionError if anything went wrong on one of them."""
        for device in self._made.values():
            device.close()


@contextmanager
def show(devices: Devices, picture: Picture) -> Iterator[Page]:
    """The page that a picture is of, as wide as it, until the block ends."""
    device = devices.of(picture.account)
    try:
        page = picture.scene(device, devices.served)
        page.set_viewport_size({"width": picture.width, "height": HEIGHT[picture.width]})
        yield page
    finally:
        for page in device.context.pages:
            page.close()


def text_path(name: str) -> Path:
    """Where the text of a picture lies."""
    return FOLDER / f"{name}.txt"


def picture_path(name: str) -> Path:
    """Where a picture lies."""
    return FOLDER / f"{name}.png"


def seen_in(name: str) -> str:
    """The fingerprint of the text with which a picture was made; "" if there is no picture."""
    if not picture_path(name).exists():
        return ""
    with Image.open(picture_path(name)) as image:
        return str(image.info.get(SEEN, ""))


def fingerprint(text: str) -> str:
    """What ties a picture to its text."""
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """Make the pictures and their texts."""
    parser = argparse.ArgumentParser(description="Maak de beelden van de handleiding opnieuw.")
    parser.add_argument("names", nargs="*", help="alleen deze beelden, ook als hun tekst gelijk bleef")
    parser.add_argument("--all", action="store_true", help="ook beelden waarvan de tekst gelijk bleef")
    arguments = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as parent:
        instance = Path(parent) / "demo"
        wave = serving.make_demo(instance)
        with serving.serve(instance, wave) as served, launching.launch() as browser:
            devices = Devices(browser, served)
            for picture in manual_scenes.PICTURES:
                if not arguments.names or picture.name in arguments.names:
                    _keep(devices, picture, anew=arguments.all or bool(arguments.names))
            devices.close()
    if not arguments.names:
        _remove_others()


def _keep(devices: Devices, picture: Picture, *, anew: bool) -> None:
    """Write the picture and its text, if the text is another than it was or it has to be anew."""
    with show(devices, picture) as page:
        text = screen_text.read(page, part=picture.part)
        if not anew and seen_in(picture.name) == fingerprint(text):
            return
        pictures.draw_in_dutch(page)
        most, blocks = MOST_HEIGHT[picture.width], f"{pictures.LARGE}, {pictures.SMALL}"
        image = pictures.take(page, part=picture.part, most_height=most, blocks=blocks)
    text_path(picture.name).write_text(text, encoding="utf-8")
    pictures.save(image, picture_path(picture.name), notes={SEEN: fingerprint(text)})
    print(picture.name)


def _remove_others() -> None:
    """Take away what is no picture of the manual any more."""
    names = {picture.name for picture in PICTURES}
    for path in FOLDER.iterdir():
        if path.suffix in (".png", ".txt") and path.stem not in names:
            path.unlink()


if __name__ == "__main__":
    main()
