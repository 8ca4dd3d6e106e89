"""What an import did, as numbers in the address of the list and as sentences above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.services.partner_comparing import Comparison
from monitor.web.formats import count, listing

MOST_ROWS_NAMED = 20
_DONE = ("gewijzigd", "verwijderd")


def imported_values(found: Comparison) -> dict[str, Any]:
    """What was imported, for the address of the list: numbers, and the rows that stayed out."""
    rows = ".".join(str(number) for number in found.not_imported[:MOST_ROWS_NAMED])
    removed = len(found.gone) if found.remove_gone else 0
    numbers = {"ingelezen": len(found.new), "gewijzigd": len(found.changed), "verwijderd": removed}
    return {**numbers, "weggelaten": len(found.not_imported), "rijen": rows}


def imported_text(values: Mapping[str, str]) -> str:
    """The same as sentences, read from an address; empty: it tells of no import."""
    numbers = {name: _number(values.get(name, "")) for name in ("ingelezen", *_DONE, "weggelaten")}
    if "ingelezen" not in values:
        return ""
    done = [(numbers["ingelezen"], "toegevoegd"), *((numbers[name], name) for name in _DONE)]
    said = [f"{count(number, 'partner', 'partners')} {verb}." for number, verb in done if number]
    if numbers["weggelaten"]:
        rows = [str(number) for part in values.get("rijen", "").split(".") if (number := _number(part))]
        more = numbers["weggelaten"] - len(rows)
        named = listing([*rows, *([f"nog {more}"] if rows and more > 0 else [])])
        said.append(f"{count(numbers['weggelaten'], 'rij', 'rijen')} weggelaten{': ' if named else ''}{named}.")
    return " ".join(said) or "De lijst is bijgewerkt met uw bestand."


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
