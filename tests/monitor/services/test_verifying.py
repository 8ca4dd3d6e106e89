"""verify-publication: the numbers come out of the vault again, or it says where they differ and never what they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from monitor.errors import Misconfigured, Mismatch, NotFound
from monitor.services import publication_json, publishing, sealing
from monitor.services.chunks import open_chunks, seal_chunks
from monitor.services.publishing import close_wave, verify_publication
from monitor.store import vault, waves
from monitor.store.database import Database
from tests.scene import HOUSE, OTHER_WAVE, WAVE, Scene, answer_all


@pytest.fixture
def closed(scene: Scene) -> Scene:
    """A closed wave of 20 forms, beside a closed one in which one person answered."""
    answer_all(scene)
    for wave in (WAVE, OTHER_WAVE):
        close_wave(scene.installation, HOUSE, wave, early=True)
    return scene


def database(scene: Scene) -> Database:
    return scene.installation.house(HOUSE)


def verify(scene: Scene) -> tuple[str, ...]:
    return verify_publication(scene.installation, HOUSE, WAVE)


def rewrite(scene: Scene, change: Callable[[str], str], *, with_hash: bool) -> None:
    """Alter the stored publication, as somebody with the file could; `with_hash`: also its SHA-256."""
    db = database(scene)
    stored = vault.select_publication(db, WAVE)
    assert stored is not None
    text = change(stored[0])
    assert text != stored[0]
    sha256 = publication_json.fingerprint(text) if with_hash else stored[1]
    with db.atomic():
        db.execute(
            "UPDATE publication SET body = :body, sha256 = :sha256 WHERE wave_id = :wave",
            {"body": text, "sha256": sha256, "wave": WAVE},
        )


def changed(*path: str | int, value: Any) -> Callable[[str], str]:
    """Put another value at a place of the JSON."""

    def change(text: str) -> str:
        whole = place = json.loads(text)
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    return change


def test_an_untouched_publication_comes_out_of_the_vault_again(closed: Scene) -> None:
    assert verify(closed) == ()


def test_one_altered_digit_no_longer_fits_the_sha256(closed: Scene) -> None:
    rewrite(closed, lambda text: text.replace('"mean":2.8', '"mean":2.9', 1), with_hash=False)

    with pytest.raises(Mismatch, match="SHA-256") as found:
        verify(closed)

    assert found.value.paths == ("sha256",)


def test_one_altered_digit_with_a_fitting_sha256_is_found_by_its_path_and_no_value_is_told(closed: Scene) -> None:
    rewrite(closed, changed("report", "items", 0, "mean", value=2.9), with_hash=True)

    with pytest.raises(Mismatch) as found:
        verify(closed)

    assert found.value.paths == ("report.items[0].mean",)
    assert not any(number in str(found.value) + str(found.value.paths) for number in ("2.8", "2.9", "2,8", "2,9"))


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("report", "forms"), 21, "report.forms"),
        (("report", "items", 0, "counts", "4"), 99, "report.items[0].counts.4"),
        (("report", "aspects", 1, "reliability", "alpha"), 0.9, "report.aspects[1].reliability.alpha"),
        (("report", "sentences", "nl"), [], "report.sentences.nl[]"),
        (("house_name",), "Een ander huis", "house_name"),
        (("closed_on",), "2026-11-11", "closed_on"),
        (("minimum",), 1, "minimum"),
        (("report", "overall", "mean"), None, "report.overall.mean"),
    ],
)
def test_whatever_was_altered_is_named(closed: Scene, path: tuple[str | int, ...], value: object, told: str) -> None:
    rewrite(closed, changed(*path, value=value), with_hash=True)

    with pytest.raises(Mismatch) as found:
        verify(closed)

    assert found.value.paths == (told,)


def test_the_last_digit_that_another_machine_may_give_is_no_difference(closed: Scene) -> None:
    # 1e-9 of 2.8 is within the relative 1e-8 that statistics.md allows.
    rewrite(closed, changed("report", "items", 0, "mean", value=2.8 * (1 + 1e-9)), with_hash=True)

    assert verify(closed) == ()


def test_answers_altered_in_the_vault_show_as_differing_numbers(closed: Scene) -> None:
    db = database(closed)
    _, secret = waves.select_secrets(db, WAVE)
    assert secret is not None
    key = sealing.vault_key(closed.installation.link_key, secret)
    forms = open_chunks(key, WAVE, vault.select_chunks(db, WAVE), 7).copy()
    forms["answers"][0][0] = 4 if forms["answers"][0][0] != 4 else 1
    [chunk] = seal_chunks(key, WAVE, forms)
    with db.atomic():
        db.execute("UPDATE vault_chunk SET sealed = :sealed WHERE wave_id = :wave", {"sealed": chunk, "wave": WAVE})

    with pytest.raises(Mismatch) as found:
        verify(closed)

    assert "report.items[0].mean" in found.value.paths
    assert not any("bespreking" in path or "items[2]" in path for path in found.value.paths)


def test_a_vault_of_which_a_byte_was_altered_does_not_open(closed: Scene) -> None:
    db = database(closed)
    chunk = bytearray(vault.select_chunks(db, WAVE)[0])
    chunk[40] ^= 1
    with db.atomic():
        db.execute(
            "UPDATE vault_chunk SET sealed = :sealed WHERE wave_id = :wave", {"sealed": bytes(chunk), "wave": WAVE}
        )

    with pytest.raises(Misconfigured, match="De kluis gaat niet open"):
        verify(closed)


def test_a_chunk_of_another_wave_does_not_open_in_its_place(closed: Scene) -> None:
    db = database(closed)
    [other] = vault.select_chunks(db, OTHER_WAVE)
    with db.atomic():
        db.execute("UPDATE vault_chunk SET sealed = :sealed WHERE wave_id = :wave", {"sealed": other, "wave": WAVE})

    with pytest.raises(Misconfigured, match="De kluis gaat niet open"):
        verify(closed)


def test_a_vault_that_lost_its_answers_differs_and_does_not_pass_as_empty(closed: Scene) -> None:
    db = database(closed)
    with db.atomic():
        db.execute("DELETE FROM vault_chunk WHERE wave_id = :wave", {"wave": WAVE})

    with pytest.raises(Mismatch) as found:
        verify(closed)

    assert "report.forms" in found.value.paths


def test_another_version_of_a_library_is_a_note_and_no_failure(closed: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    then = publishing.versions_used()
    monkeypatch.setattr(publishing, "versions_used", lambda: {**then, "numpy": "99.0"})

    assert verify(closed) == (f"numpy: {then['numpy']} toen, 99.0 nu",)


def test_a_wave_that_is_open_has_nothing_to_verify(scene: Scene) -> None:
    with pytest.raises(NotFound, match="nog geen publicatie"):
        verify(scene)


def test_after_the_answers_were_wiped_the_publication_cannot_be_verified_but_is_still_there(closed: Scene) -> None:
    db = database(closed)
    with db.atomic():
        db.execute("DELETE FROM vault_chunk WHERE wave_id = :wave", {"wave": WAVE})
        db.execute("DELETE FROM vault_frame WHERE wave_id = :wave", {"wave": WAVE})
        db.execute("UPDATE wave SET vault_secret = NULL WHERE id = :wave", {"wave": WAVE})

    with pytest.raises(NotFound, match="zijn gewist"):
        verify(closed)

    assert vault.select_publication(db, WAVE) is not None
