"""Rounds: who answered before and after the first reminder, kept until closing and told only of groups."""

from __future__ import annotations

import pytest

from monitor.model import Outcome
from monitor.results import HIDDEN, GroupTest
from monitor.services import publishing, reading, sending
from monitor.services.publishing import close_wave
from monitor.store import invitations
from tests.monitor.services.mailed import REMINDER, house, invitation_of, put, send
from tests.scene import (
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    PARTNERS,
    PATTERNS,
    WAVE,
    ZUID,
    Scene,
    count_rows,
    fill_in,
    house_file,
)


def answer(scene: Scene, partner: str) -> None:
    number = PARTNERS.index(partner)
    fill_in(scene.installation, HOUSE, scene.token(partner), {(NOORD, ZUID)[number % 2]: PATTERNS[number // 2 % 5]})
    sending.send(scene.installation, HOUSE, scene.token(partner))


def early_late(scene: Scene, variable: str) -> GroupTest | None:
    publication = reading.get_publication(scene.installation, HOUSE, WAVE).publication
    by = next(one for one in publication.report.response.by if one.variable == variable)
    return by.early_late


@pytest.mark.parametrize("sent", [0, 1, 2, 3])
def test_the_round_is_the_number_of_reminders_that_had_been_sent(scene: Scene, sent: int) -> None:
    send(scene)
    for number in range(1, sent + 1):
        send(scene, kind=REMINDER, round=number)
    put(scene, kind=REMINDER, round=sent + 1)

    answer(scene, "p01")

    assert invitation_of(scene, "p01")["round"] == sent
    assert invitation_of(scene, "p02")["round"] is None


def test_a_reminder_that_was_dropped_failed_or_is_only_claimed_is_none(scene: Scene) -> None:
    send(scene)
    for number, state in enumerate(("dropped", "failed", "claimed"), start=1):
        put(scene, kind=REMINDER, round=number)
        with house(scene).atomic():
            house(scene).execute("UPDATE outbox SET state = :state WHERE state = 'waiting'", {"state": state})

    answer(scene, "p01")

    assert invitation_of(scene, "p01")["round"] == 0


def test_in_a_wave_without_mails_no_round_is_kept(scene: Scene) -> None:
    answer(scene, "p01")

    assert invitation_of(scene, "p01")["round"] is None


def test_a_publication_says_whether_groups_differ_in_answering_early(scene: Scene) -> None:
    # Of the 12 of either group: Gemeente 9 early, Politie 3.
    send(scene)
    gemeente = [partner for number, partner in enumerate(PARTNERS) if number // 2 % 2 == 0]
    politie = [partner for partner in PARTNERS if partner not in gemeente]
    early = [*gemeente[:9], *politie[:3]]
    for partner in early:
        answer(scene, partner)
    send(scene, [partner for partner in PARTNERS if partner not in early], kind=REMINDER, round=1)
    for partner in PARTNERS:
        if partner not in early:
            answer(scene, partner)
    rounds = [row.round for row in invitations.select_frame(house(scene), WAVE) if row.outcome is Outcome.ANSWERED]
    assert (rounds.count(0), rounds.count(1)) == (12, 12)

    close_wave(scene.installation, HOUSE, WAVE, early=True)

    found = early_late(scene, "beroepsgroep")
    assert found is not None and found.reason is None
    assert found.cramers_v == 0.5  # of the table 9 3 / 3 9
    assert found.p is not None and found.p < 0.05
    assert publishing.verify_publication(scene.installation, HOUSE, WAVE) == ()
    for table in ("invitation", "outbox"):
        assert count_rows(house_file(scene), table, "1" if table == "outbox" else f"wave_id = '{WAVE}'") == 0
    assert count_rows(house_file(scene, OTHER_HOUSE), "invitation") > 0


def test_with_too_few_on_one_side_it_is_hidden(scene: Scene) -> None:
    send(scene)
    for partner in PARTNERS[:20]:
        answer(scene, partner)
    send(scene, PARTNERS[20:], kind=REMINDER, round=1)
    for partner in PARTNERS[20:]:
        answer(scene, partner)

    close_wave(scene.installation, HOUSE, WAVE, early=True)

    found = early_late(scene, "beroepsgroep")
    assert found is not None and found.reason == HIDDEN


def test_a_wave_without_mails_has_no_early_and_late(scene: Scene) -> None:
    for partner in PARTNERS:
        answer(scene, partner)

    close_wave(scene.installation, HOUSE, WAVE, early=True)

    assert early_late(scene, "beroepsgroep") is None
