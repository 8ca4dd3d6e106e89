"""A benchmark file is read only if it is whole, of who it says, and can be true; every other one gets its reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import BadInput, Misconfigured, NotFound
from monitor.results.benchmark import BenchmarkFile, ScoreSums
from monitor.services.benchmark import file_text, signing
from monitor.services.benchmark.register import read_checked
from monitor.services.installation import Installation
from monitor.stats.plausible import check_file
from tests.monitor.benchmark_scene import make_given, make_keys

HOUSE = "huis-1"
Content = dict[str, Any]


@cache
def scene() -> tuple[Installation, dict[str, str]]:
    return make_keys(Path(mkdtemp()), HOUSE, "huis-2")


@cache
def good() -> BenchmarkFile:
    return make_given(1, house=HOUSE, forms=120, gaps=0.3).file


@cache
def good_text() -> str:
    return file_text.to_text(scene()[0], good())


def read(data: bytes) -> BenchmarkFile:
    return read_checked(data, scene()[1], invented=False)


def sign_anew(content: Content, house: str = HOUSE) -> bytes:
    """Any content with a signature that fits it."""
    plain = {name: value for name, value in content.items() if name != "signature"}
    shortest = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    key, value = signing.sign(scene()[0], house, shortest)
    return json.dumps({**plain, "signature": {"algorithm": "Ed25519", "key": key, "value": value}}).encode()


def test_what_was_written_is_read_back_however_it_is_laid_out() -> None:
    content = json.loads(good_text())

    assert read(good_text().encode()) == good()
    assert read(json.dumps(content, sort_keys=True).encode()) == good()
    assert {"unit", "scores", "complete"} < content["aspects"][0].keys()
    assert any(aspect["complete"] for aspect in content["aspects"]), "the alpha's block is part of this test"


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every number, text and truth value in a content."""
    if isinstance(value, dict):
        return [place for name, one in value.items() for place in places_of(one, (*path, name))]
    if isinstance(value, list):
        return [place for number, one in enumerate(value) for place in places_of(one, (*path, number))]
    return [] if value is None else [path]


def change(content: Content, place: tuple[Any, ...], make: Callable[[Any], Any]) -> Content:
    copy: Content = json.loads(json.dumps(content))
    inner: Any = copy
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = make(inner[place[-1]])
    return copy


def differently(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value + "x"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_one_changed_value_breaks_the_signature(data: st.DataObject) -> None:
    content = json.loads(good_text())
    place = data.draw(st.sampled_from(places_of(content)))
    changed = change(content, place, differently)

    with pytest.raises(BadInput, match=r"handtekening|vorm 1|Ed25519"):
        read(json.dumps(changed).encode())


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000), st.binary(min_size=1, max_size=20))
def test_what_is_cut_or_is_something_else_is_refused(end: int, other: bytes) -> None:
    whole = good_text().encode()
    cut = whole[: end % (len(whole) - 2)]
    for data in (cut, other, cut + other):
        with pytest.raises(BadInput):
            read(data)


def _with_two_more(scores: dict[str, int]) -> dict[str, int]:
    """Forms that scored 3, of which a unit is a twelfth."""
    more = 122 - scores["n"]
    return {"n": 122, "total": scores["total"] + more * 36, "squares": scores["squares"] + more * 36**2}


