"""What non-response could do at the worst: the overall if all who did not answer had thought one extreme."""

from __future__ import annotations

from monitor.errors import BadInput


def find_worst_case(
    overall: float | None, *, answered: int, eligible: int, maximum: int, minimum: int = 1
) -> tuple[float, ...]:
    """Give the lowest and the highest overall: (m x overall + (M - m) x minimum or maximum) / M.

    answered, eligible: persons m and M; overall on the scale minimum..maximum. Empty where the overall or M is not
    known. Bounds without any assumption: Manski (1989). BadInput if more persons answered than were eligible.
    """
    if answered > eligible:
        raise BadInput("Er antwoordden meer mensen dan er op de lijst meetellen.")
    if overall is None or eligible == 0:
        return ()
    silent = eligible - answered
    return tuple((answered * overall + silent * extreme) / eligible for extreme in (minimum, maximum))
