"""Handing mails to a mail server: one connection for a batch, STARTTLS or TLS with a verified certificate.

Every command is given here by itself, and not by `smtplib.sendmail`, to know whether a lost connection can have left
a mail with the server: only between its last line and the answer to that.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime

from monitor.errors import Misconfigured
from monitor.mail.addresses import ascii_address
from monitor.mail.delivery import ACCEPTED, Delivered, Outcome, Step
from monitor.mail.message import Mail, mail_bytes
from monitor.mail.settings import LOOPBACK, Security, Server

TIMEOUT = 10.0
"""Seconds that every answer of a server may take."""
_NOT_AVAILABLE = 421
_ENHANCED = re.compile(rb"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
"""Wherever it stands in a reply; four numbers are an IP address, not a code."""
_ADDRESS_CODES = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""Enhanced codes of RFC 3463 and 7505 that are about this address, and about nothing of ours."""


class SmtpDelivery:
    """A mail server. `context`: for tests; else the system's certificates decide whom to trust."""

    def __init__(
        self, server: Server, sender: str, *, timeout: float | None = None, context: ssl.SSLContext | None = None
    ) -> None:
        if server.security is Security.NONE and server.host not in LOOPBACK:
            raise Misconfigured("Mail gaat alleen onversleuteld naar een mailserver op deze machine zelf.")
        self._server = server
        self._sender = ascii_address(sender)
        self._timeout = timeout or TIMEOUT
        self._context = context
        self._connection: smtplib.SMTP | None = None

    def deliver(self, mail: Mail, at: datetime) -> Delivered:
        """Hand a mail over; a server that closed the connection meanwhile is called once more."""
        to, content = ascii_address(mail.to), mail_bytes(mail, at).replace(b"\r\n.", b"\r\n..") + b".\r\n"
        fresh = self._connection is None
        delivered = self._try(to, content)
        if delivered.outcome is Outcome.LOST and not fresh:
            return self._try(to, content)
        return delivered

    def close(self) -> None:
        """Say goodbye, if there is anybody."""
        if self._connection is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _try(self, to: str, content: bytes) -> Delivered:
        if self._connection is None:
            fault = self._connect()
            if fault is not None:
                return fault
        return self._hand_over(to, content)

    def _connect(self) -> Delivered | None:
        """Connect, protect and sign in; gives what went wrong. Nothing of a mail is said before all of that is done."""
        step = Step.CONNECT
        try:
            connection = self._connection = self._open()
            step = Step.GREETING
            connection.ehlo_or_helo_if_needed()
            if self._server.security is Security.STARTTLS:
                step = Step.STARTTLS
                connection.starttls(context=self._trust())
                connection.ehlo()
            if self._server.user:
                step = Step.LOGIN
                connection.login(self._server.user, self._server.password)
        except ssl.SSLCertVerificationError:
            return self._down(Step.CERTIFICATE)
        except smtplib.SMTPResponseException as error:
            return self._down(step, str(error.smtp_code))
        except (OSError, UnicodeEncodeError):  # every other error of smtplib too; a name or password beyond ASCII
            return self._down(step)
        return None

    def _down(self, step: Step, code: str = "") -> Delivered:
        self._drop()
        return Delivered(Outcome.DOWN, step, code)

    def _open(self) -> smtplib.SMTP:
        own = "localhost" if self._server.host in LOOPBACK else None
        host = self._server.host.strip("[]")
        if self._server.security is Security.TLS:
            return smtplib.SMTP_SSL(
                host, self._server.port, local_hostname=own, timeout=self._timeout, context=self._trust()
            )
        return smtplib.SMTP(host, self._server.port, local_hostname=own, timeout=self._timeout)

    def _trust(self) -> ssl.SSLContext:
        """smtplib's own default would take any certificate."""
        return self._context or ssl.create_default_context()

    def _hand_over(self, to: str, content: bytes) -> Delivered:
        connection = self._connection
        if connection is None:
            raise ValueError("there is no connection")
        handed_over = False
        try:
            code, reply = connection.docmd(f"MAIL FROM:<{self._sender}>")
            if code // 100 != 2:
                return self._refused(Step.SENDER, code, reply)
            code, reply = connection.docmd(f"RCPT TO:<{to}>")
            if code // 100 != 2:
                return self._refused(Step.RECIPIENT, code, reply)
            code, reply = connection.docmd("DATA")
            if code != 354:
                return self._refused(Step.CONTENT, code, reply)
            handed_over = True
            connection.send(content)
            code, reply = connection.getreply()
        except OSError:  # every error of smtplib too; a silent server ends here after the timeout
            self._drop()
            return Delivered(Outcome.UNKNOWN if handed_over else Outcome.LOST, Step.CONTENT if handed_over else None)
        if code // 100 == 2:
            return ACCEPTED
        return self._refused(Step.CONTENT, code, reply, handed_over=True)

    def _refused(self, step: Step, code: int, reply: bytes, *, handed_over: bool = False) -> Delivered:
        """What a refusal means, and the connection made ready for the next mail."""
        codes = [found.decode() for found in _ENHANCED.findall(reply)]
        if code // 100 not in (4, 5):  # not an answer of SMTP at all
            self._drop()
            return Delivered(Outcome.UNKNOWN if handed_over else Outcome.LOST, step)
        number = " ".join([str(code), *codes[:1]])
        if code == _NOT_AVAILABLE:
            self._drop()
            return Delivered(Outcome.LOST, step, number)
        if step is Step.SENDER:
            self._drop()
            return Delivered(Outcome.DOWN, step, number)
        self._reset()
        return Delivered(_meaning(step, code, codes), step, number)

    def _reset(self) -> None:
        try:
            if self._connection is not None and self._connection.rset()[0] // 100 != 2:
                self._drop()
        except OSError:
            self._drop()


def _meaning(step: Step, code: int, codes: Sequence[str]) -> Outcome:
    """Later, this address never, or refused for another reason (which must not make a good address count as bad).

    A refusal without an enhanced code is never about the address: 550 also says that we may not send.
    """
    if code // 100 == 4:
        return Outcome.LATER
    if step is Step.RECIPIENT and codes and _ADDRESS_CODES.issuperset(codes):
        return Outcome.NO_ADDRESS
    return Outcome.REFUSED
