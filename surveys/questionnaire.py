"""The records of a questionnaire, as a file under questionnaires/ describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

Texts = Mapping[str, str]
"""One text in every language of the questionnaire, by language code ("nl", "en")."""


class AspectKind(StrEnum):
    """What the sum of an aspect's items means."""

    SCALE = "scale"
    """Reflective: the items measure one thing, so alpha is meaningful."""
    INDEX = "index"
    """Formative: the items make up the aspect together; no alpha."""
    PROFILE = "profile"
    """No good or bad end and no sum."""
    NORM = "norm"
    """Judged against a band."""


class BackgroundKind(StrEnum):
    """Where the answer to a background question comes from."""

    OVERLEG = "overleg"
    PROFESSION_GROUP = "beroepsgroep"
    ATTENDANCE = "attendance"


@dataclass(frozen=True)
class Scale:
    """The answers on offer: label k (from 1) is the answer k; geen oordeel stands apart and is no number."""

    labels: tuple[Texts, ...]
    no_opinion: Texts

    @property
    def maximum(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Item:
    """One statement. `position` counts from 0 in the questionnaire's order: the item's column and byte."""

    id: str
    text: Texts
    position: int


@dataclass(frozen=True)
class Block:
    """Statements under one stem (the question they answer)."""

    stem: Texts
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Aspect:
    """One page of statements and one score. `in_total`: whether its mean is part of the overall mean."""

    id: str
    label: Texts
    intro: Texts
    kind: AspectKind
    in_total: bool
    blocks: tuple[Block, ...]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for block in self.blocks for item in block.items)


@dataclass(frozen=True)
class Background:
    """A question about the form's group rather than a statement."""

    id: str
    kind: BackgroundKind
    text: Texts


@dataclass(frozen=True)
class Questionnaire:
    """One published version; never changed afterwards. `sha256` is that of the file's bytes."""

    id: str
    version: int
    languages: tuple[str, ...]
    title: Texts
    source: str
    intro: Texts
    thanks: Texts
    minutes: int
    scale: Scale
    background: tuple[Background, ...]
    aspects: tuple[Aspect, ...]
    sha256: str

    @cached_property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for aspect in self.aspects for item in aspect.items)
