from __future__ import annotations

from monitor.services.time_limit import MOST_SECONDS, limit, never


def test_a_step_leaves_the_rest_when_its_time_is_over_and_not_before() -> None:
    shown = [100.0]
    stopped = limit(never, clock=lambda: shown[0])

    asked = []
    for seconds in (0.0, MOST_SECONDS - 0.1, MOST_SECONDS, MOST_SECONDS + 100):
        shown[0] = 100.0 + seconds
        asked.append(stopped())

    assert asked == [False, False, True, True]


def test_who_asks_to_stop_is_heard_before_that() -> None:
    asked = [False, True]

    stopped = limit(lambda: asked.pop(0), clock=lambda: 0.0)

    assert [stopped(), stopped()] == [False, True]
