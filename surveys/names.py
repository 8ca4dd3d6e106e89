"""Ids: every item, aspect and background question becomes a variable of one SPSS file, so its id is an SPSS name."""

from __future__ import annotations

import re

from surveys.fields import Field

MAX_BYTES = 64
RESERVED = frozenset({"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"})
ON_THE_PAGE = frozenset({"csrf_token", "naar", "number", "page", "was"})
"""What a page of statements posts beside its answers, under names of its own."""
_SPSS_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_FILE_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Ids:
    """The ids given out so far. SPSS knows no capitals: `Doel_1` and `doel_1` are one name."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def take(self, field: Field) -> str:
        """Return the field's id, or refuse it: no SPSS name (`spss_fault`), or used before anywhere in the file."""
        name = field.string()
        fault = spss_fault(name)
        if fault:
            raise field.refusal(fault)
        if name in ON_THE_PAGE:
            raise field.refusal(f'"{name}" gebruikt het programma zelf op de pagina; kies een ander id')
        first = self._places.setdefault(name.lower(), field.key)
        if first != field.key:
            raise field.refusal(f'het id "{name}" is al gebruikt bij {first}; geef elk id maar één keer')
        return name


def spss_fault(name: str) -> str | None:
    """Say why a name is no SPSS variable name, or None. Narrower than SPSS: ASCII only, and no _ at the end.

    Source: IBM SPSS Statistics, Variable names: up to 64 bytes, begins with a letter, no reserved keyword, no period
    or underscore at the end.
    """
    if not _SPSS_NAME.fullmatch(name):
        return "een id begint met een letter en heeft verder alleen a-z, A-Z, 0-9, _ en punt; pas het id aan"
    if len(name) > MAX_BYTES:
        return f"een id heeft ten hoogste {MAX_BYTES} tekens; maak het id korter"
    if name.endswith((".", "_")):
        return "een id eindigt niet op een punt of _; pas het id aan"
    if name.upper() in RESERVED:
        return f'"{name}" is in SPSS een gereserveerd woord; kies een ander id'
    return None


def questionnaire_id(field: Field) -> str:
    """Return the questionnaire's own id: it is part of the file's name and of addresses, so a-z, 0-9 and single -."""
    name = field.string()
    if len(name) > MAX_BYTES or not _FILE_NAME.fullmatch(name):
        raise field.refusal(
            f"dit id begint met een letter en heeft verder alleen a-z, 0-9 en losse streepjes, samen ten hoogste "
            f"{MAX_BYTES} tekens; pas het id aan"
        )
    return name
