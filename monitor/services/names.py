"""Names and addresses that people type: what is refused, and what counts as the same spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from monitor.errors import BadInput

LONGEST_NAME = 120
LONGEST_CONTACT = 500
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of signs that nobody sees or that end a line."""


def check_name(name: str) -> None:
    """Raise BadInput for a name that is empty, too long, or holds signs that cannot be seen or turn text round."""
    if not name.strip() or len(name) > LONGEST_NAME or not is_plain(name):
        raise BadInput(
            f"Een naam heeft 1 tot en met {LONGEST_NAME} zichtbare tekens, zonder regeleinden of onzichtbare tekens."
        )


def check_contact(text: str) -> None:
    """Raise BadInput for whom partners can ask something, if it is empty, too long, or holds signs nobody sees."""
    if not text.strip() or len(text.strip()) > LONGEST_CONTACT or not is_plain(text.replace("\n", " ")):
        raise BadInput(
            f"Vul in wie partners kunnen bellen of mailen, in ten hoogste {LONGEST_CONTACT} tekens, zonder "
            "onzichtbare tekens."
        )


def is_plain(text: str) -> bool:
    """Whether there are no signs in it that cannot be seen, turn the text round or end a line."""
    if text.isascii() and text.isprintable():  # most names, and a list has thousands
        return True
    return not any(unicodedata.category(sign) in _INVISIBLE for sign in text)


def fold(text: str) -> str:
    """By what two spellings are the same: without capitals, accents, double spaces and signs around words."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())


def make_search(sought: str) -> Callable[[str, str], bool]:
    """Whether (address, name) of somebody hold a text: the address in any capitals, the name folded."""
    wanted, folded = single_spaced(sought).lower(), fold(sought)
    return lambda email, name: wanted in email or (folded != "" and folded in fold(name))


def single_spaced(text: str) -> str:
    """The text with one plain space wherever there were spaces of any kind, and none around it."""
    if not text.isascii():
        text = "".join(" " if unicodedata.category(s) == "Zs" else s for s in unicodedata.normalize("NFC", text))
    return " ".join(part for part in text.split(" ") if part)


def read_name(text: str) -> str:
    """A name as it is kept: single spaces. Raises BadInput as `check_name` does, and for one without any letter."""
    name = single_spaced(text)
    check_name(name)
    if not fold(name):  # a digit will do
        raise BadInput("Een naam heeft ten minste één letter of cijfer.")
    return name


_EMAIL = "Dit is geen e-mailadres: {reason}. Een voorbeeld: naam@gemeente.nl"
LONGEST_EMAIL, LONGEST_LOCAL = 254, 64
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")


def read_email(text: str) -> str:
    """One address as partners are found by: lower case, no spaces around it, the domain in its own letters.

    Raises BadInput for everything that is not exactly one address: lists, line breaks, signs that cannot be seen.
    The domain may have letters outside ASCII (IDN), the part before the @ not: few mail servers take those.
    """
    address = unicodedata.normalize("NFC", text.strip(" \t\r\n\u00a0")).lower()
    if not address:
        raise BadInput(_EMAIL.format(reason="er staat niets"))
    if any(not sign.isprintable() or sign.isspace() for sign in address):
        raise BadInput(_EMAIL.format(reason="er staat een spatie, regeleinde of onzichtbaar teken in"))
    if any(sign in ',;<>()[]\\":' for sign in address) or address.count("@") > 1:
        raise BadInput(
            _EMAIL.format(reason="hier hoort precies één adres, zonder komma’s, haakjes of aanhalingstekens")
        )
    local, at, domain = address.partition("@")
    if not at:
        raise BadInput(_EMAIL.format(reason="het apenstaartje (@) ontbreekt"))
    if len(address) > LONGEST_EMAIL or len(local) > LONGEST_LOCAL:
        raise BadInput(_EMAIL.format(reason="het is te lang"))
    if not _LOCAL.fullmatch(local):
        raise BadInput(_EMAIL.format(reason="voor de @ staan alleen letters zonder accenten, cijfers en leestekens"))
    return f"{local}@{_read_domain(domain)}"


@lru_cache(maxsize=4096)
def _read_domain(domain: str) -> str:
    try:
        plain = domain.encode("idna").decode("ascii").lower()
        own = plain.encode("ascii").decode("idna").lower()
    except UnicodeError:
        plain = own = ""
    labels = plain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise BadInput(_EMAIL.format(reason="achter de @ staat geen bestaand soort domein"))
    if not own.isprintable() or any(sign.isspace() for sign in own):
        raise BadInput(_EMAIL.format(reason="achter de @ staat een onzichtbaar teken"))
    return own


def normalise_email(text: str) -> str:
    """An address as accounts are found by, whatever was typed: without spaces around it, in lower case."""
    return text.strip().lower()
