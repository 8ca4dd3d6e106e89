"""Longer texts that people type and others read: what is left out of them, and what is refused.

Signs that nobody sees or that turn the text round come along with pasting: they are left out without a word. A sign
that no text can hold comes from no keyboard: the whole text is refused.
"""

from __future__ import annotations

import unicodedata

_BREAKS = frozenset("\r\x0b\x0c\x85\u2028\u2029")
_LEFT_OUT = ("Cc", "Cf", "Co", "Cn")
IMPOSSIBLE = "In deze tekst staat een teken dat niet bewaard kan worden. Typ de tekst opnieuw."


def read_text(text: str) -> str:
    """A text as it is kept: one kind of line break, and nothing that nobody sees but what `is_possible` refuses."""
    if text.isprintable():
        return text.strip()
    return "".join(map(_read_sign, text.replace("\r\n", "\n"))).strip()


def is_possible(text: str) -> bool:
    """Whether a text can be stored and given out everywhere: no NUL, no half of a pair (a lone surrogate)."""
    return not any(_is_impossible(sign) for sign in text)


def _read_sign(sign: str) -> str:
    if sign in _BREAKS:
        return "\n"
    if sign == "\t":
        return " "
    if sign == "\n" or _is_impossible(sign):
        return sign
    return "" if unicodedata.category(sign) in _LEFT_OUT else sign


def _is_impossible(sign: str) -> bool:
    return sign == "\x00" or "\ud800" <= sign <= "\udfff"
