"""Closing a wave: everything computed once and frozen, every way back to a person destroyed; also when it is killed."""

from __future__ import annotations

import random
import re
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import Busy, NotFound, OutOfOrder
from monitor.model import WaveState
from monitor.services import answering, progress, publication_json, publishing, reading, sealing, sending
from monitor.services.installation import Installation
from monitor.services.publishing import close_wave
from monitor.store import invitations, vault, waves
from monitor.store.database import Database
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests import workers
from tests.scene import (
    BOTH,
    CLOSES,
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    PATTERNS,
    WAVE,
    ZUID,
    Scene,
    answer_all,
    count_rows,
    dump_all,
    fill_in,
    house_file,
    make_scene,
    raw_bytes,
    write,
)

PERSONAL_TABLES = ("invitation", "draft", "sealed_form")


def fill_the_wave(scene: Scene) -> None:
    """20 sent, 1 at none, 1 began, 2 did nothing; a comment and an address beside one of the forms."""
    answer_all(scene)
    sending.report_absent(scene.installation, HOUSE, scene.token("p21"))
    fill_in(scene.installation, HOUSE, scene.token("p22"), {ZUID: PATTERNS[0]})


@pytest.fixture
def filled(scene: Scene) -> Scene:
    """A wave ready to be closed, half an hour before the end of the grace period."""
    fill_the_wave(scene)
    return scene


