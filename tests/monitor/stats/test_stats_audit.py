"""Known ways to compute what is hidden, each made by hand; 0 is hidden, 1 one decimal, 2 in full."""

from __future__ import annotations

import numpy as np
import pytest

from tests.monitor.stats.audit_samples import Block, decide_blocks, shown


def test_a_hidden_group_takes_the_smallest_of_its_grouping_along() -> None:
    # 3 + 12 + 14 + 20: without care the house minus the three large ones gives the one of 3.
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((3, 12, 14, 20))]
    assert shown(decide_blocks(blocks, ["g"]).inside, "g") == [0, 0, 2, 2]


def test_complementary_groups_too_small_together_take_a_third_along() -> None:
    # Two persons and two persons are four: the remainder of the grouping is too small as well.
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((2, 2, 12, 20))]
    assert shown(decide_blocks(blocks, ["g"]).inside, "g") == [0, 0, 0, 2]


def test_forms_of_no_group_are_a_remainder() -> None:
    assert shown(decide_blocks([Block({"g": 0}, 12), Block({"g": 1}, 14), Block({}, 4)], ["g"]).inside, "g") == [0, 2]
    assert shown(decide_blocks([Block({"g": 0}, 12), Block({"g": 1}, 14), Block({}, 5)], ["g"]).inside, "g") == [2, 2]


def test_a_remainder_of_one_mind_hides_a_group() -> None:
    # Eight forms of no group all say 4: nobody's cell, large enough, and yet their answer would be known.
    alike = Block({}, 8, scores=[4.0] * 8)
    assert shown(decide_blocks([Block({"g": 0}, 12), Block({"g": 1}, 14), alike], ["g"]).inside, "g") == [0, 2]


def test_a_group_nearly_equal_to_one_of_another_grouping_is_hidden() -> None:
    # Overleg 0 is profession 0 but for two persons; the difference of the two would be theirs.
    blocks = [Block({"o": 0, "b": 0}, 20), Block({"o": 1, "b": 0}, 2), Block({"o": 1, "b": 1}, 30)]
    decision = decide_blocks(blocks, ["o", "b"]).inside
    assert (shown(decision, "o"), shown(decision, "b")) == ([2, 2], [0, 0])


def test_a_chain_of_differences_over_two_groupings_is_broken() -> None:
    # o0 inside b0 by 6, b0 inside v0 by 6: lawful steps. Of v0 without o0 nothing else is left to be seen.
    blocks = [
        Block({"o": 0, "b": 0, "v": 0}, 20),
        Block({"o": 1, "b": 0, "v": 0}, 3),
        Block({"o": 1, "b": 1, "v": 0}, 6),
        Block({"o": 1, "b": 1, "v": 1}, 20),
    ]
    decision = decide_blocks(blocks, ["o", "b", "v"]).inside
    # b0 - o0 would be 3 forms. v0 - o0 is 9, and v1 = o1 - 9 stays.
    assert (shown(decision, "o"), shown(decision, "b"), shown(decision, "v")) == ([2, 2], [0, 0], [2, 2])


def test_an_overleg_does_not_follow_from_its_overlegvorm() -> None:
    blocks = [
        Block({"o": 0, "v": 0}, 15),
        Block({"o": 1, "v": 0}, 3),
        Block({"o": 2, "v": 1}, 12),
        Block({"o": 3, "v": 1}, 14),
    ]
    decision = decide_blocks(blocks, ["o", "v"]).inside
    assert (shown(decision, "o"), shown(decision, "v")) == ([2, 0, 0, 2], [0, 0])


THREE = [
    Block({"x": 0, "y": 1, "z": 0}, 12),  # in x0 and z0
    Block({"x": 1, "y": 0, "z": 0}, 12),  # in y0 and z0
    Block({"x": 0, "y": 1, "z": 1}, 3),  # in x0 alone
    Block({"x": 1, "y": 1, "z": 1}, 12),
]


@pytest.mark.parametrize("pair", [["x", "y"], ["x", "z"], ["y", "z"]])
def test_each_two_of_three_groupings_are_safe_together(pair: list[str]) -> None:
    decision = decide_blocks(THREE, pair).inside
    assert [shown(decision, name) for name in pair] == [[2, 2], [2, 2]]


def test_three_groupings_together_would_give_three_forms() -> None:
    # x0 + y0 - z0 is the third block: no cell, no remainder, found only by looking for small sets.
    decision = decide_blocks(THREE, ["x", "y", "z"]).inside
    assert [shown(decision, name) for name in "xyz"] == [[2, 2], [2, 2], [0, 0]]


