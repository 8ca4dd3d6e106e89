"""A folder of files: every house once, the refused ones with their reason, the same whatever the order of the names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import NotFound
from monitor.results.benchmark import BenchmarkFile
from monitor.services.benchmark.folder import Known, Merged, choose_files, group_files, merge_folder, merge_houses
from monitor.services.benchmark.merged_json import merged_record
from monitor.stats.merging import Pool
from tests.monitor.benchmark_scene import make_given, make_keys, write_signed

LATER = "2026-12-01T10:00:00+01:00"


def pool_of(*files: BenchmarkFile) -> Pool:
    found = Pool()
    for file in files:
        found.add_file(file)
    return found


def withdrawal(file: BenchmarkFile, made_at: str = LATER) -> BenchmarkFile:
    return replace(file, withdrawn=True, made_at=made_at, forms=0, respondents=0, items=(), aspects=())


def test_a_folder_gives_what_its_houses_give_and_says_what_it_refused(tmp_path: Path) -> None:
    files = [make_given(seed, house=f"huis-{seed}").file for seed in range(6)]
    installation, keys = make_keys(tmp_path, *(file.house for file in files))
    folder = tmp_path / "in"
    paths = [write_signed(installation, folder, file) for file in files]
    (folder / "geen.txt").write_text("niet voor ons", encoding="utf-8")
    (folder / "kapot.json").write_bytes(paths[0].read_bytes()[:400])
    (folder / "leeg.json").touch()
    (folder / "map.json").mkdir()
    stranger = {house: key for house, key in keys.items() if house != "huis-5"}

    found = merge_folder(folder, Known(stranger))

    assert found.pool == pool_of(*files[:5]) and found.files == 5
    assert [name for name, _ in found.refused] == ["huis-5-najaar.json", "kapot.json", "leeg.json"]
    record = merged_record(found)
    assert json.dumps(record, allow_nan=False)
    shown = [one for one in record["aspects"] if one["id"] == "a" and not one["group"]]
    assert [(one["houses"], one["n"] is not None, one["reason"]) for one in shown] == [(5, True, None)]
    assert "huis-" not in json.dumps({name: record[name] for name in ("items", "aspects", "reliability")})


def test_a_figure_of_four_houses_is_not_in_the_record(tmp_path: Path) -> None:
    files = [make_given(seed, house=f"huis-{seed}").file for seed in range(4)]
    installation, keys = make_keys(tmp_path, *(file.house for file in files))
    for file in files:
        write_signed(installation, tmp_path / "in", file)

    record = merged_record(merge_folder(tmp_path / "in", Known(keys)))

    for figure in (*record["items"], *record["aspects"], *record["reliability"]):
        assert figure["reason"] == "too_few_houses"
        told = {name for name, value in figure.items() if value not in (None, [])}
        assert told <= {"questionnaire", "year", "id", "fingerprint", "houses", "group", "reason"}


def test_the_same_file_twice_counts_once_and_a_later_one_replaces_it(tmp_path: Path) -> None:
    first = make_given(1, house="huis-1").file
    later = replace(make_given(2, house="huis-1").file, made_at=LATER)
    installation, keys = make_keys(tmp_path, "huis-1")
    write_signed(installation, tmp_path / "in", first, "a.json")
    write_signed(installation, tmp_path / "in", first, "b.json")

    assert merge_folder(tmp_path / "in", Known(keys)) == Merged(pool_of(first), 1, older=["b.json"])
    write_signed(installation, tmp_path / "in", later, "0.json")
    assert merge_folder(tmp_path / "in", Known(keys)) == Merged(pool_of(later), 1, older=["a.json", "b.json"])


def test_a_wave_taken_back_is_gone_until_it_is_given_again(tmp_path: Path) -> None:
    file = make_given(1, house="huis-1").file
    installation, keys = make_keys(tmp_path, "huis-1")
    write_signed(installation, tmp_path / "in", file, "a.json")
    write_signed(installation, tmp_path / "in", withdrawal(file), "b.json")
    again = replace(file, made_at="2026-12-02T10:00:00+00:00")

    assert merge_folder(tmp_path / "in", Known(keys)) == Merged(older=["a.json"], withdrawn=["b.json"])
    write_signed(installation, tmp_path / "in", again, "c.json")
    assert merge_folder(tmp_path / "in", Known(keys)) == Merged(
        pool_of(again), 1, older=["a.json"], withdrawn=["b.json"]
    )


def test_two_unlike_files_of_one_moment_are_both_refused(tmp_path: Path) -> None:
    one, other = (make_given(seed, house="huis-1").file for seed in (1, 2))
    installation, keys = make_keys(tmp_path, "huis-1")
    write_signed(installation, tmp_path / "in", one, "a.json")
    write_signed(installation, tmp_path / "in", other, "b.json")

    found = merge_folder(tmp_path / "in", Known(keys))

    assert found.files == 0 and found.pool == Pool()
    assert [name for name, reason in found.refused if "hetzelfde moment" in reason] == ["a.json", "b.json"]


def test_of_two_waves_in_a_year_the_last_counts_and_every_year_apart() -> None:
    spring = replace(make_given(1, house="huis-1", wave="voorjaar").file, closed_on="2026-05-01")
    autumn, before = make_given(2, house="huis-1").file, make_given(3, house="huis-1", wave="vorig", year=2025).file

    assert choose_files([autumn, before, spring]) == choose_files([spring, before, autumn])
    assert sorted(file.wave for file in choose_files([spring, autumn, before])) == ["najaar", "vorig"]
    assert {key[2] for key in pool_of(autumn, before).scales} == {"2025", "2026"}


def test_a_file_that_hides_its_house_from_the_first_look_is_refused(tmp_path: Path) -> None:
    file = make_given(1, house="huis-1").file
    installation, keys = make_keys(tmp_path, "huis-1")
    path = write_signed(installation, tmp_path / "in", file, "a.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    turned = dict(reversed(content.items()))
    (tmp_path / "in" / "b.json").write_text(json.dumps(turned), encoding="utf-8")

    found = merge_folder(tmp_path / "in", Known(keys))

    assert found.files == 1 and [name for name, _ in found.refused] == ["b.json"]


def test_houses_merged_apart_are_the_folder(tmp_path: Path) -> None:
    files = [make_given(seed, house=f"huis-{seed}").file for seed in range(5)]
    installation, keys = make_keys(tmp_path, *(file.house for file in files))
    for file in files:
        write_signed(installation, tmp_path / "in", file)
    groups = group_files(tmp_path / "in")

    found = Merged()
    for part in (groups[3:], groups[:1], groups[1:3]):
        found.add(merge_houses(part, Known(keys)))
    assert found.sorted() == merge_folder(tmp_path / "in", Known(keys))


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is er niet"):
        merge_folder(tmp_path / "nergens", Known({}))


def test_a_file_of_a_wave_that_the_register_knows_as_taken_back_is_refused(tmp_path: Path) -> None:
    file = make_given(1, house="huis-1").file
    installation, keys = make_keys(tmp_path, "huis-1")
    write_signed(installation, tmp_path / "in", file, "a.json")
    moment = datetime.fromisoformat(file.made_at)

    gone = merge_folder(tmp_path / "in", Known(keys, {("huis-1", file.wave): moment}))
    assert gone.files == 0 and gone.refused == [("a.json", f"huis-1 nam {file.wave} terug. Wis dit bestand.")]
    for elsewhere in ({("huis-1", file.wave): moment - timedelta(seconds=1)}, {("huis-1", "anders"): moment}):
        assert merge_folder(tmp_path / "in", Known(keys, elsewhere)).files == 1, "given again since, or another wave"
