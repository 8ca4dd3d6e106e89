"""The demo's way for mail: a file for each, that only its user can read. Nothing leaves the machine."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from monitor.mail.delivery import ACCEPTED, Delivered, Outcome, Step
from monitor.mail.message import Mail, mail_bytes


class FolderDelivery:
    """Writes each mail into a folder; the same mail once more takes its own place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, mail: Mail, at: datetime) -> Delivered:
        """Write the mail. Raises BadInput for an address that is none."""
        content = mail_bytes(mail, at)
        path = self._folder / f"{mail.message_id.partition('@')[0]}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(path, content)
        except OSError:
            return Delivered(Outcome.DOWN, Step.FOLDER)
        return ACCEPTED

    def close(self) -> None:
        """Nothing is kept open."""


def _write(path: Path, content: bytes) -> None:
    """All or nothing, whenever the program is stopped."""
    half = path.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    half.replace(path)
