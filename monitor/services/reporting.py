"""A report as a PDF: made in a process of its own, one at a time, within a time limit, and kept for who asks again."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from importlib.util import find_spec
from subprocess import TimeoutExpired

from monitor.errors import NoPdf
from monitor.exports.apart import command_of, run_apart
from monitor.exports.report_pdf import NOT_INSTALLED
from monitor.services.heavy import one_heavy_task
from monitor.services.installation import Installation

_COMMAND = command_of("monitor.exports.report_pdf")
_SECONDS = 25.0
"""A report takes a few seconds. While one is made, nobody else gets a file: what takes longer is stopped."""
_FAILED_FOR = timedelta(minutes=15)
"""So long the same page is refused at once that could not be made before."""
_MOST_FAILED = 64
_ODD = re.compile(r"[^\u0000-\u058f\u1e00-\u22ff\u25a0-\u25ff]")
"""Signs that our fonts lack. For each the machine looks through all its fonts: of emoji, 5,000 take 13 seconds."""
_MOST_ODD = 200
_PLAIN = "□"
"""In the place of those above that number."""
_MOST_KEPT = 8
_kept: dict[str, bytes] = {}
_refused: dict[str, tuple[datetime, str]] = {}
"""Page -> since when it is known, and why, that it cannot be made."""
_missing: list[str] = []
"""Filled once the process has said that it cannot do it here."""


def can_make_pdf() -> bool:
    """Whether WeasyPrint is installed, as far as is known without loading it."""
    return not _missing and find_spec("weasyprint") is not None


def make_pdf(installation: Installation, html: str) -> bytes:
    """The PDF of a whole HTML page. Raises NoPdf where it cannot be made or takes too long, Overloaded."""
    html = _without_odd_signs(html)
    key = hashlib.sha256(html.encode()).hexdigest()
    if key not in _kept:
        if not can_make_pdf():
            raise _no_pdf()
        _check_failed(key, installation.now())
        with one_heavy_task(installation):
            _check_failed(key, installation.now())
            made = _try(html, key, installation.now())
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = made
    return _kept[key]


def _without_odd_signs(html: str) -> str:
    """The page with no more signs that the fonts lack than can be looked for in a second."""
    seen = 0

    def plain(found: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return found[0] if seen <= _MOST_ODD else _PLAIN

    return _ODD.sub(plain, html)


def _check_failed(key: str, now: datetime) -> None:
    """Raise NoPdf at once for a page that was tried a moment ago, and in vain."""
    since, why = _refused.get(key, (None, ""))
    if since is not None and now - since < _FAILED_FOR:
        raise NoPdf(why)


def _try(html: str, key: str, now: datetime) -> bytes:
    try:
        return _run(html)
    except NoPdf as error:
        if can_make_pdf():
            while len(_refused) >= _MOST_FAILED:
                _refused.pop(next(iter(_refused)), None)
            _refused[key] = now, str(error)
        raise


def _run(html: str) -> bytes:
    try:
        done = run_apart(_COMMAND, html.encode(), seconds=_SECONDS)
    except TimeoutExpired:
        raise NoPdf(
            "Deze PDF maken duurt te lang en is gestopt. Maak lange teksten van toelichtingen en verbeterpunten korter,"
            " of gebruik Afdrukken van uw browser."
        ) from None
    except OSError:
        raise _not_made() from None
    if done.returncode == NOT_INSTALLED:
        _missing.append("weasyprint")
        raise _no_pdf()
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise _not_made()
    return done.stdout


def _not_made() -> NoPdf:
    return NoPdf("De PDF maken lukte niet. Gebruik Afdrukken van uw browser, en meld het aan de beheerder.")


def _no_pdf() -> NoPdf:
    return NoPdf(
        "PDF maken kan hier niet. Gebruik Afdrukken van uw browser. De beheerder leest hoe het wel kan in"
        " docs/rapport.md."
    )
