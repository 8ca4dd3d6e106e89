"""What a house could work on: by hand, and for random houses from the shown numbers alone."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.results import AspectResult, ItemReliability, ItemResult, Reliability, Report, WorkOn
from monitor.stats.work_on import find_work_on
from tests.monitor.stats.invented_houses import make_house

MEANS = {"a": (2.004, 2.2), "b": (2.5, 2.6), "c": (3.0, 3.1), "d": (3.2, 3.3), "e": (2.1, 3.4), "f": (2.2, 2.3)}
TIES = {"a": 0.704, "b": 0.4, "c": 0.6, "d": 0.5, "e": 0.8, "f": 0.75}
EMPTY = make_house(1, [12, 14]).reports.inside


def report_of(kind: str = "scale", **hidden: ItemResult) -> Report:
    """A report with these six statements of one aspect; hidden: others in the place of some."""
    items = tuple(
        hidden.get(name) or ItemResult(name, "x", 20, mean, high=high) for name, (mean, high) in MEANS.items()
    )
    per_item = tuple(ItemReliability(name, tie, None) for name, tie in TIES.items())
    aspect = AspectResult("x", "X", kind, reliability=Reliability(6, per_item=per_item))
    return replace(EMPTY, items=items, aspects=(aspect,))


def test_what_is_low_with_its_whole_margin_and_strong_stands_out_the_lowest_first() -> None:
    # Means as shown 2.00 2.10 2.20 2.50 3.00 3.20: the middle is 2.35. Ties .40 .50 .60 .70 .75 .80: the middle is .65.
    # a and f lie below 2.35 with their upper ends 2.20 and 2.30; e is strong, but its margin reaches to 3.40.
    assert find_work_on(report_of()) == WorkOn(tuple(MEANS), 2.35, 0.65, ("a", "f"))


def test_a_hidden_or_rounded_statement_takes_no_part() -> None:
    hidden = report_of(a=ItemResult("a", "x", reason="hidden"), f=ItemResult("f", "x", mean=2.2, decimals=1))
    assert find_work_on(hidden) == WorkOn(("b", "c", "d", "e"), 2.75, 0.55, ())


def test_fewer_than_four_statements_or_no_scale_have_no_middle() -> None:
    gone = {name: ItemResult(name, "x", reason="hidden") for name in ("a", "b", "c")}
    assert find_work_on(report_of(**gone)) is None
    assert find_work_on(report_of(kind="index")) is None


@settings(max_examples=25, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10_000), sizes=st.lists(st.integers(0, 30), min_size=1, max_size=4).filter(any))
def test_in_a_random_house_it_is_of_shown_numbers_inside_and_outside(seed: int, sizes: list[int]) -> None:
    reports = make_house(seed, sizes).reports
    for report in (reports.inside, reports.outside):
        found = report.work_on
        means = {item.id: round(item.mean, 2) for item in report.items if item.mean is not None and not item.decimals}
        ties = {one.id for aspect in report.aspects if aspect.reliability for one in aspect.reliability.per_item}
        if found is not None:
            assert set(found.items) <= set(found.statements) <= means.keys() & ties
            assert abs(found.middle_mean - median(means[one] for one in found.statements)) < 1e-9
            assert all(means[one] < found.middle_mean for one in found.items)
