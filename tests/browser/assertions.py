"""What must hold for every page beside axe: screens.md's four assertions, and axe itself.

Each raises AssertionError with a line per finding. The measuring in the page is page_checks.js.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

LEAST_CONTRAST = 3.0
LEAST_TARGET = 44
_CHECKS = (Path(__file__).parent / "page_checks.js").read_text(encoding="utf-8")
_AXE = Axe()
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""What another colour scheme can change."""


def assert_well_formed(page: Page) -> None:
    """One h1 that the title begins with, a language, no id twice."""
    _assert_none(page, "malformed")


def assert_axe_finds_nothing(page: Page, *, colours_only: bool = False) -> None:
    """No finding of axe at WCAG 2.2 A and AA, nor of its best practices; or only of its rules about colour."""
    chosen = {"type": "rule", "values": _COLOUR_RULES} if colours_only else {"type": "tag", "values": _RULES}
    options = {"resultTypes": ["violations"], "runOnly": chosen}
    found = _AXE.run(page, options=options).response["violations"]
    lines = [
        f"{one['id']}: {one['help']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]
    assert not lines, "\n".join(["axe:", *lines])


def assert_radio_groups_are_named_by_their_statement(page: Page) -> list[str]:
    """(a) What a screen reader is told of every group of radios is the text of its legend; gives the names."""
    legends: list[str | None] = page.evaluate(
        """() => {
          const sets = new Map();
          for (const radio of document.querySelectorAll("input[type=radio]")) {
            const set = radio.closest("fieldset, [role=radiogroup], [role=group]");
            sets.set(radio.name, set?.querySelector("legend")?.textContent.trim() ?? null);
          }
          return [...sets.values()];
        }"""
    )
    names = _names_of_radio_groups(page) if legends else []
    assert names == legends, f"groups {names} for statements {legends}"
    return names


def assert_targets_are_high(page: Page) -> None:
    """(b) Everything that can be pressed is at least 44 px high where it is hit, its label included.

    Excepted, as WCAG 2.5.8 does: a link in a sentence, displayed inline among other words of its block.
    """
    _assert_none(page, "smallTargets", LEAST_TARGET)


_LAY_OUT = """() => {
  for (const section of document.querySelectorAll(".section")) section.style.contentVisibility = "visible";
}"""


def assert_nothing_is_wider_than_the_window(page: Page) -> None:
    """(c) Nothing sticks out or scrolls sideways; what is visually hidden does not count.

    Sections that the browser would lay out later are laid out first, uncut.
    """
    page.evaluate(_LAY_OUT)
    _assert_none(page, "tooWide")


def assert_controls_stand_out(page: Page) -> None:
    """(d) Borders of controls and the ring of focus have a contrast of at least 3:1 with what lies around them."""
    _assert_none(page, "weakEdges", LEAST_CONTRAST)
    for box in page.locator("input[type=checkbox]:visible").all():
        ratio = _drawn_contrast(box.screenshot(), page)
        assert ratio >= LEAST_CONTRAST, f"a checkbox has an edge of {ratio:.2f}"
    page.keyboard.press("Shift")  # from here on the browser takes focus as the keyboard's
    _assert_none(page, "weakRings", LEAST_CONTRAST)


def _assert_none(page: Page, check: str, *arguments: float) -> None:
    width = page.evaluate("innerWidth")
    found: list[str] = page.evaluate(f"(given) => ({_CHECKS}).{check}(...given)", list(arguments))
    assert not found, "\n".join([f"{check} at {width} px on {page.url}:", *found])


def _names_of_radio_groups(page: Page) -> list[str]:
    """The accessible names of the groups around radios, from the browser's own accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    names: dict[str, str] = {}
    for node in nodes:
        if node.get("role", {}).get("value") != "radio":
            continue
        at = node
        while at.get("role", {}).get("value") not in ("group", "radiogroup") and "parentId" in at:
            at = by_id[at["parentId"]]
        names[at["nodeId"]] = at.get("name", {}).get("value", "").strip()
    return list(names.values())


def _drawn_contrast(picture: bytes, page: Page) -> float:
    """The strongest contrast with the corner in the left quarter of a control that the browser itself draws."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    row = [image.getpixel((x, image.height // 2)) for x in range(max(image.width // 4, 1))]
    corner = image.getpixel((0, 0))
    ratios = page.evaluate(
        f"([corner, row]) => {{ const checks = ({_CHECKS}); return row.map((one) => checks.contrast(one, corner)); }}",
        [list(corner), [list(one) for one in row]],
    )
    return float(max(ratios))
