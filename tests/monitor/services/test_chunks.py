from __future__ import annotations

import json

import pytest

from monitor.errors import Misconfigured
from monitor.model import FrameRow, Membership, MembershipState, Outcome
from monitor.services import sealing
from monitor.services.chunks import count_frame, open_frame, seal_frame

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def row(count: int, *, round_: int | None) -> FrameRow:
    member = Membership(4, 1, MembershipState.ANSWERED)
    return FrameRow(Outcome.ANSWERED, {"beroepsgroep": 2}, (member,), count, round_)


def test_the_frequency_table_comes_back_as_it_was_sealed() -> None:
    rows = [row(3, round_=0), row(2, round_=1), row(7, round_=None), FrameRow(Outcome.REFUSED, {}, (), 4)]

    assert open_frame(KEY, "wave", seal_frame(KEY, "wave", rows)) == rows


def test_it_opens_with_no_other_key_and_as_no_other_wave() -> None:
    sealed = seal_frame(KEY, "wave", [row(3, round_=0)])

    for key, wave in ((OTHER_KEY, "wave"), (KEY, "other")):
        with pytest.raises(Misconfigured):
            open_frame(key, wave, sealed)


def test_a_table_sealed_before_rounds_were_kept_is_still_read() -> None:
    plain = [["beantwoord", {"beroepsgroep": 2}, [[4, 1, "answered"]], 5]]
    sealed = sealing.seal(KEY, json.dumps(plain).encode(), b"frame" + b"wave")

    assert open_frame(KEY, "wave", sealed) == [row(5, round_=None)]


def test_who_answered_in_another_round_is_counted_apart() -> None:
    rows = [row(1, round_=1), row(1, round_=0), row(1, round_=1), row(1, round_=None)]

    assert sorted((found.round or 0, found.count) for found in count_frame(rows)) == [(0, 1), (0, 1), (1, 2)]
