"""Makes a picture of a page, cut to what matters and small enough for docs."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page

COLOURS = 128
LARGE = "section, .statement, .chart"
SMALL = f"{LARGE}, .field, fieldset, .card, .checklist > li, tr, .row, .facts-row, p"
"""Blocks that are not cut through."""


def take(page: Page, *, part: str = "html", most_height: int | None = None, blocks: str = LARGE) -> Image.Image:
    """A picture of a part of a page from top to bottom; `most_height`: cut off under the last of the blocks that fits."""
    page.evaluate("() => { scrollTo(0, 0); document.activeElement?.blur(); }")
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    left, top, right, bottom = _edges(page, part, blocks, most_height or whole.height)
    return whole.crop((max(left, 0), max(top, 0), min(right, whole.width), min(bottom, whole.height)))


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
        """([part, blocks, most]) => {
          const whole = document.querySelector(part);
          const box = whole.getBoundingClientRect();
          const top = box.top + scrollY;
          const inside = [whole, ...whole.querySelectorAll(blocks)];
          const ends = inside.map((block) => Math.ceil(block.getBoundingClientRect().bottom + scrollY - top) + 16)
            .filter((end) => end - 16 <= most);
          return [Math.floor(box.left), Math.floor(top), Math.ceil(box.right), Math.floor(top) + Math.max(...ends)];
        }""",
        [part, blocks, most],
    )
    return int(left), int(top), int(right), int(bottom)
