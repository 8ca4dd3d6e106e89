"""A whole wave of five weeks by an injected clock and a real mail server, with nobody at work but the tick."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import LinkUnknown
from monitor.model import TICK, Actor, WaveState
from monitor.services import answering, audit, opening, opting_out, sending, ticking, try_out, wave_groups, wave_setup
from monitor.services.installation import Installation
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.wave_setup import NewDraft
from monitor.services.waves import get_wave
from monitor.store.audit import each_line
from tests.mail_scene import address_of, with_server
from tests.mail_server import Inbox, Moment, mail_server
from tests.scene import (
    BOTH,
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    PARTNERS,
    PATTERNS,
    QUESTIONNAIRE,
    ZUID,
    Clock,
    Scene,
    count_rows,
    fill_in,
    house_file,
    make_house,
    make_installation,
    make_wave,
)

COORDINATOR = Actor("a1 Coördinator", "192.0.2.7")
DRAWN_UP = datetime(2026, 9, 28, 9, tzinfo=UTC)
OPENS = datetime(2026, 10, 5, 7, tzinfo=UTC)
CLOSES = datetime(2026, 11, 9, 16, tzinfo=UTC)
"""Nine o'clock in summer time, and five o'clock in winter time: the clocks change on 25 October."""
REMINDERS = (
    datetime(2026, 10, 15, 8, tzinfo=UTC),
    datetime(2026, 10, 26, 9, tzinfo=UTC),
    datetime(2026, 11, 3, 9, tzinfo=UTC),
)
"""Each at ten in the morning in the Netherlands."""
ERASED = datetime(2027, 12, 30, 23, tzinfo=UTC)
"""Midnight in the Netherlands, where the retention date begins."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
GONE = "p11"
"""Whose address the mail server does not know."""


