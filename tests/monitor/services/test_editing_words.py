"""Open comments: who reads them, in which order, sealed until they are released, and released as one set."""

from __future__ import annotations

import random
import re
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import BadInput, NotFound, OutOfOrder
from monitor.model import TICK, Account, Actor, Right, Role
from monitor.services import accounts, audit, editing_words, editors, reading_contacts, rights, sealing
from monitor.services.beside import read_beside
from monitor.services.drafts import WORDS_BYTES
from monitor.services.editing_words import FEWEST, Decision, Entry
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.retention import erase_due
from monitor.services.sending import WORDS
from monitor.store import comments, directory, edits, vault
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests import workers
from tests.monitor.words_scene import (
    EDITOR,
    begin_reading,
    choose,
    contact_of,
    decide,
    editor_of,
    queue_of,
    release,
    words_of,
    write_and_send,
)
from tests.scene import (
    HOUSE,
    OTHER_HOUSE,
    OTHER_WAVE,
    PARTNERS,
    WAVE,
    Scene,
    copy_scene,
    house_file,
    make_editor,
    make_scene,
    make_wave,
    raw_bytes,
)

WRITERS = PARTNERS[:12]


@pytest.fixture(scope="module")
def original_written(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    made = make_scene(tmp_path_factory.mktemp("written") / "instance")
    write_and_send(made, WRITERS)
    houses.close()
    directories.close()
    return made


@pytest.fixture
def written(original_written: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """Twelve partners wrote something; the wave is open."""
    return copy_scene(original_written, tmp_path / "instance")


@pytest.fixture(scope="module")
def original_closed(original_written: Scene, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    made = copy_scene(original_written, tmp_path_factory.mktemp("closed") / "instance")
    close_wave(made.installation, HOUSE, WAVE, early=True)
    houses.close()
    directories.close()
    return made


@pytest.fixture
def closed(original_closed: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """The same wave, closed."""
    return copy_scene(original_closed, tmp_path / "instance")


def account_of(scene: Scene, role: Role, name: str = "ander") -> Account:
    """Somebody with a role, who was not redacteur when the wave opened."""
    db, account = scene.installation.directory(), f"{name}-{role}"
    with db.atomic():
        directory.insert_account(db, account=account, email=f"{name}-{role}@example.org", name=name)
        right = Right("" if role is Role.ADMINISTRATOR else HOUSE, role)
        directory.insert_right(db, account=account, right=right)
    return accounts.get_account(scene.installation, account).account


def shown(scene: Scene) -> tuple[str, ...]:
    """What readers of the house page see."""
    return read_beside(scene.installation, HOUSE, WAVE).comments


def log_of(scene: Scene, what: str) -> list[str]:
    rows = scene.installation.house(HOUSE).query("SELECT result FROM audit WHERE what = :what", {"what": what})
    return [row["result"] for row in rows]


def test_a_redacteur_reads_every_comment_and_nothing_else(closed: Scene) -> None:
    queue = begin_reading(closed)

    assert sorted(entry.original for entry in queue.entries) == sorted(words_of(partner) for partner in WRITERS)
    assert (queue.total, queue.decided, queue.released, queue.erased) == (12, 0, (), False)
    assert not any("contact-" in str(entry) for entry in queue.entries)


def test_before_the_first_reading_only_the_number_is_there_and_after_it_one_line_in_the_log(closed: Scene) -> None:
    before = queue_of(closed)
    begin_reading(closed)
    begin_reading(closed)

    assert (before.total, before.entries, before.read_on) == (12, (), None)
    assert log_of(closed, "words.read") == ["done, comments: 12"]
    assert [one.read_on for one in editors.editors_of(closed.installation, HOUSE, WAVE)] == [closed.clock().date()]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR, Role.EDITOR, Role.RESEARCHER])
def test_nobody_else_reads_them_whatever_the_role(closed: Scene, role: Role) -> None:
    # A redacteur of a later wave has the role too, and was not named to the partners of this one.
    other = account_of(closed, role)

    with pytest.raises(NotFound):
        editing_words.read_queue(closed.installation, HOUSE, WAVE, other)
    with pytest.raises(NotFound):
        editing_words.begin_reading(closed.installation, HOUSE, WAVE, other, actor=EDITOR)
    with pytest.raises(NotFound):
        editing_words.release(closed.installation, HOUSE, WAVE, other, code="", actor=EDITOR)
    with pytest.raises(NotFound):
        reading_contacts.read_contacts(closed.installation, HOUSE, WAVE, other, actor=EDITOR)


def test_the_redacteur_of_the_other_house_reads_nothing_here(closed: Scene) -> None:
    neighbour = editor_of(closed, OTHER_HOUSE)

    with pytest.raises(NotFound):
        editing_words.read_queue(closed.installation, HOUSE, WAVE, neighbour)


def test_nothing_is_read_while_the_wave_is_open(written: Scene) -> None:
    with pytest.raises(NotFound):
        queue_of(written)
    with pytest.raises(NotFound):
        reading_contacts.count_contacts(written.installation, HOUSE, WAVE, editor_of(written))


def test_who_lost_the_right_reads_nothing_until_it_is_given_back(closed: Scene) -> None:
    own, right = editor_of(closed), Right(HOUSE, Role.EDITOR)
    rights.take(closed.installation, own.id, right, actor=EDITOR)
    with pytest.raises(NotFound):
        queue_of(closed)

    db = closed.installation.directory()
    with db.atomic():
        directory.insert_right(db, account=own.id, right=right)

    assert queue_of(closed).total == 12


def test_a_redacteur_of_a_later_wave_reads_that_one_alone(closed: Scene) -> None:
    close_wave(closed.installation, HOUSE, OTHER_WAVE, early=True)
    make_editor(closed.installation, HOUSE, "Later")
    make_wave(closed.installation, HOUSE, "volgend")
    later = editor_of(closed, name="later")
    close_wave(closed.installation, HOUSE, "volgend", early=True)

    assert editing_words.read_queue(closed.installation, HOUSE, "volgend", later).total == 0
    for wave in (WAVE, OTHER_WAVE):
        with pytest.raises(NotFound):
            editing_words.read_queue(closed.installation, HOUSE, wave, later)
    assert [wave.id for wave in editors.waves_to_read(closed.installation, HOUSE, later)] == ["volgend"]


def test_the_order_stays_and_tells_nothing_of_the_order_of_arrival(original_written: Scene, tmp_path: Path) -> None:
    orders = []
    for number in range(6):
        scene = copy_scene(original_written, tmp_path / str(number))
        close_wave(scene.installation, HOUSE, WAVE, early=True)
        order = [entry.original for entry in begin_reading(scene).entries]
        assert [entry.original for entry in queue_of(scene).entries] == order
        orders.append([WRITERS.index(re.findall(r"p\d\d", text)[0]) for text in order])
        houses.close()
        directories.close()

    # The same twelve comments, closed six times: were the order of arrival in it, these would be alike.
    assert len({tuple(order) for order in orders}) == 6
    together = sum(here == there for order in orders for here, there in zip(order, range(12), strict=True))
    assert together < 24  # 6 are expected of chance alone, 72 if it were the order; 24 is seven standard deviations


def test_no_comment_address_or_edit_lies_in_the_files_in_clear_before_release(closed: Scene) -> None:
    for place, entry in enumerate(begin_reading(closed).entries):
        decision = (Decision.RELEASE, Decision.WITHHOLD, Decision.OPEN)[place % 3]
        decide(closed, entry, decision, f"Aangepastetekst {place}")

    stored = raw_bytes(closed.folder)

    assert b"Eigenwoord" not in stored and b"Aangepastetekst" not in stored
    assert b"@thuis.example" not in stored
    assert {len(sealed) for sealed in edits.select_edits(closed.installation.house(HOUSE), WAVE).values()} == {
        editing_words.EDIT_SIZE + 28
    }


def test_a_decision_and_the_text_stay_as_they_were_kept(closed: Scene) -> None:
    first, second, *_ = begin_reading(closed).entries
    decide(closed, first, Decision.RELEASE, " Korter\r\nen beter ")
    decide(closed, second, Decision.WITHHOLD)

    queue = queue_of(closed)

    assert queue.entries[0] == replace(first, text="Korter\nen beter", decision=Decision.RELEASE, revision=1)
    assert queue.entries[1] == replace(second, decision=Decision.WITHHOLD, revision=1)
    assert (queue.decided, [entry.id for entry in queue.chosen]) == (2, [first.id])
    assert log_of(closed, "words.decided") == ["done, decided: 1, comments: 12", "done, decided: 2, comments: 12"]


def test_signs_that_nobody_sees_or_that_turn_the_text_round_are_not_released(closed: Scene) -> None:
    for entry in begin_reading(closed).entries[:FEWEST]:
        decide(closed, entry, Decision.RELEASE, "\u202eom\u200bge\u2066keerd\ufeff\u2028tweede regel")

    release(closed)

    assert set(read_beside(closed.installation, HOUSE, WAVE).comments) == {"omgekeerd\ntweede regel"}


def test_a_redacteur_reads_what_a_partner_sent_without_such_signs(closed: Scene) -> None:
    key, text = bytes(32), "\u202eom\u200bgekeerd"
    sealed = sealing.seal(key, sealing.pad(text.encode(), WORDS_BYTES), WORDS + WAVE.encode())

    entry = editing_words._open(key, WAVE, b"c", sealed, None)

    assert (entry.original, entry.text) == ("omgekeerd", "omgekeerd")


def test_two_redacteurs_do_not_undo_each_other(closed: Scene) -> None:
    entry = begin_reading(closed).entries[0]
    decide(closed, entry, Decision.WITHHOLD)

    with pytest.raises(OutOfOrder, match="Een andere redacteur"):
        decide(closed, entry, Decision.RELEASE, "Anders")

    assert queue_of(closed).entries[0].decision is Decision.WITHHOLD


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        *(("", Decision.RELEASE), ("  \n ", Decision.RELEASE), ("\u200b\u202e", Decision.RELEASE)),
        *(("w" * 2001, Decision.OPEN), ("€" * 2001, Decision.RELEASE)),
        *(("met\x00nul", Decision.RELEASE), ("half\ud800paar", Decision.WITHHOLD)),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused_and_nothing_changes(
    closed: Scene, text: str, decision: Decision
) -> None:
    entry = begin_reading(closed).entries[0]

    with pytest.raises(BadInput):
        decide(closed, entry, decision, text)

    assert queue_of(closed).entries[0] == entry


@pytest.mark.parametrize("comment", ["", "geen", "00" * 16])
def test_a_comment_that_is_not_there_is_not_found(closed: Scene, comment: str) -> None:
    begin_reading(closed)

    with pytest.raises(NotFound):
        decide(closed, Entry(comment, "", "x"), Decision.RELEASE)


def test_fewer_than_five_are_not_released(closed: Scene) -> None:
    choose(closed, FEWEST - 1)

    with pytest.raises(BadInput, match="4 antwoorden gekozen"):
        release(closed)

    assert shown(closed) == ()


def test_a_released_set_is_what_readers_of_the_house_see_and_the_publication_stays(closed: Scene) -> None:
    queue = choose(closed, 7)

    assert release(closed) == 7

    assert sorted(shown(closed)) == sorted(entry.text for entry in queue.chosen)
    assert read_beside(closed.installation, HOUSE, WAVE, overleg="noord").comments == ()
    assert log_of(closed, "words.released") == ["done, comments: 7, total: 12"]
    assert verify_publication(closed.installation, HOUSE, WAVE) == ()
    assert audit.verify(closed.installation.house(HOUSE)) > 0


def test_released_ids_are_new_ones_every_time(closed: Scene) -> None:
    queue, db = choose(closed, 6), closed.installation.house(HOUSE)
    release(closed)
    first = {comment for comment, _ in comments.select_released(db, WAVE)}
    decide(closed, queue.entries[0], Decision.RELEASE, "Anders")
    release(closed)
    second = {comment for comment, _ in comments.select_released(db, WAVE)}

    assert len(first) == len(second) == 6
    assert not first & second
    assert not (first | second) & {bytes.fromhex(entry.id) for entry in queue.entries}


def test_what_is_released_is_what_was_seen(closed: Scene) -> None:
    queue = choose(closed, 6)
    decide(closed, queue.entries[0], Decision.RELEASE, "Iemand anders veranderde dit.")

    with pytest.raises(OutOfOrder, match="intussen veranderd"):
        release(closed, queue.code)

    assert shown(closed) == ()


def test_one_can_be_taken_back_and_stays_away_at_the_next_release(closed: Scene) -> None:
    choose(closed, 7)
    release(closed)
    [comment, body] = queue_of(closed).released[3]

    left = editing_words.take_back(closed.installation, HOUSE, WAVE, editor_of(closed), comment=comment, actor=EDITOR)

    assert left == 6
    assert body not in shown(closed) and len(shown(closed)) == 6
    assert [entry.decision for entry in queue_of(closed).entries if entry.text == body] == [Decision.WITHHOLD]
    assert release(closed) == 6
    assert body not in shown(closed)
    assert log_of(closed, "words.taken_back") == ["done, left: 6"]
    with pytest.raises(NotFound, match="al teruggenomen"):
        editing_words.take_back(closed.installation, HOUSE, WAVE, editor_of(closed), comment=comment, actor=EDITOR)


def test_where_fewer_than_five_would_be_left_all_go(closed: Scene) -> None:
    choose(closed, 5)
    release(closed)
    comment = queue_of(closed).released[0][0]

    left = editing_words.take_back(closed.installation, HOUSE, WAVE, editor_of(closed), comment=comment, actor=EDITOR)

    assert (left, shown(closed)) == (0, ())


def test_the_retention_date_destroys_comments_and_decisions_and_what_was_released_stays(closed: Scene) -> None:
    choose(closed, 6)
    release(closed)
    before = sorted(shown(closed))
    closed.clock.instant = datetime(2031, 11, 2, 12, tzinfo=UTC)

    [erased] = erase_due(closed.installation, HOUSE, dry_run=False, actor=TICK).erased

    assert (erased.rows["sealed_words"], erased.rows["sealed_edit"], erased.rows["sealed_contact"]) == (12, 6, 12)
    assert sorted(shown(closed)) == before
    queue = queue_of(closed)
    assert (queue.erased, queue.entries, len(queue.released)) == (True, (), 6)
    assert reading_contacts.count_contacts(closed.installation, HOUSE, WAVE, editor_of(closed)) is None
    with pytest.raises(OutOfOrder, match="gewist"):
        release(closed)
    with pytest.raises(OutOfOrder, match="gewist"):
        reading_contacts.read_contacts(closed.installation, HOUSE, WAVE, editor_of(closed), actor=EDITOR)
    taken = queue.released[0][0]
    assert (
        editing_words.take_back(closed.installation, HOUSE, WAVE, editor_of(closed), comment=taken, actor=EDITOR) == 5
    )


@pytest.mark.parametrize(
    ("module", "step"),
    [
        ("monitor.store.comments", "delete_comments"),
        ("monitor.store.comments", "insert_comments"),
        ("monitor.services.audit", "note"),
    ],
)
def test_killed_while_releasing_the_set_of_before_is_still_whole(closed: Scene, module: str, step: str) -> None:
    queue = choose(closed, 6)
    release(closed)
    decide(closed, queue.entries[0], Decision.WITHHOLD)
    before = sorted(shown(closed))
    houses.close()
    directories.close()

    killed = workers.run("release_and_die", closed.folder, HOUSE, WAVE, editor_of(closed).id, module, step)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert sorted(shown(closed)) == before
    assert len(log_of(closed, "words.released")) == 1
    assert release(closed) == 5
    assert len(shown(closed)) == 5
    assert audit.verify(closed.installation.house(HOUSE)) > 0


def test_addresses_are_read_apart_from_comments_and_every_reading_is_logged_by_number(closed: Scene) -> None:
    own = editor_of(closed)
    for _ in range(2):
        found = reading_contacts.read_contacts(closed.installation, HOUSE, WAVE, own, actor=EDITOR)

    assert sorted(found) == sorted(contact_of(partner) for partner in WRITERS)
    assert log_of(closed, "contacts.read") == ["done, addresses: 12"] * 2
    contacts = {bytes(one) for one, _ in vault.select_side(closed.installation.house(HOUSE), vault.CONTACT, WAVE)}
    assert not contacts & {bytes.fromhex(entry.id) for entry in begin_reading(closed).entries}


def test_the_log_holds_no_word_of_a_comment_and_no_address(closed: Scene) -> None:
    choose(closed, 6)
    release(closed)
    reading_contacts.read_contacts(closed.installation, HOUSE, WAVE, editor_of(closed), actor=EDITOR)

    lines = "\n".join(audit.export(closed.installation.house(HOUSE)))

    assert "words.released" in lines
    assert "Eigenwoord" not in lines and "thuis.example" not in lines
    assert not any(entry.id in lines for entry in queue_of(closed).entries)


def test_a_wave_that_opened_without_a_redacteur_is_read_by_nobody(written: Scene) -> None:
    db = written.installation.house(HOUSE)
    with db.atomic():
        db.execute("DELETE FROM wave_editor WHERE wave_id = :wave", {"wave": WAVE})
    close_wave(written.installation, HOUSE, WAVE, early=True)

    with pytest.raises(NotFound):
        queue_of(written)
    assert editors.editors_of(written.installation, HOUSE, WAVE) == ()


def test_partners_are_told_who_was_settled_and_not_who_came_later(written: Scene) -> None:
    wave = editing_words.get_wave(written.installation, HOUSE, WAVE)
    account_of(written, Role.EDITOR)

    assert editors.named_editors(written.installation, HOUSE, wave) == ("Redacteur",)

    accounts.set_disabled(
        written.installation, editor_of(written).id, disabled=True, by="", actor=Actor("beheerder", "")
    )
    assert editors.named_editors(written.installation, HOUSE, wave) == ()


def test_random_ways_of_deciding_release_exactly_what_is_chosen(closed: Scene) -> None:
    chance = random.Random(7)
    begin_reading(closed)
    for _ in range(40):
        entry = chance.choice(queue_of(closed).entries)
        decide(closed, entry, chance.choice(list(Decision)), f"{entry.original} {chance.random()}")
        queue = queue_of(closed)
        if len(queue.chosen) >= FEWEST:
            release(closed)
            assert sorted(shown(closed)) == sorted(entry.text for entry in queue.chosen)

    assert house_file(closed).is_file()


def test_from_the_retention_date_on_nothing_opens_though_no_tick_has_erased(closed: Scene) -> None:
    seen = choose(closed, 6)
    release(closed)
    account, day = editor_of(closed), seen.wave.retention_date
    closed.clock.instant = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(days=1)
    last = queue_of(closed)
    closed.clock.instant += timedelta(days=1)
    queue = queue_of(closed)

    assert len(last.entries) == 12 and not last.erased, "the day before"
    assert (queue.erased, queue.total, queue.entries, len(queue.released)) == (True, 0, (), 6)
    with pytest.raises(OutOfOrder, match="gewist"):
        decide(closed, last.entries[0], Decision.WITHHOLD)
    with pytest.raises(OutOfOrder, match="gewist"):
        release(closed, last.code)
    with pytest.raises(OutOfOrder, match="gewist"):
        begin_reading(closed)
    with pytest.raises(OutOfOrder, match="gewist"):
        reading_contacts.read_contacts(closed.installation, HOUSE, WAVE, account, actor=EDITOR)
    assert reading_contacts.count_contacts(closed.installation, HOUSE, WAVE, account) is None
    assert log_of(closed, "contacts.read") == []
    comment = queue.released[0][0]
    left = editing_words.take_back(closed.installation, HOUSE, WAVE, account, comment=comment, actor=EDITOR)
    assert left == 5, "what was released can still be taken back"
