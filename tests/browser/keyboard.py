"""Walks with the keyboard alone; at every step the focus must be seen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

MOST_STEPS = 120
MIN_OUTLINE = 2

_FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) { return { none: true }; }
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const at = [0.25, 0.5, 0.75].map((part) => document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
    Math.min(Math.max(box.top + box.height * part, 1), innerHeight - 1)));
  const same = (hit) => hit && (hit === element || element.contains(hit) || hit.contains(element));
  return {
    what: element.outerHTML.slice(0, 120), inside, covered: !at.some(same),
    width: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
  };
}"""


def assert_focus_seen(page: Page) -> dict[str, Any]:
    """The focused element is in the window, is not covered and has an outline of at least 2 px."""
    found: dict[str, Any] = page.evaluate(_FOCUS)
    if found.get("none"):
        return found
    assert found["inside"] and not found["covered"], f"the focus cannot be seen: {found}"
    assert found["width"] >= MIN_OUTLINE, f"the focus has no outline: {found}"
    return found


def tab_to(page: Page, target: Locator, *, key: str = "Tab") -> None:
    """Press Tab until the target has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        assert_focus_seen(page)
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{key} does not lead to {target}")
