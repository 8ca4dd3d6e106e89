"""The demo's open wave looks as if its mails had been sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.model import WaveState
from monitor.services import answering, mail_numbers, reading
from monitor.services.demo import HOUSE, PARTNERS, Demo
from monitor.services.installation import Installation, read_link_key
from monitor.services.mail_numbers import MailNumbers, Sent
from monitor.store.reminders import ReminderState
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses


@pytest.fixture
def installation(demo: Demo) -> Iterator[Installation]:
    """The demo's folder."""
    yield Installation(demo.folder, read_link_key(demo.folder), invented=True)
    houses.close()
    directories.close()


@pytest.fixture
def numbers(installation: Installation) -> MailNumbers:
    """What the page of the open wave tells."""
    wave = next(one for one in reading.list_waves(installation, HOUSE.id) if one.state is WaveState.OPEN)
    return mail_numbers.mail_numbers(installation, HOUSE.id, wave.id)


def test_everybody_was_invited_three_came_back_and_two_want_no_mails(numbers: MailNumbers) -> None:
    assert numbers.invitations == Sent(left=PARTNERS, waiting=0, returned=3)
    assert (numbers.flags.opted_out, numbers.flags.unreached, len(numbers.named)) == (2, 3, 5)


def test_one_reminder_is_decided_and_one_is_planned(numbers: MailNumbers) -> None:
    first, second = numbers.reminders

    assert (first.state, first.silent) == (ReminderState.DECIDED, PARTNERS - 39 - 7)
    assert (second.state, second.silent) == (ReminderState.PLANNED, None)


def test_the_printed_links_are_of_people_whom_mail_reaches(
    demo: Demo, installation: Installation, numbers: MailNumbers
) -> None:
    for link in demo.links:
        found = answering.visit(installation, HOUSE.id, link.rpartition("/")[2])
        assert not found.invitation.opted_out and not found.received
