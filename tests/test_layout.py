"""The tree itself: what is promised in the docs is there, and what has no place in it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from monitor.web.app import create_app
from monitor.web.settings import Settings
from tests.scene import ROOT

TEXTS = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".svg", ".sh", ".R", ".csv", ""}
LONGEST_MODULE = 300
"""Past this a module is two (CONTRIBUTING.md)."""
WORKPLACES = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")
"""Where somebody's own copy lies; no path of a program that others install."""


def own_files() -> Iterator[Path]:
    """Every text of the project: nothing hidden but .ci, nothing installed, no data of an installation."""
    for top in sorted(ROOT.iterdir()):
        if top.name == "instance" or (top.name.startswith(".") and top.name != ".ci"):
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts:
                yield path


def commands(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command of ours, with the group it stands in."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        else:
            yield " ".join((*above, name))


def documentation() -> str:
    """README and everything under docs/."""
    return "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.rglob("docs/**/*.md")])


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_every_setting_has_a_row_in_the_configuration_page(setting: str) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert re.search(rf"^\| `{setting}` \|.+`MONITOR_{setting.upper()}`", text, re.MULTILINE), setting


def test_the_configuration_page_names_no_setting_that_is_not_there() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    table = text[text.index("## Settings") : text.index("## Keys")]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {field.name for field in fields(Settings)}


def test_every_command_is_in_the_documentation(tmp_path: Path) -> None:
    app, text = create_app(tmp_path), documentation()
    own = set(commands(app.cli)) - {"run", "shell", "routes"}

    assert len(own) >= 8
    assert sorted(name for name in own if not re.search(rf"`(?:flask --app run )?{name}\b", text)) == []


def test_no_file_names_a_path_of_somebodys_own_machine() -> None:
    found = [str(path.relative_to(ROOT)) for path in own_files() if WORKPLACES.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_no_module_is_too_long_to_have_one_job() -> None:
    modules = [*ROOT.glob("monitor/**/*.py"), *ROOT.glob("surveys/**/*.py"), ROOT / "run.py"]
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules}

    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_pages_load_nothing_from_another_host() -> None:
    elsewhere = re.compile(r"""(?:src|href|action|url|@import)\s*[=(]?\s*["'(]?\s*(?:https?:)?//[^"')\s]+""")
    files = [*ROOT.glob("monitor/web/templates/**/*.html"), *ROOT.glob("monitor/web/static/*")]

    found = {path.name: elsewhere.findall(path.read_text(encoding="utf-8")) for path in files}

    assert len(files) > 15
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def test_every_requirement_is_pinned_and_says_who_uses_it() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-c"))]

    assert len(wanted) > 5
    assert [line for line in wanted if not re.match(r"[\w-]+==[\d.]+\s+# \S", line)] == []


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_the_papers_of_the_project_are_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 100
