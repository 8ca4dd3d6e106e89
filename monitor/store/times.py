"""How instants and days are written in the database: UTC, ISO 8601, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(instant: datetime) -> str:
    """UTC text of an aware instant; a naive one is misuse."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def from_text(text: str) -> datetime:
    """The aware instant of a UTC text."""
    return datetime.fromisoformat(text)
