"""A limit on how long one step of a tick may take, so that a slow mail server does not hold up all the rest."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_SECONDS = 45.0
"""For mails about accounts, for the mails of all houses together, and for reading what came back."""


def never() -> bool:
    """Nobody asks to leave the rest."""
    return False


def limit(
    stopped: Callable[[], bool], *, seconds: float = MOST_SECONDS, clock: Callable[[], float] = time.monotonic
) -> Callable[[], bool]:
    """Whether to leave the rest: because that is asked for, or because the time is over. It begins to run now."""
    ends = clock() + seconds
    return lambda: stopped() or clock() >= ends
