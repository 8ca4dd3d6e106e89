"""A PDF is made apart: nothing of the environment goes along, a process that hangs is ended, and the same is kept."""

from __future__ import annotations

import sys
import time
from io import BytesIO

import pikepdf
import pytest
from filelock import FileLock

from monitor.errors import NoPdf, NotStored, Overloaded
from monitor.services import heavy, reporting
from tests.scene import Scene

HTML = "<!doctype html><p>Een rapport"
ECHO = "import sys, os; sys.stdout.buffer.write(b'%PDF-' + sys.stdin.buffer.read() + repr(dict(os.environ)).encode())"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "_kept", {})
    monkeypatch.setattr(reporting, "_missing", [])
    monkeypatch.setattr(reporting, "_refused", {})
    monkeypatch.setattr(reporting, "find_spec", lambda _name: object())


def run(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(reporting, "_COMMAND", (sys.executable, "-c", program))


def test_the_process_gets_the_page_and_no_secret(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_SECRET_KEY", "geheim-van-de-server")
    run(monkeypatch, ECHO)

    made = reporting.make_pdf(scene.installation, HTML)

    assert made.startswith(b"%PDF-" + HTML.encode())
    assert b"geheim-van-de-server" not in made


def test_the_same_page_is_made_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "import time; print(f'%PDF-{time.time_ns()}')")

    first = reporting.make_pdf(scene.installation, HTML)

    assert reporting.make_pdf(scene.installation, HTML) == first
    assert reporting.make_pdf(scene.installation, f"{HTML} erbij") != first


def test_no_more_are_kept_than_there_is_room_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "_run", lambda html: html.encode())

    for number in range(3 * reporting._MOST_KEPT):
        reporting.make_pdf(scene.installation, f"{HTML} {number}")

    assert len(reporting._kept) == reporting._MOST_KEPT


def test_a_process_that_hangs_is_ended(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "_SECONDS", 0.3)
    run(monkeypatch, "import time; time.sleep(600)")
    began = time.monotonic()

    with pytest.raises(NoPdf, match="te lang"):
        reporting.make_pdf(scene.installation, HTML)

    assert time.monotonic() - began < 60


def test_only_one_is_made_at_a_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy, "_WAIT", 0.05)
    run(monkeypatch, ECHO)

    with FileLock(scene.installation.folder / "heavy.lock"), pytest.raises(Overloaded, match="halve minuut"):
        reporting.make_pdf(scene.installation, HTML)


def test_a_machine_without_the_libraries_says_so_and_is_not_asked_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(monkeypatch, f"import sys; sys.exit({reporting.NOT_INSTALLED})")
    assert reporting.can_make_pdf()

    with pytest.raises(NoPdf, match="PDF maken kan hier niet"):
        reporting.make_pdf(scene.installation, HTML)

    assert not reporting.can_make_pdf()


@pytest.mark.parametrize("program", ["import sys; sys.exit(1)", "print('geen pdf')"])
def test_a_process_that_fails_is_one_sentence(scene: Scene, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    run(monkeypatch, program)

    with pytest.raises(NoPdf, match="lukte niet"):
        reporting.make_pdf(scene.installation, HTML)

    assert reporting._kept == {}


def test_the_real_process_makes_a_pdf(scene: Scene) -> None:
    made = reporting.make_pdf(scene.installation, f"{HTML.replace('<p>', '<html lang=nl><title>Rapport</title><p>')}")

    with pikepdf.open(BytesIO(made)) as opened:
        assert "/StructTreeRoot" in opened.Root


def test_the_real_process_refuses_a_page_that_asks_for_a_file(scene: Scene) -> None:
    with pytest.raises(NoPdf, match="lukte niet"):
        reporting.make_pdf(scene.installation, f"{HTML}<img src=file:///etc/passwd>")


def test_a_page_that_failed_is_refused_at_once_for_a_quarter_of_an_hour(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def fail(html: str) -> bytes:
        tried.append(html)
        raise NoPdf("Dat lukt niet.")

    monkeypatch.setattr(reporting, "_run", fail)
    for _ in range(3):
        with pytest.raises(NoPdf, match="Dat lukt niet"):
            reporting.make_pdf(scene.installation, HTML)
    with pytest.raises(NoPdf):
        reporting.make_pdf(scene.installation, f"{HTML} erbij")
    assert len(tried) == 2

    scene.clock.move(minutes=16)
    with pytest.raises(NoPdf):
        reporting.make_pdf(scene.installation, HTML)
    assert len(tried) == 3


def test_no_more_failures_are_known_than_there_is_room_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str) -> bytes:
        raise NoPdf("Dat lukt niet.")

    monkeypatch.setattr(reporting, "_run", fail)
    for number in range(reporting._MOST_FAILED + 5):
        with pytest.raises(NoPdf):
            reporting.make_pdf(scene.installation, f"{HTML} {number}")
    assert len(reporting._refused) == reporting._MOST_FAILED


@pytest.mark.parametrize("sign", ["👩", "漢", "☺", "\ue000"])
def test_a_page_full_of_signs_that_the_fonts_lack_keeps_the_first_of_them(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    monkeypatch.setattr(reporting, "_run", lambda html: html.encode())

    made = reporting.make_pdf(scene.installation, f"{HTML} één {sign * 5000}").decode()

    assert (made.count(sign), made.count("□")) == (reporting._MOST_ODD, 5000 - reporting._MOST_ODD)
    assert made.startswith(f"{HTML} één ")


@pytest.mark.parametrize("program", ["/nergens/python", "/etc/hostname"])
def test_a_program_that_cannot_be_started_is_one_sentence(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(reporting, "_COMMAND", (program,))

    with pytest.raises(NoPdf, match="meld het aan de beheerder"):
        reporting.make_pdf(scene.installation, HTML)


def test_a_lock_that_cannot_be_opened_is_one_sentence_and_keeps_nobody_waiting(scene: Scene) -> None:
    (scene.installation.folder / "heavy.lock").mkdir()

    for _ in range(3):
        with pytest.raises(NotStored, match=r"heavy\.lock"), heavy.one_heavy_task(scene.installation):
            pass
