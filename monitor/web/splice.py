"""Pages that are the same for everyone but for a few places: drawn once by Jinja, then filled by joining strings."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from threading import Lock

from markupsafe import Markup

_OPEN, _CLOSE = f"\ue000{secrets.token_hex(8)} ", "\ue001"
"""Drawn anew in every process, so that no text that somebody typed can hold a mark."""
_MARK = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def mark(name: str) -> Markup:
    """A place in a page, to be filled for each reader."""
    return Markup(f"{_OPEN}{name}{_CLOSE}")  # noqa: S704 - signs of our own around a name of our own


class Spliced:
    """A drawn page with named places."""

    def __init__(self, text: str) -> None:
        pieces = _MARK.split(text)
        self._places: dict[str, list[int]] = {}
        for index in range(1, len(pieces), 2):
            self._places.setdefault(pieces[index], []).append(index)
            pieces[index] = ""
        self._pieces = [piece.encode() for piece in pieces]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page with its places filled; a place without a value stays empty.

        Values go in as they are: only our own markup and tokens, never what somebody typed.
        """
        pieces = self._pieces.copy()
        for name, value in values.items():
            for index in self._places.get(name, ()):
                pieces[index] = value.encode()
        return b"".join(pieces)


class SplicedPages:
    """Drawn pages by key; the oldest go when there are too many."""

    def __init__(self, limit: int = 512) -> None:
        self._limit = limit
        self._pages: dict[object, Spliced] = {}
        self._lock = Lock()

    def get(self, key: object) -> Spliced | None:
        """The page drawn under this key, if it is still there."""
        return self._pages.get(key)

    def put(self, key: object, text: str) -> Spliced:
        """Keep a drawn page."""
        page = Spliced(text)
        with self._lock:
            while len(self._pages) >= self._limit:
                self._pages.pop(next(iter(self._pages)))
            self._pages[key] = page
        return page
