"""What a partner does with a link, through the services: look, choose, fill in, come back, on two devices."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import BadInput, LinkUnknown, Misconfigured, OutOfOrder
from monitor.model import COMMAND, Outcome
from monitor.services import answering, sealing, sending
from monitor.services.closing import stop_answers
from monitor.services.installation import Installation
from monitor.services.publishing import close_wave
from monitor.store import invitations, vault
from tests.scene import (
    BOTH,
    CLOSES,
    HOUSE,
    NOORD,
    OPENS,
    OTHER_HOUSE,
    OTHER_WAVE,
    PATTERNS,
    TOML,
    WAVE,
    ZUID,
    Scene,
    choose,
    count_rows,
    dump_all,
    fill_in,
    house_file,
    post_page,
    write,
)


def visit(scene: Scene, partner: str = BOTH) -> answering.Visit:
    return answering.visit(scene.installation, HOUSE, scene.token(partner))


def test_a_link_tells_who_asks_and_about_which_overleggen(scene: Scene) -> None:
    found = visit(scene)

    assert found.house.name == "Veiligheidshuis Proefhuis"
    assert found.wave.id == WAVE
    assert [overleg.name for overleg in found.overleggen] == ["Overleg Noord", "Overleg Zuid"]
    assert found.groups[0] == "Veiligheidshuis Proefhuis"
    assert found.groups[1:3] == ["Overleg Noord", "Overleg Zuid"]
    assert found.groups[-1] == "Medewerker Politie"
    assert (found.received, found.invitation.begun, found.draft.answers) == (False, False, {})


def test_looking_at_a_link_changes_nothing(scene: Scene) -> None:
    before = dump_all(scene)

    for _ in range(3):
        visit(scene)

    assert dump_all(scene) == before


def altered(token: str) -> list[str]:
    """The token with one character changed, at every place, and with its case changed."""
    swapped = {token.swapcase(), token.upper(), token.lower()}
    for place, sign in enumerate(token):
        swapped.add(token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :])
    return sorted(swapped - {token})


def test_a_token_with_one_character_or_the_case_changed_opens_nothing(scene: Scene) -> None:
    wrong = altered(scene.token(BOTH))
    assert len(wrong) > 22

    for token in wrong:
        with pytest.raises(LinkUnknown):
            answering.visit(scene.installation, HOUSE, token)


def test_the_last_character_of_a_token_cannot_be_written_in_another_way(scene: Scene) -> None:
    # 22 characters of base64 hold 132 bits: four last characters decode to the same 128 bits, one only is the link.
    token = scene.token(BOTH)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same_bits = [
        token[:-1] + sign
        for sign in alphabet
        if sign != token[-1]
        and base64.urlsafe_b64decode(token[:-1] + sign + "==") == base64.urlsafe_b64decode(token + "==")
    ]
    assert len(same_bits) == 15

    for other in same_bits:
        with pytest.raises(LinkUnknown):
            answering.visit(scene.installation, HOUSE, other)


def test_a_token_opens_only_its_own_house(scene: Scene) -> None:
    with pytest.raises(LinkUnknown):
        answering.visit(scene.installation, OTHER_HOUSE, scene.token(BOTH))


def test_a_partner_has_another_token_in_every_house_and_wave(scene: Scene) -> None:
    tokens = [token for links in scene.tokens.values() for token in links.values()]

    assert len(set(tokens)) == len(tokens) == 72


@pytest.mark.parametrize("token", ["", "kort", "a" * 21, "a" * 23, "a" * 21 + "é", "a" * 21 + "\n", "a" * 21 + "="])
def test_a_malformed_token_is_unknown_like_any_other(scene: Scene, token: str) -> None:
    with pytest.raises(LinkUnknown) as malformed:
        answering.visit(scene.installation, HOUSE, token)
    with pytest.raises(LinkUnknown) as unknown:
        answering.visit(scene.installation, HOUSE, "a" * 22)

    assert str(malformed.value) == str(unknown.value)


@pytest.mark.parametrize("house", ["nergens", "", "..", "../directory", "PROEFHUIS", "a" * 41, "a/b", "a\x00"])
def test_a_house_that_is_not_there_is_an_unknown_link(scene: Scene, house: str) -> None:
    before = sorted(scene.folder.rglob("*"))

    with pytest.raises(LinkUnknown):
        answering.visit(scene.installation, house, scene.token(BOTH))

    assert sorted(scene.folder.rglob("*")) == before


def test_a_revoked_link_is_unknown(scene: Scene) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(
            "UPDATE invitation SET link_number = 2, token_hash = :hash WHERE token_hash = :old",
            {"hash": b"another", "old": sealing.hash_token(scene.token(BOTH))},
        )

    with pytest.raises(LinkUnknown):
        visit(scene)


def test_a_wave_answers_from_its_opening_until_its_closing_instant(scene: Scene) -> None:
    works = []
    for instant in (OPENS - timedelta(seconds=1), OPENS, CLOSES - timedelta(seconds=1), CLOSES):
        scene.clock.instant = instant
        try:
            visit(scene)
            works.append(True)
        except LinkUnknown:
            works.append(False)

    assert works == [False, True, True, False]


def test_who_had_begun_may_go_on_and_send_for_sixty_more_minutes(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    fill_in(scene.installation, HOUSE, scene.token("p03"), {NOORD: PATTERNS[0]})

    scene.clock.instant = CLOSES + timedelta(minutes=59, seconds=59)
    sending.send(scene.installation, HOUSE, scene.token("p01"))
    scene.clock.instant = CLOSES + timedelta(minutes=60)
    with pytest.raises(LinkUnknown):
        sending.send(scene.installation, HOUSE, scene.token("p03"))
    with pytest.raises(LinkUnknown):
        visit(scene, "p05")

    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 1


def test_a_summer_wave_closes_at_an_instant_that_exists_once(scene: Scene) -> None:
    # 25 October 2026, 02.30 in Amsterdam, exists twice; the closing instant is kept in UTC: the first is 00.30 UTC.
    db = scene.installation.house(HOUSE)
    first = CLOSES.replace(month=10, day=25, hour=0, minute=30)
    with db.atomic():
        db.execute("UPDATE wave SET opens_at = '2026-10-01T08:00:00+00:00', closes_at = :at", {"at": first.isoformat()})

    scene.clock.instant = first - timedelta(seconds=1)
    visit(scene)
    scene.clock.instant = first
    with pytest.raises(LinkUnknown):
        visit(scene)


def test_only_own_overleggen_can_be_chosen(scene: Scene) -> None:
    before = dump_all(scene)

    with pytest.raises(BadInput, match="eigen overleggen"):
        choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 2, ZUID: 2})

    assert dump_all(scene) == before


def test_choosing_no_overleg_is_refused(scene: Scene) -> None:
    with pytest.raises(BadInput, match="ten minste één overleg"):
        choose(scene.installation, HOUSE, scene.token(BOTH), {NOORD: 0})

    assert not visit(scene).invitation.begun


@pytest.mark.parametrize(
    ("attendance", "order"),
    [
        ({NOORD: 2, ZUID: 9}, [ZUID, NOORD]),
        ({NOORD: 9, ZUID: 2}, [NOORD, ZUID]),
        ({NOORD: 2, ZUID: 2}, [NOORD, ZUID]),
        ({NOORD: None, ZUID: 2}, [ZUID, NOORD]),  # left empty counts as once
        ({NOORD: None, ZUID: 0}, [NOORD]),
        ({ZUID: 4}, [ZUID]),  # not ticked is not present
    ],
)
def test_the_most_attended_overleg_comes_first(
    scene: Scene, attendance: dict[int, int | None], order: list[int]
) -> None:
    choose(scene.installation, HOUSE, scene.token(BOTH), attendance)

    found = visit(scene)

    assert [overleg.code for overleg in answering.chosen(found, found.draft)] == order


def test_a_draft_is_there_again_on_another_device_with_the_same_link(scene: Scene) -> None:
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    post_page(scene.installation, HOUSE, scene.token("p01"), NOORD, 1, {0: 3, 1: 255})

    found = visit(scene, "p01")

    assert found.draft.attendance == {NOORD: 4}
    assert found.draft.answers[NOORD] == bytes([3, 255, 0, 0, 0, 0, 0])
    assert answering.parts_done(found, found.draft, NOORD) == 1
    assert (found.invitation.begun, found.received) == (True, False)


def test_a_part_whose_turn_has_not_come_is_refused_and_changes_nothing(scene: Scene) -> None:
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    before = dump_all(scene)

    with pytest.raises(OutOfOrder, match="nog niet aan de beurt"):
        post_page(scene.installation, HOUSE, scene.token("p01"), NOORD, 2, {2: 3})

    assert dump_all(scene) == before


@pytest.mark.parametrize("part", [0, 4, -1, 10**9])
def test_a_part_that_does_not_exist_is_refused(scene: Scene, part: int) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})

    with pytest.raises(BadInput, match="bestaat niet"):
        post_page(scene.installation, HOUSE, scene.token("p01"), NOORD, part, {0: 3})


def test_a_page_about_an_overleg_that_was_not_chosen_is_refused(scene: Scene) -> None:
    choose(scene.installation, HOUSE, scene.token(BOTH), {NOORD: 4, ZUID: 0})

    with pytest.raises(OutOfOrder, match="Kies eerst"):
        post_page(scene.installation, HOUSE, scene.token(BOTH), ZUID, 1, {0: 3})


def test_a_single_answer_is_kept_but_its_part_does_not_count_as_seen(scene: Scene) -> None:
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    post_page(scene.installation, HOUSE, scene.token("p01"), NOORD, 1, {0: 3}, complete=False)

    found = visit(scene, "p01")

    assert found.draft.answers[NOORD][0] == 3
    assert answering.parts_done(found, found.draft, NOORD) == 0


def test_two_devices_with_the_same_page_open_keep_the_answers_of_both(scene: Scene) -> None:
    token, empty = scene.token("p01"), {0: 0, 1: 0}
    choose(scene.installation, HOUSE, token, {NOORD: 4})

    one = post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 3}, shown=empty, nonce="phone")
    other = post_page(scene.installation, HOUSE, token, NOORD, 1, {1: 2}, shown=empty, nonce="desk")

    assert visit(scene, "p01").draft.answers[NOORD][:2] == bytes([3, 2])
    assert (one.conflict, other.conflict) == (False, False)


def first_answer(code: int, nonce: str = "phone") -> answering.PagePosted:
    return answering.PagePosted(NOORD, 1, {0: 0, 1: 0}, {0: code}, nonce, None, complete=True)


def test_a_save_made_from_a_draft_that_another_device_changed_meanwhile_keeps_both(scene: Scene) -> None:
    # Both have read the same draft before either writes.
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    phone, desk, late = (visit(scene, "p01") for _ in range(3))
    second = answering.PagePosted(NOORD, 1, {0: 0, 1: 0}, {1: 2}, "desk", None, complete=True)

    one = answering.save_page(scene.installation, phone, first_answer(3))
    other = answering.save_page(scene.installation, desk, second)
    third = answering.save_page(scene.installation, late, first_answer(1, "tablet"))

    assert visit(scene, "p01").draft.answers[NOORD][:2] == bytes([1, 2])
    assert third.visit.draft == visit(scene, "p01").draft
    assert (one.conflict, other.conflict, third.conflict) == (False, False, True)


def test_a_save_that_a_later_one_of_its_page_overtook_meanwhile_changes_nothing(scene: Scene) -> None:
    # The first look, before the later save, would call it a conflict with the desk; the second leaves it at that.
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    answering.save_page(scene.installation, visit(scene, "p01"), first_answer(3, "desk"))
    early = visit(scene, "p01")
    answering.save_page(scene.installation, visit(scene, "p01"), replace(first_answer(2), number=2))

    overtaken = answering.save_page(scene.installation, early, replace(first_answer(1), number=1))

    assert visit(scene, "p01").draft.answers[NOORD][0] == 2
    assert not overtaken.conflict


def test_a_save_looks_the_link_up_no_second_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    found = visit(scene, "p01")
    with monkeypatch.context() as patched:
        patched.delattr(invitations, "select_invitation")
        saved = answering.save_page(scene.installation, found, first_answer(3)).visit
        answering.save_page(scene.installation, saved, first_answer(4))

    assert visit(scene, "p01").draft.answers[NOORD][0] == 4


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.INELIGIBLE])
def test_a_draft_is_not_replaced_once_the_outcome_is_known(scene: Scene, outcome: Outcome) -> None:
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    found = visit(scene, "p01")
    before, draft = found.invitation.sealed_draft, sealing.draft_id(found.token)
    assert before
    assert invitations.update_outcome_once(found.db, found.invitation.id, outcome)

    swapped = vault.swap_draft(
        found.db, draft=draft, token_hash=sealing.hash_token(found.token), before=before, after=b"other"
    )

    assert not swapped
    assert vault.select_draft(found.db, draft) == before


def revoke(scene: Scene) -> None:
    scene.installation.house(HOUSE).execute(
        "UPDATE invitation SET token_hash = :other WHERE token_hash = :hash",
        {"other": b"another", "hash": sealing.hash_token(scene.token("p01"))},
    )


@pytest.mark.parametrize(
    ("meanwhile", "error"),
    [
        (lambda scene: sending.send(scene.installation, HOUSE, scene.token("p01")), OutOfOrder),
        (lambda scene: sending.report_absent(scene.installation, HOUSE, scene.token("p01")), OutOfOrder),
        (lambda scene: stop_answers(scene.installation, HOUSE, WAVE, early=True, actor=COMMAND), LinkUnknown),
        (revoke, LinkUnknown),
    ],
    ids=["sent", "absent", "closed", "revoked"],
)
def test_nothing_is_kept_once_the_link_is_done_though_the_page_was_read_before(
    scene: Scene, meanwhile: Callable[[Scene], None], error: type[Exception]
) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    found = visit(scene, "p01")
    assert found.draft.answers
    meanwhile(scene)
    before = dump_all(scene)

    with pytest.raises(error):
        answering.save_page(scene.installation, found, first_answer(1))

    assert dump_all(scene) == before


@pytest.mark.parametrize("meanwhile", ["sent", "absent", "not begun"])
def test_words_that_come_when_there_is_no_draft_are_not_kept(scene: Scene, meanwhile: str) -> None:
    token = scene.token("p01")
    if meanwhile != "not begun":
        fill_in(scene.installation, HOUSE, token, {NOORD: PATTERNS[0]})
        done = {"sent": sending.send, "absent": sending.report_absent}[meanwhile]
        done(scene.installation, HOUSE, token)
    before = dump_all(scene)

    write(scene.installation, HOUSE, token, words="Te laat, of te vroeg.", contact="a@b.example")

    assert dump_all(scene) == before


@pytest.mark.parametrize("partner", ["p01", BOTH])
def test_a_first_save_of_two_devices_at_once_keeps_one_draft(scene: Scene, partner: str) -> None:
    # Nothing was kept when both looked.
    one, other = visit(scene, partner), visit(scene, partner)

    answering.choose_overleggen(scene.installation, one, {NOORD: 4})
    found = answering.choose_overleggen(scene.installation, other, {NOORD: 7})

    assert found.draft.attendance[NOORD] == visit(scene, partner).draft.attendance[NOORD] == 7
    assert visit(scene, partner).invitation.begun
    assert count_rows(house_file(scene), "draft", f"wave_id = '{WAVE}'") == 1


def test_when_two_devices_give_one_statement_different_answers_the_last_wins_and_is_told(scene: Scene) -> None:
    token, empty = scene.token("p01"), {0: 0, 1: 0}
    choose(scene.installation, HOUSE, token, {NOORD: 4})

    post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 3}, shown=empty, nonce="phone")
    last = post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 1}, shown=empty, nonce="desk")

    assert visit(scene, "p01").draft.answers[NOORD][0] == 1
    assert last.conflict


def test_changing_ones_own_earlier_answer_is_no_conflict(scene: Scene) -> None:
    token = scene.token("p01")
    choose(scene.installation, HOUSE, token, {NOORD: 4})
    post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 3}, shown={0: 0})

    again = post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 1}, shown={0: 3}, nonce="the page, reopened")

    assert visit(scene, "p01").draft.answers[NOORD][0] == 1
    assert not again.conflict


def test_a_page_that_lay_open_and_changed_nothing_undoes_nothing(scene: Scene) -> None:
    token = scene.token("p01")
    choose(scene.installation, HOUSE, token, {NOORD: 4})
    post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 3, 1: 3}, shown={0: 0, 1: 0}, nonce="desk")
    post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 1, 1: 3}, shown={0: 3, 1: 3}, nonce="phone")

    post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 3, 1: 3}, shown={0: 3, 1: 3}, nonce="desk again")

    assert visit(scene, "p01").draft.answers[NOORD][:2] == bytes([1, 3])


def test_a_save_that_arrives_after_a_later_one_of_its_page_is_ignored(scene: Scene) -> None:
    token = scene.token("p01")
    choose(scene.installation, HOUSE, token, {NOORD: 4})
    post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 4}, number=2)

    post_page(scene.installation, HOUSE, token, NOORD, 1, {0: 1}, number=1)

    assert visit(scene, "p01").draft.answers[NOORD][0] == 4


def test_words_too_long_to_keep_are_refused_and_the_draft_stays_as_it_was(scene: Scene) -> None:
    token = scene.token("p01")
    fill_in(scene.installation, HOUSE, token, {NOORD: PATTERNS[1]})
    kept = visit(scene, "p01").draft

    with pytest.raises(BadInput, match="te lang"):
        write(scene.installation, HOUSE, token, words="w" * 20_000, contact="")

    assert visit(scene, "p01").draft == kept


def test_all_drafts_have_one_length_whatever_they_hold(scene: Scene) -> None:
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: None})
    fill_in(scene.installation, HOUSE, scene.token(BOTH), {NOORD: PATTERNS[0], ZUID: PATTERNS[1]})
    write(scene.installation, HOUSE, scene.token(BOTH), words="w" * 2000, contact="a@b.example")

    write(scene.installation, HOUSE, scene.token("p01"), words="", contact="")

    rows = scene.installation.house(HOUSE).query(
        "SELECT id, length(sealed) AS size FROM draft WHERE wave_id = :wave", {"wave": WAVE}
    )

    sizes = {row["id"]: row["size"] for row in rows}
    tokens = (scene.token("p01"), scene.token(BOTH))
    assert len(sizes) == 4
    assert len({sizes[sealing.draft_id(token)] for token in tokens}) == 1
    assert len({sizes[sealing.words_id(token)] for token in tokens}) == 1


def test_a_draft_opens_with_its_own_link_and_with_nothing_that_the_database_holds(scene: Scene) -> None:
    token = scene.token("p01")
    fill_in(scene.installation, HOUSE, token, {NOORD: PATTERNS[0]})
    db = scene.installation.house(HOUSE)
    sealed = vault.select_draft(db, sealing.draft_id(token))
    assert sealed is not None
    other = vault.select_draft(db, sealing.draft_id(scene.token("p03")))
    row = db.query("SELECT token_hash, id FROM invitation WHERE token_hash = :h", {"h": sealing.hash_token(token)})[0]

    assert other is None
    for guess in (scene.token("p03"), bytes(row["token_hash"]).hex()[:22], row["id"][:22]):
        with pytest.raises(Exception, match="De kluis gaat niet open"):
            sealing.unseal(sealing.draft_key(guess), sealed, b"draft")


def test_the_database_alone_does_not_rebuild_a_token(scene: Scene) -> None:
    # Whoever holds a copy of the database has the wave secret, the invitation and the number, but not the link key.
    db = scene.installation.house(HOUSE)
    row = db.query(
        "SELECT wave.secret, invitation.id, invitation.link_number FROM invitation "
        "JOIN wave ON wave.id = invitation.wave_id WHERE invitation.token_hash = :hash",
        {"hash": sealing.hash_token(scene.token("p01"))},
    )[0]

    def rebuild(key: bytes) -> str:
        return sealing.make_token(key, wave_secret=row["secret"], invitation=row["id"], link_number=row["link_number"])

    assert rebuild(scene.installation.link_key) == scene.token("p01")
    assert scene.token("p01") not in {rebuild(bytes(32)), rebuild(row["secret"])}


def test_another_wave_open_at_the_same_time_is_not_touched(scene: Scene) -> None:
    token = scene.token("p01", wave=OTHER_WAVE)
    before = answering.visit(scene.installation, HOUSE, token)

    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token("p01"))

    after = answering.visit(scene.installation, HOUSE, token)
    assert (after.invitation, after.draft) == (before.invitation, before.draft)
    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{OTHER_WAVE}'") == 1


def test_a_wave_that_is_being_closed_takes_nothing_in(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET state = 'closing' WHERE id = :wave", {"wave": WAVE})

    with pytest.raises(LinkUnknown):
        post_page(scene.installation, HOUSE, scene.token("p01"), NOORD, 1, {0: 1})
    with pytest.raises(LinkUnknown):
        sending.send(scene.installation, HOUSE, scene.token("p01"))

    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 0


def test_counting_who_began_leaves_out_who_sent_and_who_never_did(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    fill_in(scene.installation, HOUSE, scene.token("p03"), {NOORD: PATTERNS[0]})
    sending.send(scene.installation, HOUSE, scene.token("p03"))

    assert invitations.count_begun(scene.installation.house(HOUSE), WAVE) == 1


def test_an_installation_with_another_clock_sees_the_same_draft(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    later = replace(scene.installation, clock=lambda: CLOSES - timedelta(minutes=1))

    assert answering.visit(later, HOUSE, scene.token("p01")).draft.answers[NOORD] == PATTERNS[0]


def change_the_questionnaire(scene: Scene) -> Installation:
    """Edit the file of a version that is in use; gives the installation as a process started afterwards sees it."""
    file = scene.folder / "questionnaires" / "proef-1.toml"
    file.write_text(TOML.replace("selectie_2", "selectie_3"), encoding="utf-8")
    return Installation(scene.folder, scene.installation.link_key, invented=True, clock=scene.clock)


def test_a_questionnaire_changed_while_a_wave_runs_takes_no_answer_under_another_statement(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    afterwards = change_the_questionnaire(scene)
    before = dump_all(scene)

    for use in (
        lambda: answering.visit(afterwards, HOUSE, scene.token("p01")),
        lambda: sending.send(afterwards, HOUSE, scene.token("p01")),
        lambda: close_wave(afterwards, HOUSE, WAVE, early=True),
    ):
        with pytest.raises(Misconfigured, match="is weg of veranderd"):
            use()

    assert dump_all(scene) == before


def test_with_the_original_questionnaire_back_the_wave_goes_on(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    change_the_questionnaire(scene)
    (scene.folder / "questionnaires" / "proef-1.toml").write_text(TOML, encoding="utf-8")
    restored = Installation(scene.folder, scene.installation.link_key, invented=True, clock=scene.clock)

    sending.send(restored, HOUSE, scene.token("p01"))

    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 1
