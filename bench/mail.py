"""Invitations handed to a mail server on this machine, beside a bare smtplib loop that sends the same bytes.

Both talk to one aiosmtpd server, in a process of its own, over one connection each, in turns of a few hundred mails.
Ours reads the outbox, checks, claims, rebuilds the link, makes the text and marks, a durable commit per mail; the loop
sends bytes that were made before.
"""

from __future__ import annotations

import argparse
import asyncio
import smtplib
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import house, our_side, say, servers
from monitor.mail.message import mail_bytes
from monitor.mail.settings import MailSettings, Security, Server
from monitor.services import delivering
from monitor.services.installation import Installation, read_link_key
from monitor.services.letters import Letters
from monitor.services.queueing import queue
from monitor.store import outbox
from monitor.store.outbox import MailKind

HALF = 0.5
SENDER = "monitor@gemeente.example"
TURN = 500


def serve(port: int) -> None:
    """A mail server that takes everything and keeps nothing."""
    from aiosmtpd.handlers import Sink
    from aiosmtpd.smtp import SMTP

    loop = asyncio.new_event_loop()
    loop.run_until_complete(loop.create_server(lambda: SMTP(Sink(), loop=loop), "127.0.0.1", port))
    loop.run_forever()


def fill_outbox(folder: Path, port: int) -> Installation:
    """An installation that mails to that port, with an invitation to everybody waiting."""
    installation = Installation(
        folder,
        read_link_key(folder),
        invented=True,
        base_url="https://monitor.example",
        mail=MailSettings(
            smtp=Server("127.0.0.1", port, Security.NONE), sender=SENDER, per_minute=10**6, per_day=10**6
        ),
    )
    db = installation.house(house.HOUSE)
    with db.atomic():
        due_at = datetime.now(UTC) - timedelta(minutes=1)
        found = [row["id"] for row in db.query("SELECT id FROM invitation")]
        queue(db, house.WAVE, found, kind=MailKind.INVITATION, due_at=due_at)
    return installation


def make_bytes(installation: Installation) -> list[tuple[str, bytes]]:
    """(address, bytes) of every mail that waits."""
    db, now = installation.house(house.HOUSE), installation.now()
    letters = Letters(installation, house.HOUSE)
    mails = [
        letters.make(found)
        for one in outbox.select_due(db, now, most=10**6, reminders=False)
        if (found := _read(db, one))
    ]
    return [(mail.to, mail_bytes(mail, now)) for mail in mails]


def _read(db, mail: str):
    return outbox.select_mail(db, mail)


def send_bare(connection: smtplib.SMTP, mails: list[tuple[str, bytes]]) -> float:
    """Seconds for a plain loop over one connection."""
    started = time.perf_counter()
    for to, content in mails:
        connection.sendmail(SENDER, [to], content)
    return time.perf_counter() - started


def send_ours(installation: Installation, number: int) -> float:
    """Seconds for as many of ours, connection and all."""
    started = time.perf_counter()
    sent = delivering.send_due(installation, house.HOUSE, limit=number)
    seconds = time.perf_counter() - started
    if sent.sent != number:
        raise SystemExit(f"{sent} in place of {number} mails")
    return seconds


def measure(mails: int) -> tuple[float, float, int]:
    """(seconds of ours, seconds of the loop, mails of each)."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name) / "instance", servers.free_port()
        house.make(folder, partners=mails)
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.mail", "--serve", str(port)], cwd=our_side.ROOT, start_new_session=True
        )
        try:
            servers.wait_until_it_answers(("127.0.0.1", port), server)
            installation = fill_outbox(folder, port)
            waiting = make_bytes(installation)
            ours = bare = 0.0
            with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as connection:
                send_bare(connection, waiting[:100])  # both sides warm
                for begin in range(0, len(waiting), TURN):
                    turn = waiting[begin : begin + TURN]
                    bare += send_bare(connection, turn)
                    ours += send_ours(installation, len(turn))
        finally:
            servers.stop(server)
    return ours, bare, len(waiting)


def main() -> None:
    """In turns, and the ratio of the two rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    ours, bare, mails = measure(options.mails)
    say.ratio(f"mails/s, {mails} of ours beside a bare loop", mails / ours, mails / bare, "mails/s", at_least=HALF)


if __name__ == "__main__":
    main()
