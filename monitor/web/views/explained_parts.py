"""The pieces of the page that explains every number: whose figures it works out, and one explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.results import AspectResult, Cell, Comparison, ItemResult, Overall, Reliability

ROUNDED = "Rekent u zelf met de getallen zoals ze hier staan? Dan kan de laatste decimaal anders uitkomen."
NOT_SHOWN = "Dit cijfer tonen we in deze meting niet. Daarom rekenen wij het hier niet voor."


@dataclass(frozen=True)
class Subject:
    """Whose figures are worked out: the whole house, or one overleg. What may not be seen is None or hidden too."""

    name: str
    eligible: int | None
    answered: int | None
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    forms: int | None
    persons: int | None
    scores: Mapping[str, AspectResult | Cell]
    """By aspect, in the questionnaire's order."""
    labels: Mapping[str, str]
    overall: Overall
    items: Sequence[ItemResult]
    texts: Mapping[str, str]
    reliabilities: Mapping[str, Reliability]
    differences: Sequence[tuple[str, Comparison]]
    """With the rest of the house, each with its name; only those that may be seen."""


@dataclass(frozen=True)
class Sum:
    """One figure worked out: what it is of, and the sum in words and numbers."""

    name: str
    worked: str


@dataclass(frozen=True)
class Explained:
    """How one kind of number was made. `key` is its anchor; formula and source stand in small print."""

    key: str
    heading: str
    text: tuple[str, ...]
    sums: tuple[Sum, ...] = ()
    formula: str = ""
    source: str = ""


def example_of(subject: Subject) -> tuple[str, AspectResult | Cell] | None:
    """The aspect that is worked out: the first with a mean in full, else the first with one; None if all are hidden."""
    known = [(subject.labels.get(name, name), one) for name, one in subject.scores.items() if one.mean is not None]
    return next((found for found in known if found[1].decimals is None), known[0] if known else None)


def example_item(subject: Subject) -> ItemResult | None:
    """The statement that is worked out: the first of which the answers are shown; None where there is none."""
    return next((one for one in subject.items if one.counts is not None and one.mean is not None and one.n), None)
