"""One invented house, one server and one Chromium for all browser tests; a fresh device for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import launching, serving, watching
from tests.browser.serving import Served
from tests.browser.watching import Visitor

NewVisitor = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The invented house, a copy to close in, and the id of its open wave; `fresh` beside them is for more copies."""
    parent = tmp_path_factory.mktemp("browser")
    wave = serving.make_demo(parent / "demo")
    for name in ("closing", "fresh"):
        serving.copy_demo(parent / "demo", parent / name)
    return parent / "demo", parent / "closing", wave


@pytest.fixture(scope="session")
def served(demo_folders: tuple[Path, Path, str]) -> Iterator[Served]:
    """The running monitor."""
    folder, _, wave = demo_folders
    with serving.serve(folder, wave) as running:
        yield running


@pytest.fixture(scope="session")
def worked(demo_folders: tuple[Path, Path, str]) -> Iterator[Served]:
    """Another monitor, in which coordinators and administrators change things."""
    folder, _, wave = demo_folders
    copy = folder.with_name("working")
    serving.copy_demo(folder.with_name("fresh"), copy)
    with serving.serve(copy, wave) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The running browser."""
    with launching.launch() as browser:
        yield browser


@pytest.fixture
def visitor(chromium: Browser, served: Served) -> Iterator[NewVisitor]:
    """Makes devices; at the end of the test none of them may have seen anything go wrong."""
    made: list[Visitor] = []

    def make(url: str | None = None, **options: object) -> Visitor:
        made.append(watching.new_visitor(chromium, url or served.url, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()
