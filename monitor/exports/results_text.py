"""Text that a file can hold: without the signs that XML has no place for, and with one kind of line end."""

from __future__ import annotations

import re

_IMPOSSIBLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text with a replacement sign for what XML 1.0 cannot hold; a carriage return is a line end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _IMPOSSIBLE.sub("\N{REPLACEMENT CHARACTER}", lines)
