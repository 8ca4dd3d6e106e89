"""The way through results: where a page stands, what else there is of this wave, and the same page of another wave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NavLink:
    """A text that leads somewhere; `here`: it is the page, or the part, that is looked at."""

    text: str
    url: str
    here: bool = False


@dataclass(frozen=True)
class ResultsNav:
    """`crumbs`: from all houses down to the page before this one. `page`: what this one is called."""

    crumbs: tuple[NavLink, ...]
    page: str
    items: tuple[NavLink, ...]
    others: tuple[NavLink, ...]
    """The same page of other waves of this house, the newest first; of this wave too, as the one that is here."""
