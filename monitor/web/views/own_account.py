"""The own account as its page shows it: roles, second factor, sessions; and a new second factor as a QR code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import segno
from markupsafe import Markup

from monitor.model import Right
from monitor.services.clock import local_time
from monitor.services.rights import needs_second_factor
from monitor.services.sessions import Session
from monitor.store.sessions import SessionRow
from monitor.web.formats import sentence_case

FEW_CODES = 3


@dataclass(frozen=True)
class SessionLine:
    """One session in the list; `own`: the one that looks."""

    id: str
    device: str
    began: str
    ends: str
    own: bool


@dataclass(frozen=True)
class AccountPage:
    """What somebody sees of the own account. `waived`: a role needs a second factor, but not in the demo."""

    email: str
    name: str
    roles: tuple[str, ...]
    protected: bool
    demanded: bool
    waived: bool
    codes_left: int
    few_codes: bool
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True)
class SetUpPage:
    """A new second factor. `groups`: its secret in groups of four; `handed`: the same, sealed, for the form."""

    drawing: Markup
    groups: tuple[str, ...]
    address: str
    handed: str
    replaces: bool
    demanded: bool


def account_page(
    session: Session, rows: Sequence[SessionRow], *, codes_left: int, demanded: bool, words: Callable[[Right], str]
) -> AccountPage:
    """`words`: how a right is said."""
    needed = needs_second_factor(session.account.rights)
    return AccountPage(
        email=session.account.email,
        name=session.account.name,
        roles=tuple(sentence_case(words(right)) for right in session.account.rights),
        protected=session.protected,
        demanded=needed and demanded,
        waived=needed and not demanded,
        codes_left=codes_left,
        few_codes=codes_left <= FEW_CODES,
        sessions=tuple(_line(row, session.id) for row in sorted(rows, key=lambda row: row.id != session.id)),
    )


def _line(row: SessionRow, own: str) -> SessionLine:
    device = row.device or "onbekende browser"
    return SessionLine(row.id, device, local_time(row.began_at), local_time(row.expires_at), row.id == own)


def set_up_page(secret: str, address: str, *, handed: str, replaces: bool, demanded: bool) -> SetUpPage:
    """The QR code is drawn here, as SVG in the page: the secret goes to no other host and into no cache."""
    groups = tuple(secret[start : start + 4] for start in range(0, len(secret), 4))
    return SetUpPage(_draw(address), groups, address, handed, replaces, demanded)


def _draw(address: str) -> Markup:
    """Dark on light whatever the colour scheme: not every camera reads it the other way round."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=1, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - made by segno from paths and numbers; no text of anybody stands in it
