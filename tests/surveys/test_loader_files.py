"""A file on disk is read if it is a file, not too large and named after what it holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from questionnaire_samples import NAME, small_questionnaire, small_values, to_toml

from surveys.errors import QuestionnaireError
from surveys.loader import load_questionnaire


def test_a_file_is_loaded_from_disk(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(to_toml(small_values()))
    assert load_questionnaire(path) == small_questionnaire()


@pytest.mark.parametrize("name", ["klein.toml", "klein-2.toml", "klein-01.toml", "ander-1.toml", "klein-1.TOML"])
def test_a_file_must_be_named_after_its_id_and_version(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(to_toml(small_values()))
    with pytest.raises(QuestionnaireError, match=r"horen bij de naam klein-1\.toml") as caught:
        load_questionnaire(path)
    assert caught.value.file == name


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a sparse terabyte: reading it all would fail
    with pytest.raises(QuestionnaireError, match="groter dan 1000000 bytes"):
        load_questionnaire(path)


def test_a_missing_file_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    folder, pipe = tmp_path / "map-1.toml", tmp_path / "pijp-1.toml"
    folder.mkdir()
    os.mkfifo(pipe)
    for path in (tmp_path / "weg-1.toml", folder, pipe):
        with pytest.raises(QuestionnaireError, match="dit is geen bestand"):
            load_questionnaire(path)


def test_a_file_that_the_system_refuses_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path = tmp_path / NAME
    path.write_bytes(b"")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(QuestionnaireError, match="kan niet worden gelezen"):
        load_questionnaire(path)


def test_a_file_name_with_control_characters_cannot_break_the_sentence() -> None:
    sentence = str(QuestionnaireError("a\n\x1b[31m\udc80.toml", "", "dit is geen bestand"))
    assert sentence.isprintable()
