"""Delivery reports in the shapes that mail servers really send, written for these tests: every name is invented."""

from __future__ import annotations

MAIL = "0123456789abcdef0123456789abcdef"
MESSAGE_ID = f"<{MAIL}@monitor.example>"
MARK = f"{MAIL}-fedcba9876543210fedcba9876543210"
"""The header that only our own mail holds."""


def lines(text: str) -> bytes:
    """A message as it goes over the line."""
    return text.strip("\n").replace("\n", "\r\n").encode() + b"\r\n"


def postfix(
    *,
    mail: str = MAIL,
    action: str = "failed",
    status: str = "5.1.1",
    body: str = "Uw link: /d/x/y",
    mark: str = MARK,
) -> bytes:
    """As Postfix sends it: what happened in words, the status, and our mail in whole."""
    return lines(f"""
Return-Path: <>
Date: Mon,  9 Nov 2026 10:02:11 +0100 (CET)
From: MAILER-DAEMON@mx.gemeente.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: monitor@huis.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4XkQ2B1c3z.1762678931/mx.gemeente.example"
Message-Id: <20261109090211.4XkQ2B1c3z@mx.gemeente.example>

This is a MIME-encapsulated message.

--4XkQ2B1c3z.1762678931/mx.gemeente.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

--4XkQ2B1c3z.1762678931/mx.gemeente.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.gemeente.example
X-Postfix-Queue-ID: 4XkQ2B1c3z
X-Postfix-Sender: rfc822; monitor@huis.example
Arrival-Date: Mon,  9 Nov 2026 10:02:10 +0100 (CET)

Final-Recipient: rfc822; p.voorbeeld@gemeente.example
Original-Recipient: rfc822;p.voorbeeld@gemeente.example
Action: {action}
Status: {status}
Remote-MTA: dns; mail.gemeente.example
Diagnostic-Code: smtp; 550 5.1.1 <p.voorbeeld@gemeente.example>: Recipient
    address rejected: User unknown in virtual mailbox table

--4XkQ2B1c3z.1762678931/mx.gemeente.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <monitor@huis.example>
From: "Veiligheidshuis" <monitor@huis.example>
To: p.voorbeeld@gemeente.example
Subject: Hoe werkt het overleg volgens u?
Message-ID: <{mail}@monitor.example>
X-Veiligheidshuis-Mail: {mark}
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_deel"

--=_deel
Content-Type: text/plain; charset="utf-8"

{body}
--=_deel--

--4XkQ2B1c3z.1762678931/mx.gemeente.example--
""")


def exchange(*, mail: str = MAIL, mark: str = MARK) -> bytes:
    """As Exchange Online sends it: HTML first, an In-Reply-To, and of our mail the headers alone."""
    return lines(f"""
From: <postmaster@gemeente.onmicrosoft.example>
To: <monitor@huis.example>
Date: Mon, 9 Nov 2026 09:02:14 +0000
Content-Type: multipart/report; report-type=delivery-status;
 boundary="_000_dsn_gemeente_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <b2c7c1d0-89a5-4a1e-a9f9-0d0c7f0a8f11@AM9EUR01.prod.exchangelabs.example>
In-Reply-To: <{mail}@monitor.example>
References: <{mail}@monitor.example>
Subject: Undeliverable: Hoe werkt het overleg volgens u?
Auto-Submitted: auto-replied
MIME-Version: 1.0

--_000_dsn_gemeente_
Content-Type: multipart/alternative; differences=Content-Type;
 boundary="_001_dsn_gemeente_"

--_001_dsn_gemeente_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message to p.voorbeeld@gemeente.example couldn't be delivered.=20
--_001_dsn_gemeente_
Content-Type: text/html; charset="us-ascii"

<html><body><b>Your message couldn't be delivered.</b></body></html>
--_001_dsn_gemeente_--
--_000_dsn_gemeente_
Content-Type: message/delivery-status

Reporting-MTA: dns;AM9EUR01.prod.exchangelabs.example
Received-From-MTA: dns;mail.huis.example
Arrival-Date: Mon, 9 Nov 2026 09:02:12 +0000

Final-Recipient: rfc822;p.voorbeeld@gemeente.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--_000_dsn_gemeente_
Content-Type: text/rfc822-headers

Received: from mail.huis.example (192.0.2.10) by AM9EUR01.prod.exchangelabs.example
From: "Veiligheidshuis" <monitor@huis.example>
To: <p.voorbeeld@gemeente.example>
Message-ID:
	<{mail}@monitor.example>
X-Veiligheidshuis-Mail:
	{mark}

--_000_dsn_gemeente_--
""")