@dataclass
class Fieldwork:
    """A wave that runs by itself, and everything that left."""

    installation: Installation
    clock: Clock
    inbox: Inbox
    wave: str
    said: list[str] = field(default_factory=list)

    def tick(self, at: datetime) -> int:
        """One tick when the clock shows this; how many mails left."""
        before = len(self.inbox.taken)
        self.clock.instant = at
        report = ticking.tick(self.installation, close=self.close)
        assert report.faults == ()
        self.said += report.done
        return len(self.inbox.taken) - before

    def close(self, house: str, wave: str) -> None:
        close_wave(self.installation, house, wave, actor=TICK)

    def run(self, until: datetime, *, step: timedelta = HOUR) -> int:
        """Ticks up to an instant, and at it; how many mails left."""
        left = 0
        while self.clock.instant + step < until:
            left += self.tick(self.clock.instant + step)
        return left + self.tick(until)

    def got(self) -> Counter[str]:
        """Partner -> mails that arrived."""
        return Counter(recipient.partition("@")[0] for recipient in self.inbox.recipients)

    def last(self, number: int) -> list[str]:
        """Who got the last so many mails, by name."""
        return sorted(recipient.partition("@")[0] for recipient in self.inbox.recipients[-number:])

    def token(self, partner: str) -> str:
        """The token in the newest mail that a partner got."""
        mail = [mail for mail in self.inbox.mails if mail["To"] == address_of(partner)][-1]
        body = mail.get_body(preferencelist=("plain",))
        assert body
        found = re.search(rf"/d/{HOUSE}/([\w-]{{22}})", body.get_content())
        assert found
        return found[1]

    def begin(self, partner: str) -> None:
        """Fill in every page and send nothing."""
        number = PARTNERS.index(partner)
        answers = (
            {NOORD: PATTERNS[0], ZUID: PATTERNS[1]} if partner == BOTH else {number % 2: PATTERNS[number // 2 % 5]}
        )
        fill_in(self.installation, HOUSE, self.token(partner), answers)

    def answer(self, partner: str) -> None:
        self.begin(partner)
        sending.send(self.installation, HOUSE, self.token(partner))

    @property
    def state(self) -> WaveState:
        return get_wave(self.installation, HOUSE, self.wave).state


@pytest.fixture
def fieldwork(tmp_path: Path, closed_databases: None) -> Iterator[Fieldwork]:
    """A wave that a coordinator has sent out a week before it opens; and a neighbour whose wave runs without mail."""
    clock = Clock(DRAWN_UP)
    plain = make_installation(tmp_path / "instance", clock)
    for house in (HOUSE, OTHER_HOUSE):
        make_house(plain, house)
    make_wave(plain, OTHER_HOUSE, "elders")
    with plain.house(OTHER_HOUSE).atomic():
        plain.house(OTHER_HOUSE).execute("UPDATE wave SET mail_paused = 1, closes_at = '2030-01-01T00:00:00+00:00'")
    inbox = Inbox(no_such_address)
    with mail_server(inbox) as port:
        installation = with_server(Scene(plain, clock), port)
        yield Fieldwork(installation, clock, inbox, send_out(installation))


def no_such_address(moment: Moment) -> str | None:
    return "550 5.1.1 no such user" if moment.step == "rcpt" and moment.recipient == address_of(GONE) else None


def send_out(installation: Installation) -> str:
    """What a coordinator does: a draft with three reminders, tried out, looked at, and sent out."""
    new = NewDraft("Meting najaar", *QUESTIONNAIRE, OPENS)
    draft = wave_setup.create_draft(installation, HOUSE, new, actor=COORDINATOR)
    changed = replace(draft, closes_at=CLOSES, retention_date=date(2027, 12, 31))
    wave_setup.change_draft(installation, HOUSE, changed, reminders=REMINDERS, actor=COORDINATOR)
    try_out.make_test_link(installation, HOUSE, draft.id, actor=COORDINATOR)
    wave_groups.see_forecast(installation, HOUSE, draft.id, actor=COORDINATOR)
    opening.send_out(installation, HOUSE, draft.id, actor=COORDINATOR)
    return draft.id


def test_five_weeks_pass_without_anybody_at_the_controls(fieldwork: Fieldwork) -> None:
    run, tick = fieldwork.run, fieldwork.tick

    # It opens at its minute, and everybody who can be reached is invited once.
    assert run(OPENS - MINUTE, step=6 * HOUR) == 0
    assert fieldwork.state is WaveState.READY
    assert tick(OPENS) == len(PARTNERS) - 1
    assert fieldwork.state is WaveState.OPEN
    assert fieldwork.got() == Counter(set(PARTNERS) - {GONE})

    # Eight answer, one wants no mail, one was at none; the server's clock jumps a day ahead and is put right.
    assert run(OPENS + 26 * HOUR) == 0
    for partner in PARTNERS[:8]:
        fieldwork.answer(partner)
    opting_out.opt_out(fieldwork.installation, HOUSE, fieldwork.token("p09"))
    sending.report_absent(fieldwork.installation, HOUSE, fieldwork.token("p10"))
    assert run(fieldwork.clock.instant + 24 * HOUR) == 0
    fieldwork.clock.instant -= 24 * HOUR
    assert run(REMINDERS[0] - MINUTE) == 0

    # The first reminder goes to whoever has not answered at that minute; the clock set back brings it to nobody again.
    fieldwork.answer("p12")
    silent = list(PARTNERS[12:])
    assert tick(REMINDERS[0]) == len(silent)
    assert fieldwork.last(len(silent)) == silent
    fieldwork.clock.instant -= 2 * HOUR
    assert run(REMINDERS[0] + HOUR, step=10 * MINUTE) == 0
    for partner in ("p13", "p14", BOTH):
        fieldwork.answer(partner)

    # The second comes at ten by the clock on the wall, the day after that clock was put back an hour.
    assert run(REMINDERS[1] - MINUTE) == 0
    silent = [partner for partner in silent if partner not in ("p13", "p14", BOTH)]
    assert tick(REMINDERS[1]) == len(silent)
    assert fieldwork.last(len(silent)) == silent

    # The machine is off for three days, over the third one: it comes once, late.
    assert run(REMINDERS[2] - 12 * HOUR) == 0
    assert tick(REMINDERS[2] + 60 * HOUR) == len(silent)
    assert run(CLOSES - 30 * MINUTE) == 0

    # At the closing instant two are busy: one still sends, the other has an hour and does not.
    for partner in ("p15", "p16"):
        fieldwork.begin(partner)
    assert run(CLOSES + 40 * MINUTE, step=MINUTE) == 0
    with pytest.raises(LinkUnknown):
        answering.visit(fieldwork.installation, HOUSE, fieldwork.token("p17"))
    sending.send(fieldwork.installation, HOUSE, fieldwork.token("p15"))
    assert run(CLOSES + 59 * MINUTE, step=MINUTE) == 0
    assert fieldwork.state is WaveState.OPEN
    assert tick(CLOSES + HOUR) == 0
    assert fieldwork.state is WaveState.CLOSED

    # Nothing comes after it, wherever the clock goes; the publication is right.
    for at in (CLOSES - HOUR, CLOSES + 2 * HOUR, REMINDERS[2], CLOSES + 30 * 24 * HOUR):
        assert tick(at) == 0
    assert fieldwork.state is WaveState.CLOSED
    assert verify_publication(fieldwork.installation, HOUSE, fieldwork.wave) == ()
    expected = Counter(dict.fromkeys(PARTNERS, 4))  # the invitation and three reminders
    expected.update(dict.fromkeys((*PARTNERS[:10], "p12"), -3))
    expected.update(dict.fromkeys(("p13", "p14", BOTH), -2))
    expected[GONE] = 0
    assert fieldwork.got() == +expected
    assert count_rows(house_file(Scene(fieldwork.installation, fieldwork.clock)), "invitation") == 0

    # Years later the answers go, on the promised day and not before.
    assert tick(ERASED - MINUTE) == 0
    assert get_wave(fieldwork.installation, HOUSE, fieldwork.wave).erased_on is None
    tick(ERASED)
    assert get_wave(fieldwork.installation, HOUSE, fieldwork.wave).erased_on == date(2027, 12, 31)
    check_the_words(fieldwork)


def check_the_words(fieldwork: Fieldwork) -> None:
    """What the tick said and logged: what happened, in order, and nobody's address."""
    wave = fieldwork.wave
    once = [line for line in fieldwork.said if "mail" not in line]
    assert once == [
        f"{HOUSE}: {wave} is geopend.",
        *(f"{HOUSE}: herinnering {number} van {wave} staat klaar." for number in (1, 2, 3)),
        f"{HOUSE}: {wave} wordt gesloten.",
        f"{HOUSE}: de antwoorden van {wave} zijn gewist.",
    ]
    db = fieldwork.installation.house(HOUSE)
    lines = list(each_line(db))
    assert audit.verify(db) == len(lines)
    texts = "\n".join(fieldwork.said + [f"{line.target} {line.result}" for line in lines])
    assert "@" not in texts and "p17" not in texts


def test_a_machine_that_stood_still_over_two_reminders_sends_one(fieldwork: Fieldwork) -> None:
    fieldwork.run(REMINDERS[0] + HOUR, step=6 * HOUR)
    before = fieldwork.got()

    left = fieldwork.tick(REMINDERS[2] + HOUR)
    more = fieldwork.run(CLOSES - MINUTE, step=6 * HOUR)

    assert (left, more) == (len(PARTNERS) - 1, 0)
    assert fieldwork.got() - before == Counter(set(PARTNERS) - {GONE})


def test_a_machine_that_stood_still_over_the_closing_instant_closes_and_mails_nobody(fieldwork: Fieldwork) -> None:
    fieldwork.run(OPENS + HOUR, step=24 * HOUR)
    for partner in PARTNERS[:8]:
        fieldwork.answer(partner)
    fieldwork.begin("p09")

    left = fieldwork.tick(CLOSES + 72 * HOUR)

    assert left == 0
    assert fieldwork.state is WaveState.CLOSED
    assert verify_publication(fieldwork.installation, HOUSE, fieldwork.wave) == ()


def test_a_machine_that_stood_still_over_the_whole_wave_invites_nobody_to_what_is_over(fieldwork: Fieldwork) -> None:
    left = fieldwork.tick(CLOSES + 72 * HOUR) + fieldwork.tick(CLOSES + 73 * HOUR)

    assert left == 0
    assert fieldwork.state is WaveState.DRAFT  # the coordinator is told, and chooses other times
