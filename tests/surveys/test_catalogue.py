"""The catalogue finds every questionnaire of an installation, and says of each bad file what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from questionnaire_samples import small_values, to_toml

from surveys.catalogue import BUILT_IN, catalogue


def write(folder: Path, *, questionnaire: str = "klein", version: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{questionnaire}-{version}.toml"
    path.write_bytes(to_toml(small_values() | {"id": questionnaire, "version": version}))
    return path


def test_the_built_in_questionnaires_are_all_usable() -> None:
    found = catalogue()
    assert found.errors == ()
    assert {entry.path for entry in found.entries} == set(BUILT_IN.glob("*.toml"))
    assert found.find("stappenmeter-doelbereik", 1) is not None


def test_extra_folders_come_beside_the_built_in_one(tmp_path: Path) -> None:
    path = write(tmp_path)
    found = catalogue([tmp_path])

    assert found.find("stappenmeter-doelbereik", 1) is not None
    questionnaire = found.find("klein", 1)
    assert questionnaire is not None
    assert [entry.path for entry in found.entries if entry.questionnaire is questionnaire] == [path]


def test_a_version_that_is_not_there_is_none() -> None:
    assert catalogue().find("stappenmeter-doelbereik", 999) is None
    assert catalogue().find("bestaat-niet", 1) is None
    assert catalogue().newest("bestaat-niet") is None


def test_the_newest_version_is_the_highest_number_not_the_last_name(tmp_path: Path) -> None:
    for version in (2, 10, 1):
        write(tmp_path, version=version)
    found = catalogue([tmp_path])

    newest = found.newest("klein")
    assert newest is not None
    assert newest.version == 10
    assert [q.version for q in found.questionnaires if q.id == "klein"] == [1, 2, 10]


def test_a_bad_file_is_reported_and_the_others_stay_usable(tmp_path: Path) -> None:
    write(tmp_path)
    bad = tmp_path / "stuk-1.toml"
    bad.write_text("id = ", encoding="utf-8")
    found = catalogue([tmp_path])

    (entry,) = (entry for entry in found.entries if entry.error)
    assert (entry.path, entry.questionnaire) == (bad, None)
    assert [error.file for error in found.errors] == ["stuk-1.toml"]
    assert found.find("klein", 1) is not None


def test_the_same_version_in_two_files_is_an_error_of_both_that_names_the_other(tmp_path: Path) -> None:
    one, two = write(tmp_path / "een"), write(tmp_path / "twee")
    write(tmp_path / "twee", version=2)
    found = catalogue([tmp_path / "een", tmp_path / "twee"])

    assert found.find("klein", 1) is None
    assert found.find("klein", 2) is not None
    sentences = [str(error) for error in found.errors]
    assert len(sentences) == 2
    assert sentences[0].startswith(f"In {one} bij version: ")
    assert str(two) in sentences[0]
    assert sentences[1].startswith(f"In {two} bij version: ")
    assert str(one) in sentences[1]


def test_a_built_in_version_cannot_be_replaced_in_silence(tmp_path: Path) -> None:
    copied = tmp_path / "stappenmeter-doelbereik-1.toml"
    copied.write_bytes((BUILT_IN / copied.name).read_bytes())
    found = catalogue([tmp_path])

    assert found.find("stappenmeter-doelbereik", 1) is None
    assert len(found.errors) == 2


def test_a_folder_given_twice_or_missing_is_no_error(tmp_path: Path) -> None:
    write(tmp_path)
    found = catalogue([BUILT_IN, tmp_path, tmp_path, tmp_path / "weg"])
    assert found.errors == ()
    assert found.find("klein", 1) is not None


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    for name in ("README.md", ".klein-1.toml", "klein-1.toml~"):
        (tmp_path / name).write_text("geen vragenlijst", encoding="utf-8")
    assert catalogue([tmp_path]).errors == ()


def test_a_folder_that_is_a_file_or_cannot_be_listed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bestand"
    file.write_text("", encoding="utf-8")
    (error,) = catalogue([file]).errors
    assert error.file == "bestand"

    closed = tmp_path / "dicht"
    closed.mkdir()
    listing = Path.iterdir

    def refuse(folder: Path) -> object:
        if folder == closed:
            raise PermissionError
        return listing(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    (error,) = catalogue([closed]).errors
    assert error.file == "dicht"
