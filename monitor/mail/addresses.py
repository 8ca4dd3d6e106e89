"""Addresses as mail servers take them: ASCII, and nothing in them that could begin another header or recipient."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.errors import BadInput

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")


@lru_cache(maxsize=1024)
def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (a name with other letters becomes xn--...).

    Raises BadInput for what is not exactly one address, and for other letters before the @: few servers take those.
    """
    local, _, domain = address.rpartition("@")
    plain = f"{local}@{_ascii_domain(domain)}"
    if not _ADDRESS.match(plain):
        raise BadInput(
            "Naar dit adres kan geen mail: het is niet precies één e-mailadres met gewone letters voor de @. "
            "Verbeter het in de lijst met partners."
        )
    return plain


def ascii_or_empty(address: str) -> str:
    """The same, or an empty text: for an address that a mail can do without."""
    try:
        return ascii_address(address)
    except BadInput:
        return ""


@lru_cache(maxsize=1024)
def _ascii_domain(domain: str) -> str:
    """The domain in ASCII, or an empty text for one that cannot be written so."""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
