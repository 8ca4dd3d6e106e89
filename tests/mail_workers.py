"""What tests of mail run in processes of their own: python -m tests.mail_workers FOLDER HOUSE PORT."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from monitor.mail.settings import MailSettings, Security, Server
from monitor.services import delivering
from monitor.services.installation import Installation, read_link_key
from tests.mail_scene import BASE_URL, SENDER
from tests.scene import MIDWAY, ROOT


def start_sending(folder: Path, house: str, port: int) -> subprocess.Popen[str]:
    """Send what is due in a house, in a new interpreter; prints how many it sent, and whether another was at it."""
    command = [sys.executable, "-m", "tests.mail_workers", str(folder), house, str(port)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def main(folder: str, house: str, port: str) -> None:
    """One batch."""
    settings = MailSettings(smtp=Server("127.0.0.1", int(port), Security.NONE), sender=SENDER, per_minute=1000)
    key = read_link_key(Path(folder))
    installation = Installation(
        Path(folder), key, invented=True, clock=lambda: MIDWAY, base_url=BASE_URL, mail=settings
    )
    sent = delivering.send_due(installation, house)
    print(sent.sent, sent.busy, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
