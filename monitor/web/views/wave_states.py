"""What the states of a wave are called, on every page on which one stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.model import WaveState


@dataclass(frozen=True)
class StateWords:
    """`icon` and `short` stand in lists, `sentence` above a page, `step` on the line of steps."""

    icon: str
    short: str
    sentence: str
    step: str


STATES: Mapping[WaveState, StateWords] = {
    WaveState.DRAFT: StateWords("list", "wordt voorbereid", "De meting wordt voorbereid.", "Voorbereiden"),
    WaveState.READY: StateWords("calendar", "staat klaar", "De meting staat klaar om te openen.", "Klaar om te openen"),
    WaveState.OPEN: StateWords("clock", "loopt", "De meting loopt.", "Open"),
    WaveState.CLOSING: StateWords(
        "clock", "wordt berekend", "De meting is dicht. De uitkomsten worden nu berekend.", "Gesloten"
    ),
    WaveState.CLOSED: StateWords("check", "gesloten", "De meting is gesloten.", "Gesloten"),
}
STEPS = tuple(dict.fromkeys(words.step for words in STATES.values()))
"""The line of steps; while the results are computed a wave is on its last one."""
