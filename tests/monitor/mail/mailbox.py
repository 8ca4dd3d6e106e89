"""A real IMAP server (pymap) in a process of its own on this machine, with one mailbox in memory."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.mail.settings import Security, Server

USER, PASSWORD = "monitor", "een geheim van de mailbox"
_SERVE = "from pymap.main import main; main()"


@dataclass
class Mailbox:
    """The server with its mailbox, and what a person with a mail program does there."""

    server: Server

    def put(self, *messages: bytes) -> None:
        """Mail arrives."""
        with self._signed_in() as connection:
            for raw in messages:
                assert connection.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)[0] == "OK"

    def flag(self, place: int, flag: str) -> None:
        """Somebody marks the message at a place, counted from 1."""
        with self._signed_in() as connection:
            connection.select("INBOX")
            assert connection.store(str(place), "+FLAGS", f"({flag})")[0] == "OK"

    def look(self) -> list[tuple[str, tuple[str, ...]]]:
        """(subject, flags) of every message that is there."""
        with self._signed_in() as connection:
            connection.select("INBOX", readonly=True)
            found = []
            for number in connection.search(None, "ALL")[1][0].split():
                fetched = connection.fetch(number.decode(), "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
                text = b"".join(part for line in fetched if isinstance(line, tuple) for part in line)
                flags = imaplib.ParseFlags(text)
                subject = text.partition(b"Subject: ")[2].strip().decode()
                found.append((subject, tuple(flag.decode() for flag in flags if flag != b"\\Recent")))
            return found

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(self.server.host, self.server.port, timeout=10) as connection:
            connection.login(USER, PASSWORD)
            yield connection


@contextmanager
def serve(*, certificate: tuple[Path, Path] | None = None) -> Iterator[Mailbox]:
    """Serve a mailbox; with a certificate (file, key file) STARTTLS is offered."""
    port = _free_port()
    tls = ["--cert", str(certificate[0]), "--key", str(certificate[1])] if certificate else ["--no-tls"]
    own = ["--host", "127.0.0.1", "--port", str(port), "--no-service", "admin", "--no-service", "managesieve", *tls]
    command = [sys.executable, "-c", _SERVE, *own, "dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Mailbox(Server("127.0.0.1", port, Security.NONE, USER, PASSWORD))
    finally:
        process.kill()
        process.wait()


def with_tls(mailbox: Mailbox) -> Server:
    """The same server, to be reached by STARTTLS alone."""
    return replace(mailbox.server, security=Security.STARTTLS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, "the IMAP server stopped"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(10).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the IMAP server does not answer")
