"""The mailbox that returned mails come to, over IMAP: reports are looked at one at a time, and some are removed."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from monitor.errors import MailboxDown
from monitor.mail.bounces import LARGEST
from monitor.mail.settings import Security, Server

TIMEOUT = 30
"""Seconds for any answer of the server."""
MOST = 500
"""Messages in one run; the rest waits for the next."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Mailbox:
    """A folder of a mailbox. Looking at a message changes nothing, so people may read there too.

    `validity`: as long as the server says the same here, a number means the same message.
    """

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection
        validity = connection.response("UIDVALIDITY")[1][0]
        self.validity = validity.decode("ascii", "replace") if isinstance(validity, bytes) else ""
        known = b" ".join(line for line in _check(connection.capability()) if isinstance(line, bytes))
        self._one_by_one = b"UIDPLUS" in known.upper().split()  # many servers say so only to who signed in

    def reports(self, *, after: int | None = None) -> Iterator[tuple[int, bytes]]:
        """(number, bytes) of every report in the folder, the oldest first; of one that is too large no bytes.

        after: only those that came after this number; None: the latest that are there.
        """
        since = () if after is None else ("UID", f"{after + 1}:*")
        found = self._ask("SEARCH", *since, "HEADER", "Content-Type", '"multipart/report"')
        listed = found[0].split() if found and isinstance(found[0], bytes) else []
        numbers = sorted(int(one) for one in listed if one.isdigit())
        if after is None:
            numbers = numbers[-MOST:]
        for number in [one for one in numbers if after is None or one > after][:MOST]:
            name = str(number)
            yield number, self._body(name) if self._size(name) <= LARGEST else b""

    def remove(self, number: int) -> None:
        """Delete a message, and only this one where the server can do that (UIDPLUS)."""
        self._ask("STORE", str(number), "+FLAGS.SILENT", r"(\Deleted)")
        if self._one_by_one:
            self._ask("EXPUNGE", str(number))
        else:
            self._connection.expunge()

    def _size(self, number: str) -> int:
        for line in self._ask("FETCH", number, "(RFC822.SIZE)"):
            if isinstance(line, bytes) and (size := _SIZE.search(line)):
                return int(size[1])
        return LARGEST + 1

    def _body(self, number: str) -> bytes:
        lines = self._ask("FETCH", number, "(BODY.PEEK[])")
        return next((bytes(line[1]) for line in lines if isinstance(line, tuple)), b"")

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        return _check(self._connection.uid(command, *arguments))


@contextmanager
def open_mailbox(server: Server) -> Iterator[Mailbox]:
    """Sign in and open the folder. Raises MailboxDown, also for what goes wrong while it is read."""
    try:
        connection = _connect(server)
        try:
            connection.login(server.user, server.password)
            _check(connection.select(f'"{server.folder}"'))
            yield Mailbox(connection)
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()
    except (imaplib.IMAP4.error, OSError) as error:  # the server's own text may name people: only the kind is told
        raise MailboxDown(
            f"De mailbox met teruggekomen mails op {server.host} is niet te lezen ({type(error).__name__}). "
            "Controleer de instellingen die met imap_ beginnen, en of de mailserver bereikbaar is."
        ) from None


def _connect(server: Server) -> imaplib.IMAP4:
    """Never in clear but to this machine itself, which the settings see to."""
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=TIMEOUT)
    connection = imaplib.IMAP4(server.host, server.port, timeout=TIMEOUT)
    if server.security is Security.STARTTLS:
        try:
            connection.starttls(ssl.create_default_context())
        except (imaplib.IMAP4.error, OSError):
            with suppress(OSError):
                connection.shutdown()
            raise
    return connection


def _check(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server answered. Raises imaplib.IMAP4.error for a NO."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(answer[0])
    return answer[1]
