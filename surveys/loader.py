"""Reads a questionnaire file: bytes in, the records out, or one sentence on what is wrong and where."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from surveys.building import build_questionnaire
from surveys.errors import QuestionnaireError
from surveys.fields import Field
from surveys.questionnaire import Questionnaire

MAX_BYTES = 1_000_000
MAX_DOTS = 50
"""Dots in one line. tomllib takes quadratic time and memory for `a.a.a.a = 1`: a file of 1 MB could fill a server."""
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


def load_questionnaire(path: Path) -> Questionnaire:
    """Read a file of at most 1,000,000 bytes named `<id>-<version>.toml`, or raise QuestionnaireError."""
    questionnaire = parse_questionnaire(_read_bytes(path), name=path.name)
    expected = f"{questionnaire.id}-{questionnaire.version}.toml"
    if path.name != expected:
        raise QuestionnaireError(
            path.name, "", f"id en version horen bij de naam {expected}; geef het bestand die naam"
        )
    return questionnaire


def parse_questionnaire(data: bytes, *, name: str) -> Questionnaire:
    """Read the bytes of a file. `name` only stands in the sentence of a QuestionnaireError: nothing else is raised."""
    if len(data) > MAX_BYTES:
        raise QuestionnaireError(name, "", _too_large())
    values = _parse_toml(_decode(data, name), name)
    return build_questionnaire(Field(name, "", values), sha256=hashlib.sha256(data).hexdigest())


def _read_bytes(path: Path) -> bytes:
    """Read no more than is needed to see that a file is too large; never open what is no file (a pipe would hang)."""
    try:
        if not path.is_file():
            raise QuestionnaireError(path.name, "", "dit is geen bestand; zet er een bestand neer of haal het weg")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = "dit bestand kan niet worden gelezen; kijk de rechten op het bestand na"
        raise QuestionnaireError(path.name, "", reason) from error


def _too_large() -> str:
    return f"dit bestand is groter dan {MAX_BYTES} bytes; maak het kleiner"


def _decode(data: bytes, name: str) -> str:
    """Return the text: UTF-8, with or without the mark that Windows puts in front."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"regel {line} is geen UTF-8; bewaar het bestand opnieuw als UTF-8"
        raise QuestionnaireError(name, "", reason) from error


def _parse_toml(text: str, name: str) -> dict[str, object]:
    """Return the top-level table. Not only TOMLDecodeError: a number of 5,000 digits is a plain ValueError."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            raise QuestionnaireError(name, "", f"regel {number} heeft meer dan {MAX_DOTS} punten; verdeel de regel")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise QuestionnaireError(name, "", "dit bestand is te diep genest; haal haken weg") from error
    except ValueError as error:
        raise QuestionnaireError(name, "", _syntax_reason(error)) from error


def _syntax_reason(error: ValueError) -> str:
    """Say in Dutch where tomllib stopped; its own English words stay behind in the chained error."""
    if not isinstance(error, tomllib.TOMLDecodeError):
        return "een getal in dit bestand is te lang; maak het korter"
    place = _PLACE.search(str(error))
    if place:
        return f"regel {place[1]}, teken {place[2]} is geen geldige TOML; verbeter die regel"
    return "dit is geen geldige TOML tot aan het einde; kijk of alle haken en aanhalingstekens sluiten"
