"""Early against late: whether groups differ in answering before or after the first reminder.

When somebody answered is told of nobody, and neither is how many of a group answered early: only p and Cramér's V are
given, with two decimals, because from either of them in full the counts of two groups could be found by trying.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np

from monitor.model import FrameRow, Outcome
from monitor.results import HIDDEN, GroupTest
from monitor.stats.response.tables import Table, make_table
from monitor.stats.response.tally import OVERLEG, Frame, count_variable
from monitor.stats.response.testing import DECIMALS, blunt_p, compare_levels

FEWEST_EACH = 10
"""At least so many must have answered in a level, so many before the first reminder, and so many after it."""


def compare_rounds(rows: Sequence[FrameRow], variable: str, columns: Sequence[Set[int]]) -> GroupTest | None:
    """Test, among who answered, whether the columns (sets of levels) differ in having answered early.

    None where nobody kept the rounds. Columns with fewer than ten answered are left out: with five even two decimals
    would tell their early ones. Hidden: fewer than two columns, too few early or late, or in every column all (or all
    but one) on the same side.
    """
    sent = [row for row in rows if row.outcome is Outcome.ANSWERED and row.round is not None]
    if not sent:
        return None
    frame = _frame_of_answers(sent, variable)
    count = frame.memberships if variable == OVERLEG else frame.persons
    kept = [column for column in columns if count(column).eligible >= FEWEST_EACH]
    table = make_table(frame, kept, memberships=variable == OVERLEG)
    if not _may_be_seen(table):
        return GroupTest(reason=HIDDEN)
    found = compare_levels(table, by_person=variable == OVERLEG or table.overlaps)
    return GroupTest(
        method=found.method,
        p=None if found.p is None else blunt_p(found.p),
        cramers_v=None if found.cramers_v is None else round(found.cramers_v, DECIMALS),
        draws=found.draws,
        seed=found.seed,
        reason=found.reason,
    )


def _frame_of_answers(rows: Sequence[FrameRow], variable: str) -> Frame:
    """The answers as a frame in which "eligible" is who answered and "answered" who did so early."""
    frame = Frame()
    nowhere: frozenset[int] = frozenset()
    for early in (True, False):
        part = count_variable([row for row in rows if (row.round == 0) == early], variable)
        for (_, _, answered), number in part.kinds.items():
            frame.kinds[answered, answered, answered if early else nowhere] += number
    return frame


def _may_be_seen(table: Table) -> bool:
    early = table.persons_answered
    late = int(table.count.sum()) - early
    if table.eligible.shape[1] < 2 or min(early, late) < FEWEST_EACH:
        return False
    total, first = table.eligible_total, table.answered_total
    return bool((np.minimum(first, total - first) > 1).any())
