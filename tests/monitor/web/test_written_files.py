"""A file that a command writes: whole or not at all, never over another one unless asked, and for nobody else."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from monitor.errors import BadInput, NotFound, NotStored
from monitor.services import reading
from monitor.store.waves import WaveLevel
from monitor.web.written_files import check_target, find_overleg, write_file
from tests.scene import HOUSE, WAVE, Scene


def test_nobody_else_on_the_machine_can_read_what_was_written(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        for force in (False, True):
            target = tmp_path / f"uit-{force}"
            write_file(target, b"cijfers", force=force)
            assert target.read_bytes() == b"cijfers"
            assert target.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_a_file_that_somebody_made_meanwhile_stays(tmp_path: Path) -> None:
    target = tmp_path / "uit"
    check_target(target, force=False)
    target.write_bytes(b"van een ander")

    with pytest.raises(BadInput, match=r"is er al.*--force"):
        write_file(target, b"cijfers", force=False)

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("uit", b"van een ander")]


def test_a_link_to_nowhere_is_a_file_that_is_there(tmp_path: Path) -> None:
    target = tmp_path / "uit"
    target.symlink_to(tmp_path / "elders")

    with pytest.raises(BadInput, match="is er al"):
        check_target(target, force=False)


def test_a_full_disk_leaves_no_half_file_and_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "uit"
    target.write_bytes(b"van vorig jaar")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NotStored, match=r"is niet te schrijven\. Kijk of") as caught:
        write_file(target, b"cijfers", force=True)

    assert "space" not in str(caught.value)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("uit", b"van vorig jaar")]


def test_a_name_that_no_file_can_have_is_one_sentence(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 300)

    with pytest.raises(NotStored, match="is niet te schrijven"):
        check_target(target, force=False)
    with pytest.raises(NotStored, match="is niet te schrijven"):
        write_file(target, b"cijfers", force=False)


def test_an_overleg_is_found_by_each_part_of_a_joint_key(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    joint = WaveLevel("overleg", 3, "Noord en Zuid", None, "noord+zuid")
    monkeypatch.setattr(reading, "overleggen_of", lambda *_: [joint])

    assert {find_overleg(scene.installation, HOUSE, WAVE, key) for key in ("noord", "zuid", "noord+zuid")} == {joint}


def test_an_unknown_key_is_shown_without_its_control_signs(scene: Scene) -> None:
    with pytest.raises(NotFound, match="Kies uit: noord, zuid") as caught:
        find_overleg(scene.installation, HOUSE, WAVE, "oost\x1b[31m")

    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path, kind: str) -> None:
    target, elsewhere = tmp_path / "uit", tmp_path / "elders"
    elsewhere.write_bytes(b"van een ander")
    if kind == "link":
        target.symlink_to(elsewhere)
    else:
        os.mkfifo(target)

    with pytest.raises(BadInput, match="geen gewoon bestand"):
        check_target(target, force=True)

    assert elsewhere.read_bytes() == b"van een ander"
