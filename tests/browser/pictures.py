"""Makes a picture of a page, cut to what matters and small enough for docs."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page

COLOURS = 128
MARGIN = 16
LARGE = "section, .statement, .chart"
SMALL = ".field, fieldset, .card, .checklist > li, tr, .row, .facts-row, p:not(td p, li p)"
"""Blocks that are not cut through; below a large one there is room, below a small one follows the next."""


def take(page: Page, *, part: str = "html", most_height: int | None = None, blocks: str = LARGE) -> Image.Image:
    """A picture of a part of a page; `most_height`: cut off under the last of the blocks that fits, or there."""
    page.evaluate("() => { scrollTo(0, 0); document.activeElement?.blur(); }")
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    left, top, right, bottom = _edges(page, part, blocks, most_height or whole.height)
    return whole.crop((max(left, 0), max(top, 0), min(right, whole.width), min(bottom, whole.height)))


def draw_in_dutch(page: Page) -> None:
    """Show dates, times and the choice of a file as a Dutch browser does: a headless one has English words only."""
    page.evaluate(
        r"""() => {
          for (const one of document.querySelectorAll("input[type=date], input[type=time]")) {
            const [empty, typed] = one.type === "date" ? ["dd-mm-jjjj", one.value.split("-").reverse().join("-")]
              : ["--:--", one.value];
            one.type = "text";
            one.value = typed || empty;
          }
          for (const one of document.querySelectorAll("input[type=file]")) {
            one.type = "text";
            one.value = "Bestand kiezen   Geen bestand gekozen";
          }
        }"""
    )


def save(picture: Image.Image, path: Path, *, notes: dict[str, str] | None = None) -> None:
    """Write a picture as a PNG of few colours; `notes` are texts that travel in the file."""
    kept = PngInfo()
    for name, text in (notes or {}).items():
        kept.add_text(name, text)
    flat = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    flat.save(path, optimize=True, pnginfo=kept)


def _edges(page: Page, part: str, blocks: str, most: int) -> tuple[int, int, int, int]:
    """Where to cut: around the part if it is low enough, else under the last block in it that fits."""
    left, top, right, bottom = page.evaluate(
        """([part, blocks, most, large, margin]) => {
          const whole = document.querySelector(part);
          const box = whole.getBoundingClientRect();
          const top = box.top + scrollY;
          const inside = [whole, ...whole.querySelectorAll(blocks)].filter((block) => block.checkVisibility());
          const end = (block) => Math.ceil(block.getBoundingClientRect().bottom + scrollY - top);
          const room = (block) => (block === whole || block.matches(large) ? margin : 1);
          const ends = inside.filter((block) => end(block) <= most).map((block) => end(block) + room(block));
          const beside = box.left > 0 ? margin : 0;
          const lowest = ends.length ? Math.max(...ends) : most;
          return [box.left - beside, top, box.right + beside, top + lowest].map(Math.round);
        }""",
        [part, blocks, most, LARGE, MARGIN],
    )
    return int(left), int(top), int(right), int(bottom)
