"""docs/handleiding, without a browser: its pictures, and the screen texts, commands, settings and links in it."""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.web.app import create_app
from monitor.web.settings import Settings
from tests.browser import manual
from tests.browser.manual import FOLDER, MANUAL
from tests.browser.manual_scenes import PICTURES
from tests.browser.screen_text import without_numbers
from tests.scene import ROOT
from tests.test_layout import commands

PAGES = sorted(MANUAL.glob("*.md"))
MOST_BYTES = 120_000
"""Of a picture: the manual is read on the web, also with a phone."""
_MARKUP = re.compile(r"{#.*?#}|{%.*?%}|<[^>]*>", re.DOTALL)


def code_of(page: Path) -> list[str]:
    """Everything in a page that is set as code."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"`([^`\n]+)`", text) + re.findall(r"^    (\S.*)$", text, re.MULTILINE)


def screen_texts() -> set[str]:
    """What stands beside the pictures, without the kind of each line."""
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt")]
    return {line.partition(": ")[2] for text in texts for line in text.splitlines()}


def template_texts() -> str:
    """The words of all templates, those in macros and expressions included."""
    files = sorted((ROOT / "monitor" / "web" / "templates").rglob("*.html"))
    raw = " ".join(path.read_text(encoding="utf-8") for path in files)
    return without_numbers(re.sub(r"\s+", " ", f"{_MARKUP.sub(' | ', raw)} {raw}"))


def anchor_of(heading: str) -> str:
    """The name by which a page's heading is linked to."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def bold_of(page: Path) -> list[str]:
    """What a page says is on a screen."""
    text = re.sub(r"\s+", " ", page.read_text(encoding="utf-8"))
    return [marked for marked in re.findall(r"\*\*(.+?)\*\*", text) if marked != "Vet"]


def test_the_manual_names_the_pictures_that_there_are_and_no_other() -> None:
    named = {name for page in PAGES for name in re.findall(r"beelden/([\w-]+)\.png", page.read_text(encoding="utf-8"))}
    there = {path.name for path in FOLDER.iterdir()}

    assert len(named) > 20
    assert named == {picture.name for picture in PICTURES}
    assert there == {f"{name}.{suffix}" for name in named for suffix in ("png", "txt")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_picture_says_in_words_what_is_on_it(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    described = re.findall(r"!\[([^\]]{10,})\]\(beelden/", text) + re.findall(r'<img [^>]*alt="([^"]{10,})"', text)

    assert len(described) == len(re.findall(r"beelden/[\w-]+\.png", text))
    assert len(set(described)) == len(described)


@pytest.mark.parametrize("name", sorted(picture.name for picture in PICTURES))
def test_a_picture_was_made_with_the_text_beside_it(name: str) -> None:
    assert manual.seen_in(name) == manual.fingerprint(manual.text_path(name).read_text(encoding="utf-8"))
    assert manual.picture_path(name).stat().st_size < MOST_BYTES


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "README.md"], ids=lambda page: page.name)
def test_what_the_manual_prints_bold_stands_on_a_screen(page: Path) -> None:
    seen, templates = screen_texts(), template_texts()
    marked = {without_numbers(text) for text in bold_of(page)}
    unknown = {text for text in marked - seen if not re.search(rf"(?<!\w){re.escape(text)}(?!\w)", templates)}

    assert len(marked) > 8
    assert unknown == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_that_the_manual_names_is_there(page: Path, tmp_path: Path) -> None:
    known = set(commands(create_app(tmp_path).cli))
    named = [words.split() for code in code_of(page) for words in re.findall(r"^monitor ([a-z][\w -]*)", code)]

    assert [words for words in named if not {words[0], " ".join(words[:2])} & known] == []
    assert named or page.name != "beheerder.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_setting_that_the_manual_names_is_there(page: Path) -> None:
    known = {field.name for field in fields(Settings)}
    named = {
        name for code in code_of(page) for name in re.findall(r"^([a-z]+(?:_[a-z]+)+|[a-z]+(?= = ))(?: = .*)?$", code)
    }

    assert named - known == set()
    assert len(named) > 10 or page.name != "beheerder.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_manual_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        led = (page.parent / path).resolve() if path else page
        if not led.is_file():
            broken.append(target)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", led.read_text(encoding="utf-8"), re.MULTILINE)
            broken += [target] if anchor not in map(anchor_of, headings) else []

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_manual_has_no_heading_without_text(page: Path) -> None:
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.strip()]

    assert [one for one, after in pairwise([*lines, "#"]) if one.startswith("#") and after.startswith("# ")] == []


def test_the_manual_never_calls_the_answers_anonymous() -> None:
    said = [
        line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines() if "anoniem" in line.lower()
    ]

    assert [line for line in said if not re.search(r"anoniem\b.*\b(?:niet|Niet)\b", line)] == []