REFUSED = {
    "niet in het register": lambda c: {**c, "house": "huis-9"},
    "alleen bij het voorbeeld": lambda c: {**c, "invented": True},
    "ontbreekt": lambda c: {name: value for name, value in c.items() if name != "forms"},
    "niet hoort": lambda c: {**c, "meer": 1},
    "te groot": lambda c: {**c, "forms": 10**31},
    "geheel getal": lambda c: {**c, "forms": "veel"},
    "geen naam": lambda c: {**c, "wave": "../../etc"},
    "geen datum": lambda c: {**c, "period_end": "2026-99-01"},
    "hun volgorde": lambda c: {**c, "period_end": "2020-01-01"},
    "tijdzone": lambda c: {**c, "made_at": "2026-11-24T09:00:00"},
    "geen SHA-256": lambda c: {**c, "publication_sha256": "nee"},
    "van 0 mensen": lambda c: {**c, "respondents": 0},
    "versie van de vragenlijst of de schaal": lambda c: {**c, "maximum": 100},
    "inwoners": lambda c: {**c, "inhabitants": -5},
    "opgericht": lambda c: {**c, "founded": 1492},
    "overlegvorm die wij niet kennen": lambda c: {**c, "overlegvormen": ["koffie"]},
    "0 stellingen": lambda c: {**c, "items": [], "aspects": []},
    "twee keer": lambda c: change(c, ("items", 1, "id"), lambda _: c["items"][0]["id"]),
    "zonder aspect": lambda c: change(c, ("items", 0, "aspect"), lambda _: "elders"),
    "kleiner dan nul": lambda c: change(c, ("items", 0, "counts", "1"), lambda _: -1),
    "antwoorden zijn niet die": lambda c: change(c, ("items", 0, "counts"), lambda _: {"1": 20, "5": 20}),
    "te weinig om te delen": lambda c: change(c, ("items", 0, "counts"), lambda _: {"1": 0, "2": 0, "3": 0, "4": 0}),
    "hetzelfde": lambda c: change(c, ("items", 0, "counts"), lambda _: {"1": 1, "2": 0, "3": 99, "4": 0}),
    "meer antwoorden dan formulieren": lambda c: change(c, ("items", 0, "empty"), lambda _: 5000),
    "half in": lambda c: change(c, ("items", 0, "counts"), lambda _: None),
    "buiten de schaal": lambda c: change(c, ("aspects", 2, "scores", "total"), lambda total: total * 9),
    "spreiding kan niet": lambda c: change(c, ("aspects", 2, "scores", "squares"), lambda squares: squares // 2),
    "meer scores dan": lambda c: change(c, ("aspects", 0, "scores"), _with_two_more),
    "de eenheid": lambda c: change(c, ("aspects", 0, "unit"), lambda unit: unit + 1),
    "passen niet in het geheel": lambda c: change(
        c, ("aspects", 2, "by", "beroepsgroep", "zorg"), lambda _: {"n": 119, "total": 1900, "squares": 31000}
    ),
    "kennen wij niet": lambda c: change(c, ("aspects", 2, "by"), lambda by: {"huis": by["beroepsgroep"]}),
    "hoort niet bij dit soort": lambda c: change(c, ("aspects", 0, "kind"), lambda _: "index"),
    "niet van al zijn stellingen": lambda c: change(c, ("aspects", 0, "complete", "sums"), lambda sums: sums[1:]),
    "passen niet bij de antwoorden": lambda c: change(c, ("aspects", 0, "complete", "sums", 0), lambda one: one * 2),
    "som over de stellingen": lambda c: change(c, ("aspects", 0, "complete", "total"), lambda total: total + 1),
    "kwadraten van de totalen": lambda c: change(c, ("aspects", 0, "complete", "total_squares"), lambda one: one + 1),
    "meer mensen dan het huis": lambda c: change(c, ("response", "eligible"), lambda _: c["response"]["answered"]),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_a_house_signed_and_cannot_be_is_refused_with_its_reason(reason: str) -> None:
    content = json.loads(good_text())

    with pytest.raises(BadInput, match=reason):
        read(sign_anew(REFUSED[reason](content)))


def test_a_signature_of_another_house_is_refused() -> None:
    with pytest.raises(BadInput, match="niet van de sleutel die huis-1"):
        read(sign_anew(json.loads(good_text()), "huis-2"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"benchmark": 1, "forms": NaN}', "alleen hele getallen"),
        (b'{"benchmark": 1, "forms": 1e400}', "alleen hele getallen"),
        (b'{"benchmark": 1, "forms": 2.5}', "alleen hele getallen"),
        (b'{"benchmark": 1, "forms": ' + b"9" * 5000 + b"}", "te veel cijfers"),
        (b"[" * 400_000, "te diep"),
        (b'{"a":' * 150_000 + b"1" + b"}" * 150_000, "te diep"),
        (b"{" * 100_000_000, "te groot"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"[]", "groep velden"),
        (b'{"benchmark": 2, "signature": {}}', "vorm 1"),
        (b'{"benchmark": 1, "signature": {"algorithm": "none", "key": "", "value": ""}}', "Ed25519"),
        (b'{"benchmark": 1, "signature": {"algorithm": "Ed25519", "key": 7, "value": ""}}', "beschadigd"),
        (b'{"benchmark": 1, "signature": {"algorithm": "Ed25519", "key": "====", "value": "x"}}', "beschadigd"),
        (b'{"benchmark": 1, "a": "\\ud800", "signature": {"algorithm": "Ed25519", "key": "", "value": ""}}', "tekens"),
    ],
)
def test_what_no_monitor_wrote_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read(data)


def test_a_few_forms_that_are_not_complete_are_seen_in_the_sums() -> None:
    file = good()
    whole = next(aspect for aspect in file.aspects if aspect.complete)
    assert whole.complete is not None
    items = [item for item in file.items if item.aspect == whole.id]
    first = items[0]
    assert first.counts is not None
    over = sum(first.counts.values()) - whole.complete.n
    assert over == 0 or over >= 10
    given_, squares = (sum(int(a) ** power * n for a, n in first.counts.items()) for power in (1, 2))
    fewer = replace(
        whole.complete,
        n=sum(first.counts.values()) - 3,
        sums=(given_ - 9, *whole.complete.sums[1:]),
        squares=(squares - 27, *whole.complete.squares[1:]),
    )
    aspects = tuple(replace(one, complete=fewer) if one is whole else one for one in file.aspects)

    with pytest.raises(BadInput, match="3 antwoorden op onvolledige formulieren"):
        check_file(replace(file, aspects=aspects))


def test_a_part_of_a_hidden_whole_is_refused() -> None:
    file = good()
    first = replace(file.aspects[0], scores=None, complete=None, by={"beroepsgroep": {"zorg": ScoreSums(20, 60, 200)}})

    with pytest.raises(BadInput, match="het geheel is verborgen"):
        check_file(replace(file, aspects=(first, *file.aspects[1:])))


def test_a_wave_taken_back_holds_nothing_of_the_answers() -> None:
    with pytest.raises(BadInput, match="toch staan er uitkomsten in"):
        check_file(replace(good(), withdrawn=True))
    check_file(replace(good(), withdrawn=True, forms=0, respondents=0, items=(), aspects=()))


def test_a_key_is_needed_whole_and_closed_to_others(tmp_path: Path) -> None:
    installation, _ = make_keys(tmp_path, HOUSE)
    path = signing.key_path(installation, HOUSE)

    with pytest.raises(NotFound, match="benchmark key huis-2"):
        signing.sign(installation, "huis-2", b"")
    path.chmod(0o640)
    with pytest.raises(Misconfigured, match="chmod 600"):
        signing.sign(installation, HOUSE, b"")
    path.chmod(0o600)
    path.write_bytes(b"kort")
    with pytest.raises(Misconfigured, match="4 bytes"):
        signing.sign(installation, HOUSE, b"")


def test_a_fingerprint_is_read_as_people_type_it() -> None:
    fingerprint = scene()[1][HOUSE]

    assert signing.read_fingerprint(fingerprint.upper().replace("-", " ")) == fingerprint
    for wrong in ("", "abcd", fingerprint + "0", fingerprint[:-1] + "g"):
        with pytest.raises(BadInput, match="32 tekens"):
            signing.read_fingerprint(wrong)
