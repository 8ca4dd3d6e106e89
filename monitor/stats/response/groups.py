"""One group of the response: its counts with the rate and Wilson's interval, or hidden.

Standard library only: the web process shows an open wave with it. Wilson (1927), without continuity correction,
z = 1.959964.
"""

from __future__ import annotations

import math

from monitor.results import HIDDEN, ResponseGroup
from monitor.stats.response.tally import Tally

Z = 1.959964


def wilson(answered: int, eligible: int) -> tuple[float, float] | None:
    """Wilson's 95 % interval of a share, without continuity correction; None if nobody is eligible."""
    if eligible == 0:
        return None
    p, z2 = answered / eligible, Z * Z
    middle = p + z2 / (2 * eligible)
    reach = Z * math.sqrt(p * (1 - p) / eligible + z2 / (4 * eligible * eligible))
    low, high = (middle - reach) / (1 + z2 / eligible), (middle + reach) / (1 + z2 / eligible)
    return (0.0 if answered == 0 else low, 1.0 if answered == eligible else high)


def make_group(code: int | None, label: str, tally: Tally) -> ResponseGroup:
    """Give one group's counts with its rate and interval."""
    interval = wilson(tally.answered, tally.eligible)
    return ResponseGroup(
        code=code,
        label=label,
        invited=tally.invited,
        eligible=tally.eligible,
        answered=tally.answered,
        rate=tally.answered / tally.eligible if tally.eligible else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
    )


def hide_group(code: int | None, label: str) -> ResponseGroup:
    """Give a group of which nothing may be seen."""
    return ResponseGroup(code, label, None, None, None, None, None, None, reason=HIDDEN)
