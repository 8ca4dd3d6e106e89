"""No mails any more: for one wave, alike for who answered, and without ending the link."""

from __future__ import annotations

import pytest

from monitor.errors import LinkUnknown
from monitor.model import Outcome
from monitor.services import answering, opting_out, sending
from monitor.store import invitations
from tests.monitor.services.mailed import REMINDER, house, invitation_of, mails_of, put, send
from tests.scene import CLOSES, HOUSE, NOORD, OTHER_HOUSE, OTHER_WAVE, PATTERNS, WAVE, Scene, dump_all, fill_in


def opt_out(scene: Scene, partner: str = "p01") -> None:
    opting_out.opt_out(scene.installation, HOUSE, scene.token(partner))


def outcomes(scene: Scene) -> dict[Outcome, int]:
    found: dict[Outcome, int] = {}
    for row in invitations.select_frame(house(scene), WAVE):
        found[row.outcome] = found.get(row.outcome, 0) + row.count
    return found


def test_who_opts_out_counts_as_refused_gets_no_waiting_mail_and_may_still_answer(scene: Scene) -> None:
    send(scene)
    put(scene, kind=REMINDER, round=1)

    opt_out(scene)

    assert mails_of(scene, "p01") == [("invitation", 0, "sent"), ("reminder", 1, "dropped")]
    assert mails_of(scene, "p02") == [("invitation", 0, "sent"), ("reminder", 1, "waiting")]
    assert outcomes(scene) == {Outcome.REFUSED: 1, Outcome.NO_RESPONSE: 23}
    assert not answering.visit(scene.installation, HOUSE, scene.token("p01")).received


def test_who_answered_still_counts_as_answered_and_who_answers_afterwards_too(scene: Scene) -> None:
    for partner, first in (("p01", True), ("p03", False)):
        if not first:
            opt_out(scene, partner)
        fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: PATTERNS[0]})
        sending.send(scene.installation, HOUSE, scene.token(partner))
        if first:
            opt_out(scene, partner)

    assert outcomes(scene) == {Outcome.ANSWERED: 2, Outcome.NO_RESPONSE: 22}
    assert invitation_of(scene, "p01")["opted_out"] == invitation_of(scene, "p03")["opted_out"] == 1


def test_who_had_begun_and_opts_out_is_refused(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})

    opt_out(scene)

    assert outcomes(scene) == {Outcome.REFUSED: 1, Outcome.NO_RESPONSE: 23}


def test_it_is_for_one_wave_and_a_second_time_changes_nothing(scene: Scene) -> None:
    opt_out(scene)
    before = dump_all(scene)

    opt_out(scene)

    assert dump_all(scene) == before
    assert invitation_of(scene, "p01", OTHER_WAVE)["opted_out"] == 0


def test_a_link_that_does_not_work_opts_nobody_out(scene: Scene) -> None:
    before = dump_all(scene)
    wrong = [(HOUSE, "A" * 22), (HOUSE, "../etc"), (OTHER_HOUSE, scene.token("p01")), ("nergens", scene.token("p01"))]

    for place, token in wrong:
        with pytest.raises(LinkUnknown):
            opting_out.opt_out(scene.installation, place, token)
    scene.clock.instant = CLOSES
    with pytest.raises(LinkUnknown):
        opt_out(scene)

    assert dump_all(scene) == before
