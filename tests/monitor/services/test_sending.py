"""Versturen and "I was at none": once, whole, and nothing of it to be read from the files."""

from __future__ import annotations

import itertools
import sqlite3
import struct
from collections.abc import Callable

import pytest

from monitor.errors import BadInput, NotStored, OutOfOrder
from monitor.model import MembershipState, Outcome
from monitor.services import answering, sealing, sending
from monitor.store import vault, waves
from monitor.store.database import Database
from tests.scene import (
    BOTH,
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    PATTERNS,
    WAVE,
    ZUID,
    Scene,
    choose,
    count_rows,
    dump_all,
    fill_in,
    house_file,
    post_page,
    raw_bytes,
    write,
)

COMMENT = "Het overleg begint altijd te laat, zei mijn buurvrouw."
ADDRESS = "eigenwijs@postbus.example"


def opened_forms(scene: Scene) -> list[tuple[int, int, int, int, bytes]]:
    """(tie, overleg, beroepsgroep, times present, answers) of every sealed form of the wave."""
    db = scene.installation.house(HOUSE)
    secret, _ = waves.select_secrets(db, WAVE)
    assert secret is not None
    key = sealing.wave_key(scene.installation.link_key, secret)
    plain = [sealing.unseal(key, sealed, b"form" + WAVE.encode()) for _, sealed in vault.select_forms(db, WAVE)]
    return [(*struct.unpack(">QHHh", form[:14]), form[14:]) for form in plain]


def send(scene: Scene, partner: str) -> None:
    sending.send(scene.installation, HOUSE, scene.token(partner))


def outcome(scene: Scene, partner: str) -> Outcome:
    return answering.visit(scene.installation, HOUSE, scene.token(partner)).invitation.outcome


def test_a_sent_form_lies_in_the_vault_with_its_groups_and_answers(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p02"), {ZUID: PATTERNS[3]}, attendance={ZUID: 7})

    send(scene, "p02")

    [(_, overleg, group, present, answers)] = opened_forms(scene)
    assert (overleg, group, present, answers) == (ZUID, 0, 7, PATTERNS[3])
    assert outcome(scene, "p02") is Outcome.ANSWERED


def test_one_press_sends_the_forms_about_all_overleggen_tied_together(scene: Scene) -> None:
    answers = {NOORD: PATTERNS[0], ZUID: PATTERNS[1]}
    fill_in(scene.installation, HOUSE, scene.token(BOTH), answers, attendance={NOORD: 2, ZUID: None})
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[4]})

    send(scene, BOTH)
    send(scene, "p01")

    forms = opened_forms(scene)
    ties = {answers: tie for tie, *_, answers in forms}
    assert {(overleg, present, answers) for _, overleg, _, present, answers in forms} == {
        (NOORD, 2, PATTERNS[0]),
        (ZUID, -1, PATTERNS[1]),  # left empty
        (NOORD, 3, PATTERNS[4]),
    }
    assert ties[PATTERNS[0]] == ties[PATTERNS[1]] != ties[PATTERNS[4]]


def drafts_of(scene: Scene, partner: str) -> int:
    """How many of the draft and the words beside it are there."""
    db, token = scene.installation.house(HOUSE), scene.token(partner)
    return sum(
        vault.select_draft(db, draft) is not None for draft in (sealing.draft_id(token), sealing.words_id(token))
    )


def test_sending_destroys_the_draft_and_only_that_one(scene: Scene) -> None:
    for partner in ("p01", "p03"):
        fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: PATTERNS[0]})
        write(scene.installation, HOUSE, scene.token(partner), words=COMMENT, contact=ADDRESS)

    send(scene, "p01")

    assert (drafts_of(scene, "p01"), drafts_of(scene, "p03")) == (0, 2)


def test_sending_a_second_time_changes_nothing_and_is_no_error(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    send(scene, "p01")
    before = dump_all(scene)

    send(scene, "p01")

    assert dump_all(scene) == before


def test_after_sending_nothing_can_be_changed(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    send(scene, "p01")
    before = dump_all(scene)

    with pytest.raises(OutOfOrder, match="al ontvangen"):
        post_page(scene.installation, HOUSE, scene.token("p01"), NOORD, 1, {0: 1})
    with pytest.raises(OutOfOrder, match="al ontvangen"):
        choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 1})
    sending.report_absent(scene.installation, HOUSE, scene.token("p01"))

    assert dump_all(scene) == before


def test_sending_before_the_last_part_was_seen_is_refused_and_keeps_the_draft(scene: Scene) -> None:
    choose(scene.installation, HOUSE, scene.token("p01"), {NOORD: 4})
    post_page(scene.installation, HOUSE, scene.token("p01"), NOORD, 1, {0: 3})
    before = dump_all(scene)

    with pytest.raises(OutOfOrder, match="nog niet bij het einde"):
        send(scene, "p01")

    assert dump_all(scene) == before


def test_sending_without_a_single_answer_is_refused(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: bytes(7)})

    with pytest.raises(BadInput, match="nog geen enkele stelling"):
        send(scene, "p01")

    assert outcome(scene, "p01") is Outcome.NO_RESPONSE


def test_an_overleg_about_which_nothing_was_answered_gives_no_form(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token(BOTH), {NOORD: PATTERNS[0], ZUID: bytes(7)})

    send(scene, BOTH)

    assert [overleg for _, overleg, *_ in opened_forms(scene)] == [NOORD]


def test_an_overleg_unticked_later_gives_no_form_and_counts_as_not_present(scene: Scene) -> None:
    token = scene.token(BOTH)
    fill_in(scene.installation, HOUSE, token, {NOORD: PATTERNS[0], ZUID: PATTERNS[1]})
    choose(scene.installation, HOUSE, token, {NOORD: 3})

    send(scene, BOTH)

    found = answering.visit(scene.installation, HOUSE, token)
    assert [overleg for _, overleg, *_ in opened_forms(scene)] == [NOORD]
    assert [own.state for own in found.overleggen] == [MembershipState.ANSWERED, MembershipState.NOT_PRESENT]


