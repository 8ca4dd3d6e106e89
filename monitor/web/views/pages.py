"""What the pages for everyone say of this installation: who answers for it, whom to ask, and security.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from monitor.services.clock import plain_date
from monitor.web.settings import Settings

STATEMENT_DAY = date(2026, 11, 23)
"""When the text of the accessibility statement was last held against the program."""
SECURITY_TXT_DAYS = 180
"""How long a security.txt holds; RFC 9116 advises less than a year. It is made anew at every look."""


@dataclass(frozen=True)
class InstallationPage:
    """Who runs the monitor. `organisation`: as subject of a sentence. `named`: whether the settings name it."""

    organisation: str
    named: bool
    contact: str
    host: str
    drawn_up: str


def installation_page(settings: Settings) -> InstallationPage:
    """The context of the privacy page and the accessibility statement."""
    return InstallationPage(
        organisation=settings.organisation or "de organisatie die deze monitor draait",
        named=bool(settings.organisation),
        contact=settings.contact,
        host=urlsplit(settings.base_url).netloc,
        drawn_up=plain_date(STATEMENT_DAY),
    )


def security_txt(settings: Settings, now: datetime) -> str | None:
    """The text of RFC 9116, or None where nobody was named to report to."""
    contact = settings.security_contact
    if not contact:
        return None
    expires = datetime.combine(now.astimezone(UTC).date() + timedelta(days=SECURITY_TXT_DAYS), time(), UTC)
    lines = (
        ("Contact", contact if contact.startswith("https://") else f"mailto:{contact}"),
        ("Expires", expires.isoformat().replace("+00:00", "Z")),
        ("Preferred-Languages", "nl, en"),
        ("Canonical", f"{settings.base_url.rstrip('/')}/.well-known/security.txt"),
    )
    return "".join(f"{name}: {value}\n" for name, value in lines)
