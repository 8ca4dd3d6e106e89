"""What is given out by link and API of the demo: the outside report's numbers, and only pages of the link itself.

That nothing inside changes a byte of it: test_where_numbers_come_from.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from monitor.results import Breakdown, Report
from monitor.services import publication_json
from monitor.services.demo import Demo
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.monitor.web.outside_scene import (
    BEFORE,
    HOUSE_ID,
    NOW,
    OutsideScene,
    forget_pages,
    make_outside_scene,
)
from tests.page_checks import CheckingClient


@pytest.fixture(scope="module")
def scene(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OutsideScene]:
    yield make_outside_scene(demo, tmp_path_factory.mktemp("outside") / "instance")
    houses.close()
    directories.close()


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    forget_pages()
    yield
    forget_pages()


def overleggen(report: Report) -> Breakdown:
    return next(one for one in report.breakdowns if one.by == "overleg")


def everything(scene: OutsideScene) -> dict[str, tuple[int, bytes, list[tuple[str, str]]]]:
    """Address -> status, bytes and headers of all that is given out."""
    found = {}
    for browser, addresses in ((scene.browser, scene.pages()), (scene.program, scene.answers())):
        for address in addresses:
            answer = browser.get(address)
            headers = sorted((name, value) for name, value in answer.headers.items() if name != "Date")
            found[address] = (answer.status_code, answer.data, headers)
    return found


def test_the_demo_has_numbers_that_only_the_house_may_see(scene: OutsideScene) -> None:
    publication = scene.publication()
    pairs = [
        (inside, beyond)
        for one, other in zip(publication.report.breakdowns, publication.outside.breakdowns, strict=True)
        for inside, beyond in zip(one.groups, other.groups, strict=True)
    ]

    only_inside = [one for one, other in pairs if one.reason is None and other.reason is not None]

    assert len(only_inside) >= 1


def test_a_group_that_is_hidden_outside_has_no_number_on_the_pages(scene: OutsideScene) -> None:
    publication = scene.publication()
    page = scene.browser.get(f"/lezen/{HOUSE_ID}/{scene.secret}/").text
    of_the_house = scene.manager.get(f"/huizen/{HOUSE_ID}/{NOW}/").text
    hidden = 0
    for inside, beyond in zip(publication.report.breakdowns, publication.outside.breakdowns, strict=True):
        for one, other in zip(inside.groups, beyond.groups, strict=True):
            if inside.by == "attendance" and one.reason is None and other.reason is not None:
                rows = [re.findall(f"<th[^>]*>{other.label}.*?</tr>", text, re.S) for text in (page, of_the_house)]
                assert rows[0] and all("niet getoond" in row for row in rows[0])
                assert any("niet getoond" not in row for row in rows[1])
                hidden += 1

    assert hidden >= 1


def numbers_in(found: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a JSON with where it stands."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from numbers_in(value, f"{path}/{key}")
    elif isinstance(found, list):
        for at, value in enumerate(found):
            yield from numbers_in(value, f"{path}/{at}")
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield path, float(found)


def test_every_mean_of_the_api_is_one_of_the_outside_report_rounded(scene: OutsideScene) -> None:
    publication = scene.publication()
    answer = scene.program.get(f"/api/v1/waves/{NOW}/results").get_json()
    outside = json.loads(publication_json.to_text(publication))["outside"]
    known = [value for _, value in numbers_in(outside)]

    means = [(path, value) for path, value in numbers_in(answer) if path.endswith("/mean")]

    assert len(means) > 50
    assert [path for path, value in means if min(abs(value - one) for one in known) > 0.051] == []
    by_code = {group.code: group for group in overleggen(publication.outside).groups}
    [given] = [one["groups"] for one in answer["groupings"] if one["by"] == "overleg"]
    for group in given:
        for cell, own in zip(group["aspects"], by_code[group["code"]].cells, strict=True):
            assert (cell["mean"] is None) == (own.mean is None)


def test_nothing_that_is_given_out_holds_the_hash_of_everything(scene: OutsideScene) -> None:
    hashes = [publication_json.fingerprint(publication_json.to_text(scene.publication(wave))) for wave in (NOW, BEFORE)]
    given = [str(one) for one in everything(scene).values()]

    for one in hashes:
        spaced = " ".join(one[at : at + 4] for at in range(0, 64, 4))
        assert not [text for text in given if one in text or spaced in text]


def test_links_between_the_pages_work_and_hold_no_secret(scene: OutsideScene) -> None:
    known = set(scene.pages())
    browser: CheckingClient = scene.browser
    reached = set()
    for address in known:
        page = browser.page(address)
        for link in page.links:
            assert scene.secret not in link
            target = urlsplit(urljoin(f"http://127.0.0.1:5000{address}", link)).path
            if target.startswith("/lezen/"):
                assert target in known, (address, link)
                reached.add(target)

    assert reached == known