def gmail(*, mail: str = MAIL, mark: str = MARK) -> bytes:
    """As Gmail sends it: words and a picture in a related part, and a quoted status."""
    return lines(f"""
Delivered-To: monitor@huis.example
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: monitor@huis.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <{mail}@monitor.example>
In-Reply-To: <{mail}@monitor.example>
X-Failed-Recipients: p.voorbeeld@zorg.example
Message-ID: <655e1b2c.170a0220.1a2b3.4c5d.GMR@mx.google.example>
Date: Mon, 09 Nov 2026 01:02:15 -0800 (PST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="0000000000008c1f2b0609c0a1d2"; report-type=delivery-status

--0000000000008c1f2b0609c0a1d2
Content-Type: multipart/related; boundary="0000000000008c23ab0609c0a1d9"

--0000000000008c23ab0609c0a1d9
Content-Type: text/plain; charset="UTF-8"

** Address not found **
--0000000000008c23ab0609c0a1d9
Content-Type: image/png; name="icon.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--0000000000008c23ab0609c0a1d9--
--0000000000008c1f2b0609c0a1d2
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Mon, 09 Nov 2026 01:02:13 -0800 (PST)
X-Original-Message-ID: <{mail}@monitor.example>

Final-Recipient: rfc822; p.voorbeeld@zorg.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.example. (2001:db8::1b, the server for the domain zorg.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Mon, 09 Nov 2026 01:02:14 -0800 (PST)

--0000000000008c1f2b0609c0a1d2
Content-Type: message/rfc822

From: Veiligheidshuis <monitor@huis.example>
To: p.voorbeeld@zorg.example
Message-ID: <{mail}@monitor.example>
X-Veiligheidshuis-Mail: {mark}
Subject: Hoe werkt het overleg volgens u?

Uw link
--0000000000008c1f2b0609c0a1d2--
""")


def sendmail(*, mail: str = MAIL, action: str = "failed", status: str = "5.2.1", mark: str = MARK) -> bytes:
    """As Sendmail sends it: status before the headers, which come as message/rfc822 without a text."""
    return lines(f"""
From: Mail Delivery Subsystem <MAILER-DAEMON@relay.politie.example>
Message-Id: <202611090902.xA992AbC012345@relay.politie.example>
To: <monitor@huis.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="xA992AbC012345.1762678936/relay.politie.example"
Subject: Returned mail: see transcript for details
Auto-Submitted: auto-generated (failure)

This is a MIME-encapsulated message

--xA992AbC012345.1762678936/relay.politie.example

The original message was received at Mon, 9 Nov 2026 10:02:10 +0100

   ----- The following addresses had permanent fatal errors -----
<p.voorbeeld@politie.example>

--xA992AbC012345.1762678936/relay.politie.example
Content-Type: message/delivery-status

Original-Envelope-Id: {mail}@monitor.example
Reporting-MTA: dns; relay.politie.example
Arrival-Date: Mon, 9 Nov 2026 10:02:10 +0100

Final-Recipient: RFC822; p.voorbeeld@politie.example
Action: {action}
Status: {status}
Diagnostic-Code: SMTP; 550 5.2.1 Mailbox disabled

--xA992AbC012345.1762678936/relay.politie.example
Content-Type: message/rfc822

From: Veiligheidshuis <monitor@huis.example>
Message-ID: <{mail}@monitor.example>
X-Veiligheidshuis-Mail: {mark}

--xA992AbC012345.1762678936/relay.politie.example--
""")


OUT_OF_OFFICE = lines(f"""
From: P. Voorbeeld <p.voorbeeld@gemeente.example>
To: monitor@huis.example
Subject: Automatisch antwoord: Hoe werkt het overleg volgens u?
In-Reply-To: {MESSAGE_ID}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

Ik ben er niet.
""")
READ_RECEIPT = lines(f"""
From: P. Voorbeeld <p.voorbeeld@gemeente.example>
To: monitor@huis.example
Subject: Gelezen
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="grens"

--grens
Content-Type: text/plain

Gelezen.
--grens
Content-Type: message/disposition-notification

Final-Recipient: rfc822;p.voorbeeld@gemeente.example
Original-Message-ID: {MESSAGE_ID}
Disposition: automatic-action/MDN-sent-automatically; displayed

--grens--
""")
QUESTION = lines(f"""
From: P. Voorbeeld <p.voorbeeld@gemeente.example>
To: monitor@huis.example
Subject: Re: Hoe werkt het overleg volgens u?
References: {MESSAGE_ID}
Content-Type: text/plain

Mijn link werkt niet. Action: failed Status: 5.1.1
""")


def nested(depth: int, *, kind: str = "multipart/mixed") -> bytes:
    """A report in which parts lie in parts."""
    text = [
        f'Content-Type: multipart/report; boundary="b0"; report-type=delivery-status\r\nMessage-ID: {MESSAGE_ID}\r\n'
    ]
    for level in range(depth):
        text.append(f'\r\n--b{level}\r\nContent-Type: {kind}; boundary="b{level + 1}"\r\n')
    return "".join(text).encode()
