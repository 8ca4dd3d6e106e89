"""What somebody reads on a page, one line each: headings, labels, buttons, links. Without what is another every day."""

from __future__ import annotations

import re

from playwright.sync_api import Page

_READ = r"""
(part) => {
  const kinds = [
    ["kop", "h1, h2, h3, h4"], ["knop", "button"], ["link", "a"], ["veld", "label"], ["groep", "legend"],
    ["uitleg", ".lead, .hint"], ["uitklap", "summary"], ["kolom", "thead th"], ["feit", "dt"], ["tekst", "li b"],
    ["stap", ".wave-steps li > span:not(.step-number)"],
  ];
  const all = kinds.map(([, selector]) => selector).join(", ");
  const lines = [];
  for (const one of document.querySelector(part).querySelectorAll(all)) {
    const row = one.closest("tbody tr");
    if (row?.previousElementSibling || !one.checkVisibility({ visibilityProperty: true })) { continue; }
    const copy = one.cloneNode(true);
    for (const other of copy.querySelectorAll(".visually-hidden, svg, select, .hint, .status")) { other.remove(); }
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    const [kind] = kinds.find(([, selector]) => one.matches(selector));
    if (text) { lines.push(`${kind}: ${text}`); }
  }
  return lines;
}
"""
_DAYS = "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_SEASONS = "winter|voorjaar|zomer|najaar"
_CHANGES = re.compile(rf"\b(?:{_DAYS}|{_MONTHS}|{_SEASONS})\b|\d+(?:[.,]\d+)*", re.IGNORECASE)
_SEVERAL = re.compile(r"#(?: #)+")


def read(page: Page, *, part: str) -> str:
    """The lines of a part of a page, each once; of a table only the first row, since the rest says the same."""
    lines: list[str] = page.evaluate(_READ, part)
    return "".join(f"{line}\n" for line in dict.fromkeys(map(without_numbers, lines)))


def without_numbers(text: str) -> str:
    """The text with # for every day, month, season and number: the demo has others every day."""
    return _SEVERAL.sub("#", _CHANGES.sub("#", text))
