from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Busy, MonitorError, NotStored
from monitor.mail.delivery import ACCEPTED, Delivered, Outcome, Step
from monitor.mail.message import Mail
from monitor.services.mail_batch import Batch
from monitor.services.mail_results import Result, Sent, Verdict

NO_ADDRESS = Delivered(Outcome.NO_ADDRESS, Step.RECIPIENT, "550 5.1.1")
REFUSED = Delivered(Outcome.REFUSED, Step.RECIPIENT, "550")
LATER = Delivered(Outcome.LATER, Step.RECIPIENT, "450 4.7.1")
LOST = Delivered(Outcome.LOST)
UNKNOWN = Delivered(Outcome.UNKNOWN, Step.CONTENT)
DOWN = Delivered(Outcome.DOWN, Step.CONNECT)


@dataclass
class Held:
    """An outbox in memory. `broken`: how many writes go wrong from the third on."""

    broken: list[MonitorError] = field(default_factory=list)
    claimed: list[str] = field(default_factory=list)
    noted: list[Result] = field(default_factory=list)
    writes: int = 0
    total: Sent | None = None

    def now(self) -> datetime:
        return datetime(2026, 11, 10, tzinfo=UTC)

    def _write(self, results: Sequence[Result]) -> None:
        self.writes += 1
        if self.writes > 2 and self.broken:
            raise self.broken.pop()
        self.noted += results

    def claim(self, mail: str, results: Sequence[Result]) -> bool:
        self._write(results)
        self.claimed.append(mail)
        return True

    def make(self, mail: str) -> Mail:
        return Mail(f"{mail}@partner.example", "s", "t", "t", mail, "m@x.example", "Huis")

    def settle(self, results: Sequence[Result], total: Sent) -> None:
        self._write(results)
        self.total = total

    def count_left(self) -> int:
        return 0


@dataclass
class Answers:
    """A mail server that answers so, one after the other."""

    answers: list[Delivered]

    def deliver(self, _mail: Mail, _at: datetime) -> Delivered:
        return self.answers.pop(0)

    def close(self) -> None:
        """Nothing to let go of."""


def run(*answers: Delivered) -> tuple[dict[str, Verdict], Sent]:
    """What is noted of each mail, by its place, and what the batch came to."""
    queue = Held()
    sent = Batch(queue, Answers(list(answers))).run([str(place) for place in range(len(answers))])
    return {result.mail: result.verdict for result in queue.noted}, sent


@pytest.mark.parametrize("before", [0, 3])
def test_a_server_that_knows_no_address_at_all_is_not_believed(before: int) -> None:
    noted, sent = run(*[ACCEPTED] * before, *[NO_ADDRESS] * 12)

    assert sent.fault == Delivered(Outcome.REFUSED, Step.RECIPIENT, "550 5.1.1")
    assert (sent.sent, sent.failed, sent.later) == (before, 0, 5)
    assert Counter(noted.values())[Verdict.NO_ADDRESS] == 0


def test_four_bad_addresses_in_a_row_are_bad_once_another_mail_is_taken() -> None:
    noted, sent = run(*[NO_ADDRESS] * 4, ACCEPTED, *[NO_ADDRESS] * 4)

    assert (sent.sent, sent.failed, sent.fault) == (1, 8, None)
    assert Counter(noted.values()) == {Verdict.SENT: 1, Verdict.NO_ADDRESS: 8}


def test_where_no_mail_is_taken_no_address_is_bad_yet() -> None:
    noted, sent = run(*[NO_ADDRESS] * 4)

    assert (sent.failed, sent.later, sent.fault) == (0, 4, None)
    assert set(noted.values()) == {Verdict.UNCONFIRMED}


@pytest.mark.parametrize("first", [LATER, REFUSED, LOST])
@pytest.mark.parametrize("second", [LATER, REFUSED, LOST])
def test_two_in_a_row_that_are_not_taken_are_the_server_and_cost_no_try(first: Delivered, second: Delivered) -> None:
    noted, sent = run(ACCEPTED, first, NO_ADDRESS, second, ACCEPTED)

    assert sent.fault == second
    assert noted == {"0": Verdict.SENT, "1": Verdict.ASIDE, "2": Verdict.LATER, "3": Verdict.ASIDE}


def test_one_that_is_put_off_between_others_is_that_mail() -> None:
    noted, sent = run(ACCEPTED, LATER, ACCEPTED, LATER, ACCEPTED, LATER)

    assert (sent.sent, sent.later, sent.fault) == (3, 3, None)
    assert [noted[place] for place in "135"] == [Verdict.LATER] * 3


@given(st.lists(st.sampled_from([ACCEPTED, NO_ADDRESS, REFUSED, LATER, LOST, UNKNOWN, DOWN]), max_size=12))
def test_whatever_a_server_answers_every_mail_is_noted_once_and_none_is_bad_by_its_word_alone(
    answers: list[Delivered],
) -> None:
    queue = Held()
    Batch(queue, Answers(list(answers))).run([str(place) for place in range(len(answers))])

    noted = {result.mail: result.verdict for result in queue.noted}
    assert sorted(noted) == sorted(queue.claimed)
    assert len(queue.noted) == len(noted)
    accepted = [mail for mail in noted if answers[int(mail)] is ACCEPTED]
    assert [mail for mail, verdict in noted.items() if verdict is Verdict.SENT] == accepted
    for mail, verdict in noted.items():
        assert verdict is not Verdict.NO_ADDRESS or (accepted and answers[int(mail)] is NO_ADDRESS)
        assert verdict is not Verdict.FAILED or max(map(int, accepted), default=-1) > int(mail)


@pytest.mark.parametrize("error", [Busy("bezet"), NotStored("vol")])
@pytest.mark.parametrize("times", [1, 2])
def test_what_was_handed_over_is_noted_once_more_where_writing_goes_wrong(error: MonitorError, times: int) -> None:
    queue = Held(broken=[error] * times)

    with pytest.raises(type(error)):
        Batch(queue, Answers([ACCEPTED] * 9)).run(map(str, range(9)))

    assert queue.claimed == ["0", "1"]
    assert queue.noted == [Result("0", Verdict.SENT), Result("1", Verdict.SENT)]
    assert queue.total is not None and queue.total.sent == 2


def test_where_the_last_write_alone_goes_wrong_nothing_is_to_be_told() -> None:
    queue = Held(broken=[Busy("bezet")])

    sent = Batch(queue, Answers([ACCEPTED] * 2)).run(["0", "1"])

    assert (sent.sent, len(queue.noted)) == (2, 2)
