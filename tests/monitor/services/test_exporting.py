"""Files of a closed wave: made once, one at a time, and refused where too many ask at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from filelock import FileLock

from monitor.errors import NotFound, Overloaded
from monitor.results import Frozen
from monitor.services import exporting, heavy
from monitor.services.exporting import FORMATS, results_file
from monitor.services.heavy import one_heavy_task
from tests.monitor.sample import CODE, sample_publication, sample_questionnaire
from tests.scene import Scene


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_made", {})


@pytest.fixture(scope="module")
def frozen() -> Frozen:
    return Frozen(sample_publication(), CODE)


def test_every_format_gives_a_file_whose_name_says_house_and_wave_in_ascii(scene: Scene, frozen: Frozen) -> None:
    names = [results_file(scene.installation, frozen, sample_questionnaire(), form=form).name for form in FORMATS]

    start = "voorbeeldstreek-2026-najaar-resultaten"
    assert names == [f"{start}.xlsx", f"{start}.ods", f"{start}.csv", f"{start}-punt.csv", f"{start}.json"]


def test_the_name_of_a_file_does_not_depend_on_the_results(scene: Scene) -> None:
    names = set()
    for seed in (7, 8):
        found = Frozen(sample_publication(seed), CODE[::-1] if seed == 8 else CODE)
        for kind in ({}, {"outside": True}, {"overleg": 8}):
            names.add(results_file(scene.installation, found, sample_questionnaire(), form="json", **kind).name)

    assert len(names) == 3 and all(name.isascii() for name in names)


def test_a_file_is_made_once(scene: Scene, frozen: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    first = results_file(scene.installation, frozen, sample_questionnaire(), form="csv")
    monkeypatch.setattr(exporting, "make_bytes", None)

    assert results_file(scene.installation, frozen, sample_questionnaire(), form="csv") == first


def test_files_of_other_sets_and_overleggen_are_other_files(scene: Scene, frozen: Frozen) -> None:
    kinds = ({}, {"outside": True}, {"overleg": 2}, {"overleg": 3})
    data = [results_file(scene.installation, frozen, sample_questionnaire(), form="csv", **kind).data for kind in kinds]

    assert len(set(data)) == 4


def test_what_is_kept_stays_within_its_bounds(scene: Scene, frozen: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_MOST_BYTES", 500_000)

    for code in range(10):
        results_file(scene.installation, frozen, sample_questionnaire(), form="csv", overleg=code)

    assert 0 < sum(map(len, exporting._made.values())) <= 500_000


def test_another_kind_of_file_is_not_there(scene: Scene, frozen: Frozen) -> None:
    with pytest.raises(NotFound):
        results_file(scene.installation, frozen, sample_questionnaire(), form="exe")


def test_fifty_at_once_are_two_that_work_or_wait_and_a_sentence_for_the_others(
    scene: Scene, frozen: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody, make, at_work, most = threading.Barrier(50), exporting.make_bytes, [], []
    turned_away = threading.Semaphore(0)
    others_know = threading.Event()

    def slow(*given: object, **options: object) -> bytes:
        at_work.append(1)
        most.append(len(at_work))
        if not others_know.is_set():
            for _ in range(48):
                turned_away.acquire(timeout=5)
            others_know.set()
        at_work.pop()
        return make(*given, **options)

    def ask(number: int) -> str:
        everybody.wait()
        try:
            results_file(scene.installation, frozen, sample_questionnaire(), form="csv", overleg=number % 10)
        except Overloaded as error:
            turned_away.release()
            return str(error)
        return "made"

    monkeypatch.setattr(exporting, "make_bytes", slow)
    began = time.monotonic()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(ask, range(50)))

    assert set(answers) == {
        "made",
        "Er worden nu al andere bestanden gemaakt. Probeer het over een halve minuut nog eens.",
    }
    assert answers.count("made") == 2
    assert set(most) == {1}
    assert time.monotonic() - began < 8


def test_who_waited_too_long_is_told_so_and_leaves_room_for_the_next(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heavy, "_WAIT", 0.05)

    with FileLock(scene.folder / "heavy.lock"):
        for _ in range(3):
            with pytest.raises(Overloaded), one_heavy_task(scene.installation):
                pytest.fail("the lock is somebody else's")
    with one_heavy_task(scene.installation):
        assert (scene.folder / "heavy.lock").exists()
