"""One value of a TOML file together with the way to it: it reads itself as what it should be, or is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from surveys.errors import QuestionnaireError, shown

Choice = TypeVar("Choice", bound=StrEnum)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Field:
    """A value in a file. Every method raises QuestionnaireError, with the key, when the value is something else."""

    file: str
    key: str
    value: object

    def refusal(self, reason: str) -> QuestionnaireError:
        return QuestionnaireError(self.file, self.key, reason)

    def child(self, key: str, value: object = None) -> Field:
        name = key if _BARE_KEY.fullmatch(key) else f'"{shown(key[:40])}"'
        return Field(self.file, f"{self.key}.{name}" if self.key else name, value)

    def table(self, keys: Sequence[str]) -> dict[str, Field]:
        """Return the fields of a table that has exactly these keys, in the order asked."""
        known = self._as_dict()
        for key in known:
            if key not in keys:
                raise self.child(key).refusal(f"deze sleutel bestaat hier niet; gebruik alleen {', '.join(keys)}")
        for key in keys:
            if key not in known:
                raise self.child(key).refusal("deze sleutel ontbreekt; voeg hem toe")
        return {key: self.child(key, known[key]) for key in keys}

    def languages_table(self, languages: Sequence[str]) -> dict[str, Field]:
        """Return one field per language: a text in each language of the questionnaire and in no other."""
        if isinstance(self.value, str):
            raise self.refusal(f'hier hoort een tekst per taal; schrijf {{ {languages[0]} = "..." }}')
        known = self._as_dict()
        for key in known:
            if key not in languages:
                raise self.child(key).refusal('deze taal staat niet in "languages"; haal de tekst weg of noem de taal')
        for key in languages:
            if key not in known:
                raise self.child(key).refusal("de tekst in deze taal ontbreekt; voeg hem toe")
        return {key: self.child(key, known[key]) for key in languages}

    def array(self, *, least: int = 1, most: int | None = None) -> tuple[Field, ...]:
        """Return the fields of a list of `least` to `most` values."""
        if not isinstance(self.value, list):
            raise self.refusal("hier hoort een lijst; schrijf [ ... ] of gebruik [[ ]] boven elk deel")
        if len(self.value) < least:
            what = "deze lijst is leeg" if not self.value else f"deze lijst heeft er {len(self.value)}"
            raise self.refusal(f"{what}; geef er ten minste {least}")
        if most is not None and len(self.value) > most:
            raise self.refusal(f"deze lijst heeft er {len(self.value)}; geef er ten hoogste {most}")
        return tuple(Field(self.file, f"{self.key}[{index}]", value) for index, value in enumerate(self.value))

    def string(self) -> str:
        if not isinstance(self.value, str):
            raise self.refusal("hier hoort tekst; zet die tussen aanhalingstekens")
        return self.value

    def integer(self, *, most: int) -> int:
        """Return a whole number from 1 to `most`."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not 1 <= self.value <= most:
            raise self.refusal(f"hier hoort een heel getal van 1 tot en met {most}; pas de waarde aan")
        return self.value

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refusal("hier hoort true of false, zonder aanhalingstekens; pas de waarde aan")
        return self.value

    def choice(self, kinds: type[Choice]) -> Choice:
        """Return the member that the text names."""
        value = self.string()
        for kind in kinds:
            if kind.value == value:
                return kind
        raise self.refusal(f"deze soort bestaat niet; kies uit {', '.join(kind.value for kind in kinds)}")

    def _as_dict(self) -> dict[str, object]:
        if not isinstance(self.value, dict):
            raise self.refusal("hier hoort een tabel; schrijf { sleutel = waarde } of een kop tussen [ ]")
        return self.value
