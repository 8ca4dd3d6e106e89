"""The coordinator's pages about the benchmark: all of the file is seen first, and what is taken along is that file."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.model import ListKind, Role
from monitor.services import publishing, reading
from monitor.services.benchmark import national, signing
from monitor.services.benchmark.file_text import from_bytes
from monitor.store.national import HouseContext
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, answer_all, count_rows, dump_all, house_file

PAGE = f"/beheer/{HOUSE}/delen/benchmark/"
PREVIEW = f"{PAGE}{WAVE}/"
POLITIE = "code-beroepsgroep-medewerker-politie"
GIVE = -2
"""The form before that of taking back."""
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    publishing.close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


@pytest.fixture
def coordinator(closed: Scene, signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.COORDINATOR)


def raw_in(text: str) -> dict[str, object]:
    """What the page says that the file is, to the letter."""
    found = re.search(r"<pre[^>]*>(.*?)</pre>", text, re.DOTALL)
    assert found
    content: dict[str, object] = json.loads(html.unescape(found[1]))
    return content


def test_what_is_seen_is_what_is_taken_along(coordinator: CheckingClient, closed: Scene) -> None:
    before = dump_all(closed)
    page = coordinator.get(PREVIEW)
    assert page.status_code == 200 and dump_all(closed) == before, "a look makes nothing"

    answer = coordinator.submit(PREVIEW, {}, form=GIVE)

    assert answer.headers["Content-Disposition"] == f'attachment; filename="benchmark-{HOUSE}-{WAVE}.json"'
    content = json.loads(answer.data)
    signed = from_bytes(answer.data)
    assert signed.fingerprint == signing.own_fingerprint(closed.installation, HOUSE)
    del content["signature"]
    assert raw_in(page.text) == content
    assert count_rows(house_file(closed), "audit", "what = 'benchmark.given' AND source != 'command'") == 1
    assert signed.fingerprint in coordinator.get(PAGE).text


def test_the_preview_says_every_number_in_words(coordinator: CheckingClient, closed: Scene) -> None:
    text = coordinator.get(PREVIEW).text
    content = raw_in(text)
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", text)

    items = content["items"]
    assert isinstance(items, list)
    given = [item for item in items if item["counts"]]
    assert given, "some statements are in the file"
    for item in given:
        numbers = [str(one) for one in (*item["counts"].values(), item["no_opinion"], item["empty"])]
        assert any(cells[place : place + len(numbers)] == numbers for place in range(len(cells))), item["id"]
    hidden = [item for item in items if not item["counts"]]
    assert ("staat er niet in" in text) or not hidden


def test_names_and_facts_are_kept_together_or_not_at_all(coordinator: CheckingClient, closed: Scene) -> None:
    wrong = coordinator.submit(PAGE, {POLITIE: "politie", "inhabitants": "veel"})
    assert wrong.status_code == 400 and "heel getal" in wrong.text
    assert 'value="politie" selected' in wrong.text and 'value="veel"' in wrong.text
    assert set(national.national_codes(closed.installation.house(HOUSE)).values()) == {""}

    kept = coordinator.submit(PAGE, {POLITIE: "politie", "inhabitants": "245.000", "founded": "2009"})

    assert kept.status_code == 303 and kept.location.endswith("?gedaan=bewaard")
    assert "Bewaard." in coordinator.get(kept.location).text
    assert national.get_context(closed.installation, HOUSE) == HouseContext(245_000, 2009)
    codes = national.national_codes(closed.installation.house(HOUSE))
    assert codes[ListKind.BEROEPSGROEP, "medewerker-politie"] == "politie"
    assert count_rows(house_file(closed), "audit", "what = 'benchmark.meaning'") == 1, "only what changed is noted"


@pytest.mark.parametrize(
    "values", [{POLITIE: "disco"}, {"founded": "1492"}, {"founded": "-3"}, {"inhabitants": "9" * 13}, {"founded": "²"}]
)
def test_what_cannot_be_is_not_kept(coordinator: CheckingClient, closed: Scene, values: dict[str, str]) -> None:
    before = dump_all(closed)

    assert coordinator.submit(PAGE, values).status_code == 400
    assert dump_all(closed) == before


def test_a_wave_is_taken_back_only_by_who_is_sure(coordinator: CheckingClient, closed: Scene) -> None:
    coordinator.submit(PREVIEW, {}, form=GIVE)

    assert coordinator.submit(PREVIEW, {}).status_code == 400
    answer = coordinator.submit(PREVIEW, {"sure": "ja"})

    file = from_bytes(answer.data).file
    assert file.withdrawn and file.wave == WAVE and not file.items and not file.aspects and file.forms == 0
    assert count_rows(house_file(closed), "audit", "what = 'benchmark.taken_back'") == 1


def test_a_wave_that_is_open_or_of_another_house_has_no_page(coordinator: CheckingClient) -> None:
    for address in (f"{PAGE}{OTHER_WAVE}/", f"{PAGE}nooit/", PREVIEW.replace(HOUSE, OTHER_HOUSE)):
        assert coordinator.get(address).status_code == 404, address


def test_too_little_to_leave_the_house_is_said(
    coordinator: CheckingClient, closed: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = reading.get_publication(closed.installation, HOUSE, WAVE)
    bare = tuple(replace(pool, scores=None) for pool in frozen.publication.pooling)
    little = replace(frozen, publication=replace(frozen.publication, pooling=bare))
    monkeypatch.setattr(reading, "get_publication", lambda *_: little)

    answer = coordinator.get(PREVIEW)

    assert answer.status_code == 404 and "mag te weinig het huis uit" in answer.text


def test_the_page_about_sharing_leads_there(coordinator: CheckingClient) -> None:
    assert PAGE in coordinator.get(f"/beheer/{HOUSE}/delen/").text
    assert PREVIEW in coordinator.get(PAGE).text