@pytest.fixture(scope="module")
def sha256(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What an undisturbed closing of the same answers gives, in an installation with keys and links of its own."""
    scene = make_scene(tmp_path_factory.mktemp("undisturbed") / "instance")
    fill_the_wave(scene)
    found = close_wave(scene.installation, HOUSE, WAVE, early=True)
    houses.close()
    directories.close()
    return found.sha256


@pytest.fixture
def copies(filled: Scene, tmp_path: Path) -> Iterator[Installation]:
    """Copy after copy of the filled installation, to be killed in."""
    houses.close()
    directories.close()

    def copy() -> Iterator[Installation]:
        number = 0
        while True:
            number += 1
            folder = tmp_path / f"copy {number}"
            shutil.copytree(filled.folder, folder)
            yield replace(filled.installation, folder=folder)

    return copy()


def state(installation: Installation, wave: str = WAVE) -> WaveState:
    found = waves.select_wave(installation.house(HOUSE), wave)
    assert found is not None
    return found.state


def assert_closed_whole(installation: Installation, sha256: str) -> None:
    """One publication of all 20 forms, the answers in the vault, and nothing per person left."""
    file = installation.folder / "houses" / f"{HOUSE}.sqlite"
    frozen = reading.get_publication(installation, HOUSE, WAVE)
    assert frozen.sha256 == sha256
    assert (frozen.publication.report.forms, state(installation)) == (20, WaveState.CLOSED)
    assert count_rows(file, "publication") == count_rows(file, "vault_frame") == 1
    assert [table for table in PERSONAL_TABLES if count_rows(file, table, f"wave_id = '{WAVE}'")] == []
    assert publishing.verify_publication(installation, HOUSE, WAVE) == ()
    assert installation.house(HOUSE).query("PRAGMA integrity_check")[0][0] == "ok"


def test_the_same_answers_give_the_same_sha256_in_any_installation(filled: Scene, sha256: str) -> None:
    closed = close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert (closed.sha256, closed.wiped) == (sha256, True)


def test_closing_a_second_time_gives_the_same_answer_and_changes_nothing(filled: Scene) -> None:
    first = close_wave(filled.installation, HOUSE, WAVE, early=True)
    before = dump_all(filled)

    second = close_wave(filled.installation, HOUSE, WAVE)

    assert second == first
    assert dump_all(filled) == before


@pytest.mark.parametrize(
    ("busy", "told"),
    [
        (0, "Misschien is er nog iemand bezig. Wat niet verstuurd is, telt dan niet mee."),
        (1, "Misschien is er nog iemand bezig. Wat niet verstuurd is, telt dan niet mee."),
        (2, "Misschien is er nog iemand bezig. Wat niet verstuurd is, telt dan niet mee."),
        (3, "Er zijn nog 3 partners bezig. Wat niet verstuurd is, telt niet mee als u nu sluit."),
    ],
)
def test_closing_before_the_end_is_refused_with_the_number_of_the_busy_from_three_up(
    filled: Scene, busy: int, told: str
) -> None:
    # Of fewer, the number would follow one person.
    db = filled.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE invitation SET begun = 0 WHERE outcome = 'geen_reactie'")
        db.execute(
            "UPDATE invitation SET begun = 1 WHERE id IN (SELECT id FROM invitation WHERE wave_id = :wave "
            "AND outcome = 'geen_reactie' LIMIT :busy)",
            {"wave": WAVE, "busy": busy},
        )
    before = dump_all(filled)

    with pytest.raises(OutOfOrder, match=r"loopt nog tot maandag 30 november 2026, 17\.00 uur\. " + re.escape(told)):
        close_wave(filled.installation, HOUSE, WAVE)

    assert dump_all(filled) == before


def test_in_the_hour_after_the_end_closing_waits_for_who_is_busy(filled: Scene) -> None:
    filled.clock.instant = CLOSES + timedelta(minutes=59)

    with pytest.raises(OutOfOrder, match=r"Versturen mag tot maandag 30 november 2026, 18\.00 uur"):
        close_wave(filled.installation, HOUSE, WAVE)

    assert state(filled.installation) is WaveState.OPEN
    filled.clock.instant = CLOSES + timedelta(minutes=60)
    close_wave(filled.installation, HOUSE, WAVE)
    assert state(filled.installation) is WaveState.CLOSED


def test_in_the_hour_after_the_end_closing_does_not_wait_for_nobody(filled: Scene) -> None:
    sending.send(filled.installation, HOUSE, filled.token("p22"))
    filled.clock.instant = CLOSES

    close_wave(filled.installation, HOUSE, WAVE)

    assert state(filled.installation) is WaveState.CLOSED


def test_a_publication_says_on_which_day_the_wave_really_closed(filled: Scene) -> None:
    # Closed early, on 10 November, while the end was planned on the 30th.
    close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert reading.get_publication(filled.installation, HOUSE, WAVE).publication.closed_on == "2026-11-10"


def test_a_wave_that_does_not_exist_cannot_be_closed(filled: Scene) -> None:
    for house, wave in ((HOUSE, "zomer"), ("nergens", WAVE)):
        with pytest.raises(NotFound):
            close_wave(filled.installation, house, wave, early=True)


def test_two_processes_do_not_close_one_house_at_once(filled: Scene) -> None:
    with filled.installation.house(HOUSE).only_one("closing"), pytest.raises(Busy):
        close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert state(filled.installation) is WaveState.OPEN


def test_after_closing_nothing_is_known_per_person_and_no_link_works(filled: Scene) -> None:
    close_wave(filled.installation, HOUSE, WAVE, early=True)

    file = house_file(filled)
    assert [table for table in PERSONAL_TABLES if count_rows(file, table, f"wave_id = '{WAVE}'")] == []
    invited_elsewhere = "invitation_id IN (SELECT id FROM invitation)"
    assert count_rows(file, "invitation_overleg", f"NOT {invited_elsewhere}") == 0
    assert waves.select_secrets(filled.installation.house(HOUSE), WAVE)[0] is None
    for partner in ("p01", "p21", "p22", BOTH):
        with pytest.raises(answering.LinkUnknown):
            answering.visit(filled.installation, HOUSE, filled.token(partner))


def test_the_wave_secret_and_the_drafts_are_gone_from_the_bytes_of_the_files(filled: Scene) -> None:
    db = filled.installation.house(HOUSE)
    secret, _ = waves.select_secrets(db, WAVE)
    draft = vault.select_draft(db, sealing.draft_id(filled.token("p22")))
    form = vault.select_forms(db, WAVE)[0][1]
    assert secret and draft
    destroyed = {"secret": secret, "draft": draft[:64], "form": form, "link": sealing.hash_token(filled.token("p22"))}
    db.truncate_wal()
    assert all(found in raw_bytes(filled.folder) for found in destroyed.values())

    close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert [what for what, found in destroyed.items() if found in raw_bytes(filled.folder)] == []


def test_closing_leaves_other_waves_and_houses_as_they_were(filled: Scene) -> None:
    other_house = dump_all(filled)[f"{OTHER_HOUSE}.sqlite"]
    token = filled.token("p02", wave=OTHER_WAVE)
    draft = answering.visit(filled.installation, HOUSE, token).draft

    close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert dump_all(filled)[f"{OTHER_HOUSE}.sqlite"] == other_house
    assert answering.visit(filled.installation, HOUSE, token).draft == draft
    assert count_rows(house_file(filled), "sealed_form", f"wave_id = '{OTHER_WAVE}'") == 1
    sending.send(filled.installation, HOUSE, token)


def test_comments_and_addresses_are_kept_under_the_key_of_the_vault(filled: Scene) -> None:
    token = filled.token("p23")
    fill_in(filled.installation, HOUSE, token, {NOORD: PATTERNS[0]})
    write(filled.installation, HOUSE, token, words="Korter graag.", contact="x@y.example")
    sending.send(filled.installation, HOUSE, token)
    db = filled.installation.house(HOUSE)
    before = {kind: vault.select_side(db, kind, WAVE) for kind in (vault.WORDS, vault.CONTACT)}

    close_wave(filled.installation, HOUSE, WAVE, early=True)

    _, vault_secret = waves.select_secrets(db, WAVE)
    assert vault_secret is not None
    key = sealing.vault_key(filled.installation.link_key, vault_secret)
    for kind, text in ((vault.WORDS, "Korter graag."), (vault.CONTACT, "x@y.example")):
        [(entry, sealed)] = vault.select_side(db, kind, WAVE)
        assert sealing.unpad(sealing.unseal(key, sealed, kind.encode() + WAVE.encode())).decode() == text
        assert entry != before[kind][0][0]


def test_the_order_of_the_vault_is_not_the_order_of_sending(filled: Scene) -> None:
    # 20 forms in turn: that a shuffle would leave them all in place has a chance of 1 in (20! / 4!^5), 3e11.
    close_wave(filled.installation, HOUSE, WAVE, early=True)

    db = filled.installation.house(HOUSE)
    _, vault_secret = waves.select_secrets(db, WAVE)
    assert vault_secret is not None
    key = sealing.vault_key(filled.installation.link_key, vault_secret)
    forms = publishing.open_chunks(key, WAVE, vault.select_chunks(db, WAVE), 7)
    answers = [form.tobytes() for form in forms["answers"]]

    sent = [PATTERNS[number // 2 % 5] for number in range(20)]
    assert sorted(answers) == sorted(sent)
    assert answers != sent
    assert sorted(forms["tie"]) == list(range(20))


STEPS = [
    (publishing, "compute"),
    (vault, "insert_chunks"),
    (vault, "insert_frame"),
    (vault, "insert_publication"),
    (vault, "delete_forms"),
    (vault, "delete_drafts"),
    (invitations, "delete_invitations"),
    (waves, "update_secrets"),
]


@pytest.mark.parametrize(("module", "step"), STEPS, ids=lambda part: part if isinstance(part, str) else "")
def test_closing_that_fails_at_any_step_loses_nothing_and_is_done_by_the_next_try(
    filled: Scene, sha256: str, monkeypatch: pytest.MonkeyPatch, module: object, step: str
) -> None:
    forms = vault.select_forms(filled.installation.house(HOUSE), WAVE)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(step)

    with monkeypatch.context() as patched, pytest.raises(RuntimeError, match=step):
        patched.setattr(module, step, fail)
        close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert vault.select_forms(filled.installation.house(HOUSE), WAVE) == forms
    assert count_rows(house_file(filled), "publication") == count_rows(house_file(filled), "vault_chunk") == 0
    close_wave(filled.installation, HOUSE, WAVE)
    assert_closed_whole(filled.installation, sha256)


@pytest.mark.parametrize(
    ("module", "step"),
    [("monitor.store.vault", "insert_publication"), ("monitor.store.waves", "update_secrets")],
)
def test_a_process_killed_inside_the_last_transaction_leaves_nothing_half(
    copies: Iterator[Installation], sha256: str, module: str, step: str
) -> None:
    installation = next(copies)

    killed = workers.run("close_and_die", installation.folder, HOUSE, WAVE, module, step)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    file = installation.folder / "houses" / f"{HOUSE}.sqlite"
    assert count_rows(file, "sealed_form", f"wave_id = '{WAVE}'") == 20
    assert count_rows(file, "publication") == count_rows(file, "vault_chunk") == 0
    close_wave(installation, HOUSE, WAVE)
    assert_closed_whole(installation, sha256)


def test_after_a_kill_at_the_very_end_the_next_try_still_clears_the_secret_from_the_wal(
    copies: Iterator[Installation], sha256: str
) -> None:
    # Killed between the last commit and the emptying of the -wal: the pages with the secret are still in there.
    installation = next(copies)
    reader = installation.house(HOUSE)  # as the web process does; the last to close would empty the -wal by itself
    secret, _ = waves.select_secrets(reader, WAVE)
    killed = workers.run(
        "close_and_die", installation.folder, HOUSE, WAVE, "monitor.store.database", "Database.truncate_wal"
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    close_wave(installation, HOUSE, WAVE)

    assert secret is not None and secret not in raw_bytes(installation.folder)
    assert_closed_whole(installation, sha256)


def test_closing_killed_at_random_moments_gives_exactly_one_publication_in_the_end(
    copies: Iterator[Installation], sha256: str
) -> None:
    moments = random.Random(2)
    for _ in range(6):
        installation = next(copies)
        with workers.start("close", installation.folder, HOUSE, WAVE) as process:
            assert process.stdout and process.stdout.readline() == "begun\n"
            time.sleep(moments.uniform(0, 1.2))
            process.kill()

        again = close_wave(installation, HOUSE, WAVE, early=True)

        assert (again.sha256, again.wiped) == (sha256, True)
        assert_closed_whole(installation, sha256)
        houses.close()


def test_while_a_reader_holds_the_wal_closing_does_not_claim_that_the_drafts_are_gone(filled: Scene) -> None:
    reader = Database(house_file(filled))
    reader.execute("BEGIN")
    reader.query("SELECT count(*) FROM draft")
    filled.installation.house(HOUSE).query("PRAGMA busy_timeout = 50")

    closed = close_wave(filled.installation, HOUSE, WAVE, early=True)
    reader.execute("ROLLBACK")
    reader.close()
    again = close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert (closed.wiped, again.wiped) == (False, True)


def test_the_counts_of_an_open_wave_are_forgotten_when_it_closes(filled: Scene) -> None:
    progress.progress(filled.installation, HOUSE, WAVE)
    assert waves.select_counts(filled.installation.house(HOUSE), WAVE) != (None, None)

    close_wave(filled.installation, HOUSE, WAVE, early=True)

    assert waves.select_counts(filled.installation.house(HOUSE), WAVE) == (None, None)


def test_a_publication_is_canonical_json(filled: Scene) -> None:
    close_wave(filled.installation, HOUSE, WAVE, early=True)
    stored = vault.select_publication(filled.installation.house(HOUSE), WAVE)
    assert stored is not None
    text, sha256 = stored

    again = publication_json.to_text(publication_json.from_text(text))

    assert again == text
    assert publication_json.fingerprint(again) == sha256
    assert '": ' not in text and "NaN" not in text


def test_a_wave_without_a_single_form_closes_with_an_empty_publication(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)

    report = reading.get_publication(scene.installation, HOUSE, WAVE).publication.report
    assert (report.forms, report.response.invited, report.response.answered) == (0, 24, 0)
    assert [aspect.mean for aspect in report.aspects] == [None, None, None]
    assert publishing.verify_publication(scene.installation, HOUSE, WAVE) == ()