def test_all_forms_of_one_person_would_follow_from_three_groupings() -> None:
    # The same with six forms of one person: more than four forms, but nobody else's.
    blocks = [*THREE[:2], Block({"x": 0, "y": 1, "z": 1}, 6, one_person=True), THREE[3]]
    decision = decide_blocks(blocks, ["x", "y", "z"]).inside
    assert [shown(decision, name) for name in "xyz"] == [[2, 2], [2, 2], [0, 0]]
    others = [*THREE[:2], Block({"x": 0, "y": 1, "z": 1}, 6), THREE[3]]  # of six persons it may be known
    assert [shown(decide_blocks(others, ["x", "y", "z"]).inside, name) for name in "xyz"] == [[2, 2]] * 3


def test_the_difference_of_two_forms_is_hidden() -> None:
    # x0 and y0 share 12 forms and have one more each: x0 - y0 would say how far two people are apart.
    blocks = [Block({"x": 0, "y": 0}, 12), Block({"x": 0, "y": 1}, 1), Block({"x": 1, "y": 0}, 1)]
    blocks.append(Block({"x": 1, "y": 1}, 12))
    decision = decide_blocks(blocks, ["x", "y"]).inside
    assert [shown(decision, name) for name in "xy"] == [[2, 2], [0, 0]]


def test_rounding_cannot_be_undone_by_subtraction() -> None:
    # 7 + 12 + 20: the one of 7 has one decimal, and so has the smallest of the others, or the rest would be exact.
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((7, 12, 20))]
    assert shown(decide_blocks(blocks, ["g"]).inside, "g") == [1, 1, 2]


def test_two_rounded_groups_protect_each_other() -> None:
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((7, 8, 12, 20))]
    assert shown(decide_blocks(blocks, ["g"]).inside, "g") == [1, 1, 2, 2]


def test_outside_starts_at_ten_and_is_audited_on_its_own() -> None:
    # Inside 7 is shown rounded; outside it is hidden, and hides the smallest of the others with it.
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((7, 12, 20))]
    assert shown(decide_blocks(blocks, ["g"]).outside, "g") == [0, 0, 2]


def test_a_higher_minimum_holds_inside_and_outside() -> None:
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((11, 12, 13, 20))]
    found = decide_blocks(blocks, ["g"], minimum=12)
    assert (shown(found.inside, "g"), shown(found.outside, "g")) == ([0, 0, 2, 2], [0, 0, 2, 2])


def test_what_readers_need_first_is_kept_first() -> None:
    blocks = [Block({"o": 0, "b": 0}, 20), Block({"o": 1, "b": 0}, 2), Block({"o": 1, "b": 1}, 30)]
    found = decide_blocks(blocks, ["b", "o"]).inside
    assert (shown(found, "b"), shown(found, "o")) == ([2, 2], [0, 0])


def test_equal_weights_expose_nothing_and_a_weight_for_one_person_does() -> None:
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((3, 12, 14, 20))]
    found = decide_blocks(blocks, ["g"])
    for decision in (found.inside, found.outside):
        assert not decision.exposes("a", np.ones(49))
        one = np.ones(49)
        one[30] = 1.5
        assert decision.exposes("a", one)


def test_weights_that_are_equal_within_hidden_groups_give_them_away() -> None:
    # One weight for the three forms of group 0 and another for everybody else: their sum follows.
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((3, 12, 14, 20))]
    decision = decide_blocks(blocks, ["g"]).inside
    weights = np.repeat([2.0, 1.0, 1.0, 1.0], [3, 12, 14, 20])
    assert decision.exposes("a", weights)
    nearly = weights + np.random.default_rng(1).normal(0, 1e-4, 49)
    assert decision.exposes("a", nearly)  # to within a hundredth of a form it is the same
    assert not decision.exposes("a", np.repeat([1.3, 1.3, 0.9, 0.8], [3, 12, 14, 20]))  # hidden ones together


def test_weights_would_make_a_rounded_group_exact() -> None:
    blocks = [Block({"g": group}, forms) for group, forms in enumerate((7, 12, 20))]
    decision = decide_blocks(blocks, ["g"]).inside
    assert decision.exposes("a", np.repeat([2.0, 1.0, 1.0], [7, 12, 20]))
    assert not decision.exposes("a", np.ones(39))


def test_weights_of_a_hidden_measure_are_refused_and_without_protection_nothing_is() -> None:
    blocks = [Block({"g": 0}, 4)]
    assert decide_blocks(blocks, ["g"]).inside.exposes("a", np.ones(4))
    assert not decide_blocks(blocks, ["g"], minimum=1).inside.exposes("a", np.ones(4))
