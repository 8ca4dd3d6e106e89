"""Folders for the program's own user alone."""

from __future__ import annotations

from pathlib import Path

PRIVATE = 0o700


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing; what is there stays as it is."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=PRIVATE, exist_ok=True)
