"""What an installation must not be served with, beside its settings: files that others read, and the debugger."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from monitor.errors import Misconfigured
from monitor.web.settings import Settings

_OTHERS = 0o077
_KINDS = ("*.sqlite", "*.sqlite-wal", "houses/*.sqlite", "houses/*.sqlite-wal")


def check_files(settings: Settings) -> None:
    """Raise Misconfigured for a database that others can read; where https is spoken, for the settings as well."""
    folder = settings.instance
    files = [path for kind in _KINDS for path in sorted(folder.glob(kind))]
    if settings.secure:
        files.append(folder / "monitor.toml")
    for path in files:
        if path.is_file() and _is_open(path):
            raise Misconfigured(f"Anderen kunnen {path} lezen. Herstel dat met: chmod 600 {path}")


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & _OTHERS)


def check_debugger(app: Flask, settings: Settings) -> None:
    """Raise Misconfigured where faults would be shown to visitors, with all that the program holds at that moment."""
    if settings.secure and app.debug:
        raise Misconfigured(
            "FLASK_DEBUG staat aan: bij een fout zien bezoekers dan wat het programma weet. Zet het uit."
        )
