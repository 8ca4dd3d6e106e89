"""A report as a PDF: made in a process of its own, one at a time, within a time limit, and kept for who asks again."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from monitor.errors import NoPdf, Overloaded
from monitor.exports.report_pdf import NOT_INSTALLED
from monitor.services.heavy import one_heavy_task
from monitor.services.installation import Installation

_COMMAND = (sys.executable, "-m", "monitor.exports.report_pdf")
_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 60.0
"""A report takes a few seconds; one that takes longer hangs."""
_MOST_KEPT = 8
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
"""Of the environment: nothing in which a key could stand."""
_kept: dict[str, bytes] = {}
_missing: list[str] = []
"""Filled once the process has said that it cannot do it here."""


def can_make_pdf() -> bool:
    """Whether WeasyPrint is installed, as far as is known without loading it."""
    return not _missing and find_spec("weasyprint") is not None


def make_pdf(installation: Installation, html: str) -> bytes:
    """The PDF of a whole HTML page. Raises NoPdf where it cannot be made, Overloaded where it takes too long."""
    key = hashlib.sha256(html.encode()).hexdigest()
    if key not in _kept:
        if not can_make_pdf():
            raise _no_pdf()
        with one_heavy_task(installation):
            made = _run(html)
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = made
    return _kept[key]


def _run(html: str) -> bytes:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the page goes in as standard input
            _COMMAND, input=html.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=_ROOT, env=environment, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Overloaded("Het maken van de PDF duurde te lang en is gestopt. Probeer het straks nog eens.") from None
    if done.returncode == NOT_INSTALLED:
        _missing.append("weasyprint")
        raise _no_pdf()
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NoPdf("De PDF maken lukte niet. Gebruik Afdrukken van uw browser, en meld het aan de beheerder.")
    return done.stdout


def _no_pdf() -> NoPdf:
    return NoPdf(
        "PDF maken kan hier niet. Gebruik Afdrukken van uw browser. De beheerder leest hoe het wel kan in"
        " docs/rapport.md."
    )
