"""How every bench says what it found: the measured numbers, their ratio, the target, and whether it is met."""

from __future__ import annotations


def verdict(reached: bool) -> str:
    """In the words of the README."""
    return "ok" if reached else "NOT MET"


def ratio(
    label: str, one: float, other: float, unit: str, *, at_least: float | None = None, at_most: float | None = None
) -> None:
    """One number divided by another of the same run."""
    text = f"{label:<46} {one:9.1f} / {other:9.1f} {unit:<13} = {one / other:6.2f}"
    if at_least is not None:
        text += f"   target >= {at_least:g}   {verdict(one / other >= at_least)}"
    if at_most is not None:
        text += f"   target <= {at_most:g}   {verdict(one / other <= at_most)}"
    print(text, flush=True)


def below(label: str, number: float, unit: str, target: float) -> None:
    """A number that has to stay under its target."""
    print(f"{label:<46} {number:9.2f} {unit:<4}   target < {target:g}   {verdict(number < target)}", flush=True)
