"""The analyst's page: houses by their fingerprint, files one by one with their reasons."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Role
from monitor.results.benchmark import BenchmarkFile
from monitor.services.benchmark import file_text
from monitor.services.installation import Installation
from tests.monitor.benchmark_scene import make_given, make_keys
from tests.page_checks import CheckingClient
from tests.scene import Scene, count_rows

PAGE = "/benchmark/"
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def analyst(scene: Scene, signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.BENCHMARK_ANALYST)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Installation, dict[str, str]]:
    return make_keys(tmp_path / "huizen", "huis-1", "huis-2")


def invented(seed: int, house: str) -> BenchmarkFile:
    return replace(make_given(seed, house=house).file, invented=True)


def enter(analyst: CheckingClient, house: str, fingerprint: str) -> int:
    path = f"{PAGE}huizen"
    fields = form_fields(analyst, path)
    return analyst.post(path, data={**fields, "house": house, "fingerprint": fingerprint}).status_code


def form_fields(analyst: CheckingClient, action: str) -> dict[str, str]:
    [form] = [form for form in analyst.page(PAGE).forms if (form.action or "").endswith(action)]
    return dict(form.fields)


def upload(analyst: CheckingClient, *files: tuple[str, bytes]) -> tuple[int, str]:
    path = f"{PAGE}bestanden"
    data = {**form_fields(analyst, path), "files": [(io.BytesIO(body), name) for name, body in files]}
    answer = analyst.post(path, data=data, content_type="multipart/form-data")
    return answer.status_code, answer.text


def test_files_are_taken_one_by_one_and_every_one_has_its_report(
    analyst: CheckingClient, keys: tuple[Installation, dict[str, str]], scene: Scene
) -> None:
    installation, fingerprints = keys
    good, strange = (file_text.to_text(installation, invented(n, f"huis-{n}")).encode() for n in (1, 2))
    assert enter(analyst, "huis-1", fingerprints["huis-1"].upper()) == 303

    status, text = upload(analyst, ("goed.json", good), ("vreemd.json", strange), ("stuk.json", good[:900]))

    assert status == 200 and "1 opgenomen, 2 geweigerd" in text
    assert "huis-2 staat niet in het register" in text and "Het bestand is afgebroken" in text
    assert count_rows(scene.folder / "directory.sqlite", "benchmark_file") == 1
    page = analyst.get(PAGE).text
    assert "najaar: telt mee" in page and fingerprints["huis-1"] in page and "2,7" not in page


def test_a_house_is_entered_once_and_only_with_a_fingerprint(
    analyst: CheckingClient, keys: tuple[Installation, dict[str, str]]
) -> None:
    _, fingerprints = keys
    assert enter(analyst, "huis-1", "abc") == 400
    assert enter(analyst, "huis-1", fingerprints["huis-1"]) == 303
    assert enter(analyst, "huis-1", fingerprints["huis-2"]) == 403
    assert enter(analyst, "<script>", fingerprints["huis-2"]) == 400
    assert enter(analyst, "", fingerprints["huis-2"]) == 400


def test_no_file_is_said(analyst: CheckingClient) -> None:
    status, text = upload(analyst)

    assert status == 400 and "Kies eerst een bestand." in text


def test_names_of_files_are_shown_as_text(analyst: CheckingClient) -> None:
    _, text = upload(analyst, ("<b>x</b>.json", b"{}"))

    assert "&lt;b&gt;x" in text and "<b>x" not in text
