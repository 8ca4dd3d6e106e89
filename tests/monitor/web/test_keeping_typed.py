"""What staff typed stays on the page where it cannot be kept: a busy database, a full disk, an older form token."""

from __future__ import annotations

import contextlib
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from monitor.model import Role
from monitor.services.publishing import close_wave
from tests.monitor.services.improvement_scene import make_point
from tests.monitor.words_scene import begin_reading, write_and_send
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, PARTNERS, WAVE, Scene, count_rows, house_file

TYPED = "Wat ik net typte"
NAMES = ("new_point", "point", "explanations", "comment", "share", "token")


@dataclass(frozen=True)
class Filled:
    """A form as it is posted."""

    path: str
    fields: dict[str, str]


@pytest.fixture
def closed(scene: Scene) -> Scene:
    write_and_send(scene, PARTNERS[:12])
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


@pytest.fixture(params=NAMES)
def form(
    closed: Scene, signed_in: Callable[..., CheckingClient], request: pytest.FixtureRequest
) -> tuple[CheckingClient, Filled]:
    name: str = request.param
    client = signed_in(Role.EDITOR if name == "comment" else Role.COORDINATOR)
    path, typed = _form(closed, name)
    found = next(one for one in client.page(path).forms if set(typed) <= set(one.fields))
    return client, Filled(path, {**found.fields, **typed})


def _form(scene: Scene, name: str) -> tuple[str, dict[str, str]]:
    plan = {"what": TYPED, "owner": "voorzitter", "due_on": "2027-03-01", "status": "open"}
    if name == "new_point":
        return f"/huizen/{HOUSE}/{WAVE}/verbeterpunt-toevoegen", {**plan, "subject": "aspect:selectie"}
    if name == "point":
        return f"/huizen/{HOUSE}/verbeterpunten/punt/{make_point(scene).id}", plan
    if name == "explanations":
        return f"/beheer/{HOUSE}/metingen/{WAVE}/toelichting/", {"signed": "Ank", "body_respons": TYPED}
    if name == "comment":
        comment = begin_reading(scene).entries[0].id
        return f"/huizen/{HOUSE}/{WAVE}/open-antwoorden/{comment}", {"text": TYPED, "decision": "vrijgeven"}
    given = {"label": TYPED, "until": "2027-02-01"}
    return (f"/beheer/{HOUSE}/delen/metingen/{WAVE}/" if name == "share" else f"/beheer/{HOUSE}/delen/api/"), given


@contextlib.contextmanager
def _full_disk() -> Iterator[None]:
    before, limits = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def _lines(scene: Scene) -> int:
    return count_rows(house_file(scene), "audit")


def test_a_busy_database_loses_nothing(closed: Scene, form: tuple[CheckingClient, Filled]) -> None:
    client, filled = form
    before = _lines(closed)
    closed.installation.house(HOUSE).query("PRAGMA busy_timeout = 50")
    with contextlib.closing(sqlite3.connect(house_file(closed), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = client.post(filled.path, data=filled.fields)

    assert refused.status_code == 503 and TYPED in refused.text and 'id="fout"' in refused.text
    assert _lines(closed) == before


def test_a_full_disk_loses_nothing(closed: Scene, form: tuple[CheckingClient, Filled]) -> None:
    client, filled = form
    before = _lines(closed)
    with _full_disk():
        refused = client.post(filled.path, data=filled.fields)

    assert refused.status_code == 503 and TYPED in refused.text and 'id="fout"' in refused.text
    assert _lines(closed) == before


def test_a_form_of_an_earlier_session_loses_nothing_and_changes_nothing(
    closed: Scene, form: tuple[CheckingClient, Filled]
) -> None:
    client, filled = form
    before = _lines(closed)
    refused = client.post(filled.path, data={**filled.fields, "csrf_token": "van-een-eerdere-sessie"})

    assert refused.status_code == 400 and TYPED in refused.text and "was verlopen" in refused.text
    assert "van-een-eerdere-sessie" not in refused.text
    assert _lines(closed) == before
    again = client.post(filled.path, data=filled.fields)
    assert again.status_code in (200, 303) and _lines(closed) == before + 1
