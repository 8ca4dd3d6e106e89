"""A real mail server on loopback for tests, which goes wrong where it is told to; and what it took in."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

DROP, HANG = "drop", "hang"
HANG_SECONDS = 1.0
Fault = Callable[["Moment"], str | None]


@dataclass(frozen=True)
class Moment:
    """A command that the server is about to answer: which, to whom, and how many of that command it had before."""

    step: str
    recipient: str
    number: int


@dataclass
class Inbox:
    """What a server took in, and what it should do wrong: an answer to give, DROP or HANG, or None for nothing."""

    fault: Fault = lambda _moment: None
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    connections: int = 0
    users: list[str] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(content, policy=email.policy.default) for _, content in self.taken]  # type: ignore[misc]

    def message_ids(self, recipient: str) -> list[str]:
        """Of every copy that somebody got; without reading the whole mails."""
        found = [
            re.search(rb"^Message-ID: (\S+)\r$", content, re.MULTILINE) for to, content in self.taken if to == recipient
        ]
        return [match.group(1).decode() for match in found if match]

    def next_fault(self, step: str, recipient: str) -> str | None:
        number = self.seen.get(step, 0)
        self.seen[step] = number + 1
        return self.fault(Moment(step, recipient, number))


class _Server(SMTP):
    """aiosmtpd, with a fault before any answer."""

    inbox: Inbox

    async def _handle_client(self) -> None:
        self.inbox.connections += 1
        if not await self._goes_wrong("connect"):
            await super()._handle_client()
        elif self.transport is not None:
            self.transport.close()

    async def _goes_wrong(self, step: str) -> bool:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        fault = self.inbox.next_fault(step, recipients[0] if recipients else "")
        if fault == DROP:
            self.transport.abort()
        elif fault == HANG:
            await asyncio.sleep(HANG_SECONDS)
            self.transport.abort()
        elif fault:
            await self.push(fault)
            if fault.startswith("421"):
                self.transport.close()
        return fault is not None

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._goes_wrong("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._goes_wrong("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        recipient = arg.partition("<")[2].partition(">")[0]
        fault = self.inbox.next_fault("rcpt", recipient)
        if fault in (DROP, HANG):
            if fault == HANG:
                await asyncio.sleep(HANG_SECONDS)
            self.transport.abort()
        elif fault:
            await self.push(fault)
            if fault.startswith("421"):
                self.transport.close()
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._goes_wrong("data"):
            await super().smtp_DATA(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._goes_wrong("rset"):
            await super().smtp_RSET(arg)


@dataclass
class _Handler:
    inbox: Inbox

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        recipient = ",".join(envelope.rcpt_tos)
        fault = self.inbox.next_fault("body", recipient)
        if fault and fault not in (DROP, HANG):
            return fault
        self.inbox.taken.append((recipient, envelope.original_content))
        if fault == HANG:
            await asyncio.sleep(HANG_SECONDS)
        if fault:
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_server(inbox: Inbox, *, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """A mail server that runs meanwhile, in a thread; gives its port. `tls`: it offers STARTTLS with this.

    Its loop runs in that thread from the first on: the browser tests keep one running in theirs.
    """
    loop = asyncio.new_event_loop()
    made: list[SMTP] = []

    def make() -> SMTP:
        server = _Server(_Handler(inbox), hostname="localhost", loop=loop, tls_context=tls, **options)
        server.inbox = inbox
        made.append(server)
        return server

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(_listen(loop, make), loop).result(10)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening, made), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _listen(loop: asyncio.AbstractEventLoop, make: Callable[[], SMTP]) -> asyncio.Server:
    return await loop.create_server(make, "127.0.0.1", 0)


async def _end(listening: asyncio.Server, made: list[SMTP]) -> None:
    """Stop listening and end every conversation."""
    listening.close()
    transports = [server.transport for server in made if server.transport is not None]
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    for transport in transports:
        transport.abort()
    await asyncio.sleep(0.01)  # so that the transports are told