def test_who_was_at_none_is_not_eligible_and_the_draft_is_gone(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    write(scene.installation, HOUSE, scene.token("p01"), words=COMMENT, contact=ADDRESS)

    sending.report_absent(scene.installation, HOUSE, scene.token("p01"))

    assert outcome(scene, "p01") is Outcome.INELIGIBLE
    assert drafts_of(scene, "p01") == 0
    assert opened_forms(scene) == []


def test_who_was_at_none_cannot_send_afterwards(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})
    sending.report_absent(scene.installation, HOUSE, scene.token("p01"))

    send(scene, "p01")

    assert opened_forms(scene) == []
    assert outcome(scene, "p01") is Outcome.INELIGIBLE


def test_words_and_address_lie_apart_sealed_padded_and_without_anything_that_ties_them(scene: Scene) -> None:
    for partner, words in (("p01", COMMENT), ("p03", "Goed.")):
        fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: PATTERNS[0]})
        write(scene.installation, HOUSE, scene.token(partner), words=words, contact=ADDRESS)
        send(scene, partner)

    db = scene.installation.house(HOUSE)
    secret, _ = waves.select_secrets(db, WAVE)
    assert secret is not None
    key = sealing.wave_key(scene.installation.link_key, secret)
    for kind, texts in (("words", {COMMENT, "Goed."}), ("contact", {ADDRESS})):
        rows = vault.select_side(db, kind, WAVE)
        opened = [sealing.unpad(sealing.unseal(key, sealed, kind.encode() + WAVE.encode())) for _, sealed in rows]
        assert {text.decode() for text in opened} == texts
        assert len({len(sealed) for _, sealed in rows}) == 1
        assert {row["name"] for row in db.query(f"PRAGMA table_info(sealed_{kind})")} == {"id", "wave_id", "sealed"}


def test_without_words_and_address_nothing_is_kept_of_them(scene: Scene) -> None:
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})

    send(scene, "p01")

    assert count_rows(house_file(scene), "sealed_words") == count_rows(house_file(scene), "sealed_contact") == 0


def test_nothing_that_was_filled_in_can_be_read_from_the_bytes_of_the_files(scene: Scene) -> None:
    # One partner has sent, another has a draft; the search goes through every database file and every -wal.
    for partner in ("p01", "p03"):
        fill_in(scene.installation, HOUSE, scene.token(partner), {NOORD: PATTERNS[1]})
        write(scene.installation, HOUSE, scene.token(partner), words=COMMENT, contact=ADDRESS)
    send(scene, "p01")

    stored = raw_bytes(scene.folder)

    secrets = {
        "the comment": COMMENT.encode(),
        "the address": ADDRESS.encode(),
        "the answers": PATTERNS[1],
        "the draft's fields": b'"answers"',
        "the token of who sent": scene.token("p01").encode(),
        "the token of who did not": scene.token("p03").encode(),
        "the link key": scene.installation.link_key,
    }
    assert [what for what, text in secrets.items() if text in stored] == []
    assert WAVE.encode() in stored  # the search does find what lies open


def test_sending_touches_no_other_wave_and_no_other_house(scene: Scene) -> None:
    other_before = dump_all(scene)[f"{OTHER_HOUSE}.sqlite"]
    fill_in(scene.installation, HOUSE, scene.token("p01"), {NOORD: PATTERNS[0]})

    send(scene, "p01")

    assert dump_all(scene)[f"{OTHER_HOUSE}.sqlite"] == other_before
    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{OTHER_WAVE}'") == 1


def test_a_full_disk_acknowledges_nothing_keeps_the_draft_and_the_next_try_works(scene: Scene) -> None:
    token = scene.token("p01")
    fill_in(scene.installation, HOUSE, token, {NOORD: PATTERNS[0]})
    write(scene.installation, HOUSE, token, words=COMMENT, contact=ADDRESS)
    db = scene.installation.house(HOUSE)
    db.query(f"PRAGMA max_page_count = {db.query('PRAGMA page_count')[0][0]}")
    before = dump_all(scene)

    with pytest.raises(NotStored, match="kan nu niets bewaren"):
        send(scene, "p01")

    assert dump_all(scene) == before
    db.query("PRAGMA max_page_count = 1000000")
    send(scene, "p01")
    assert [answers for *_, answers in opened_forms(scene)] == [PATTERNS[0]]


def test_an_input_or_output_error_at_any_statement_leaves_nothing_half(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite's own way of testing: let the first statement fail, then the second, until all of them are through.
    fill_in(scene.installation, HOUSE, scene.token(BOTH), {NOORD: PATTERNS[0], ZUID: PATTERNS[1]})
    write(scene.installation, HOUSE, scene.token(BOTH), words=COMMENT, contact=ADDRESS)
    before, failed = dump_all(scene), 0
    while True:
        with monkeypatch.context() as patched:
            fail_at(patched, failed)
            try:
                send(scene, BOTH)
                break
            except NotStored:
                failed += 1
        assert dump_all(scene) == before

    assert failed >= 6  # outcome, two memberships, forms, words, address, draft
    assert len(opened_forms(scene)) == 2


def fail_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the writing statement with this number (from 0) end in an error of the disk."""
    count = itertools.count()

    def failing(write: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*arguments: object) -> object:
            if next(count) == number:
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error
            return write(*arguments)

        return wrapped

    for name in ("execute", "execute_many"):
        monkeypatch.setattr(Database, name, failing(getattr(Database, name)))
