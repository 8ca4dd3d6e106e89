"""Two complete installations that know each other only by files in a folder and a fingerprint by telephone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask

from monitor.model import COMMAND
from monitor.results import Publication
from monitor.services import reading
from monitor.services.benchmark import making, register, signing
from monitor.services.benchmark.schema import SCHEMA
from monitor.services.publishing import close_wave
from monitor.stats.sums import mean_of, sd_of
from monitor.web.app import create_app
from tests.scene import HOUSE, WAVE, Clock, Scene, answer_all, count_rows, dump_all, house_file, make_installation

Run = Callable[..., str]


def runner(app: Flask) -> Run:
    """Runs `benchmark`; gives what it printed."""

    def invoke(*arguments: str, status: int = 0) -> str:
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["benchmark", *arguments])
        assert result.exit_code == status, result.output
        return result.stderr if status == 2 else result.stdout

    return invoke


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


@pytest.fixture
def house(app: Flask, closed: Scene) -> Run:
    return runner(app)


@pytest.fixture
def analyst(tmp_path: Path) -> Run:
    return runner(create_app(tmp_path / "analist", installation=make_installation(tmp_path / "analist", Clock())))


def given_by(house: Run, folder: Path, name: str = "") -> dict[str, Any]:
    path = folder / (name or "uit.json")
    house("export", HOUSE, WAVE, "--output", str(path))
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_file_goes_from_house_to_analyst_and_is_merged(house: Run, analyst: Run, tmp_path: Path) -> None:
    (tmp_path / "post").mkdir()
    fingerprint = house("key", HOUSE).splitlines()[0].rpartition(" ")[2]
    assert house("key", HOUSE).splitlines()[0].endswith(fingerprint), "the key is made once"
    given_by(house, tmp_path / "post")

    refused = analyst("import", str(tmp_path / "post"), status=1)
    assert "staat niet in het register" in refused and "0 opgenomen, 1 geweigerd." in refused
    analyst("register", HOUSE, fingerprint)
    assert "opgenomen" in analyst("import", str(tmp_path / "post" / "uit.json"))
    assert "telt mee" in analyst("list") and fingerprint in analyst("list")
    merged = json.loads(analyst("merge", str(tmp_path / "post")))

    assert merged["files"] == 1 and merged["refused"] == []
    assert {figure["reason"] for figure in merged["items"]} == {"too_few_houses"}


def test_the_file_holds_what_may_leave_the_house_and_nothing_else(house: Run, closed: Scene, tmp_path: Path) -> None:
    house("key", HOUSE)
    content = given_by(house, tmp_path)
    publication: Publication = reading.get_publication(closed.installation, HOUSE, WAVE).publication
    outside = publication.outside

    jsonschema.Draft202012Validator(SCHEMA).validate(content)
    assert content["forms"] == outside.forms
    shown = [item for item in outside.items if item.counts is not None and item.decimals is None]
    assert [(item["id"], item["counts"]) for item in content["items"] if item["counts"]] == [
        (item.id, dict(item.counts or {})) for item in shown
    ]
    for aspect, found in zip(outside.aspects, content["aspects"], strict=True):
        full = aspect.sd is not None and aspect.decimals is None
        assert (found["scores"] is not None) is full
        if full:
            sums = found["scores"]
            assert mean_of(sums["n"], sums["total"], found["unit"]) == pytest.approx(aspect.mean, rel=1e-9)
            assert sd_of(sums["n"], sums["total"], sums["squares"], found["unit"]) == pytest.approx(aspect.sd, rel=1e-8)
        whole = aspect.reliability is not None and aspect.reliability.alpha is not None
        assert (found["complete"] is not None) is (whole and aspect.reliability.decimals is None)
    assert any(aspect["scores"] for aspect in content["aspects"]), "something leaves the house"
    text = json.dumps(content)
    assert not any(word in text for word in ("noord", "Noord", "p01", "@", "medewerker"))


def test_a_preview_makes_and_logs_nothing_and_says_all_that_is_given(house: Run, closed: Scene, tmp_path: Path) -> None:
    before = dump_all(closed)
    preview = json.loads(house("export", HOUSE, WAVE, "--preview"))

    assert dump_all(closed) == before and not signing.key_path(closed.installation, HOUSE).exists()
    house("key", HOUSE)
    content = given_by(house, tmp_path)
    del content["signature"]
    assert preview == content
    assert count_rows(house_file(closed), "audit", "what = 'benchmark.given'") == 1


def test_a_house_says_what_its_names_are_elsewhere(house: Run, tmp_path: Path) -> None:
    house("key", HOUSE)
    assert given_by(house, tmp_path, "eerst.json")["overlegvormen"] == []
    assert "medewerker-politie" in house("codes", HOUSE)

    house("codes", HOUSE, "--set", "beroepsgroep", "medewerker-politie", "politie")
    said = house("codes", HOUSE, "--set", "overlegvorm", "jeugd", "jeugd")
    assert "niet)" in said and "  politie" in said
    house("context", HOUSE, "--inhabitants", "245000", "--founded", "2009")
    content = given_by(house, tmp_path, "daarna.json")

    assert content["overlegvormen"] == ["jeugd"]
    assert (content["inhabitants"], content["founded"]) == (245000, 2009)
    assert set(content["response_by"]) == {"politie"}


WRONG = (
    (("codes", HOUSE, "--set", "overlegvorm", "jeugd", "disco"), "De code disco is er niet"),
    (("codes", HOUSE, "--set", "overlegvorm", "disco", "jeugd"), "disco staat niet in de lijst"),
    (("codes", HOUSE, "--set", "regio", "noord", "jeugd"), "Kies uit de lijsten: beroepsgroep, overlegvorm"),
    (("context", HOUSE, "--inhabitants", "0"), "heel getal"),
    (("context", HOUSE, "--founded", "3000"), "ligt tussen 1950 en"),
    (("key", "nergens"), "Dit huis is er niet"),
    (("export", HOUSE, WAVE), "--output"),
    (("export", HOUSE, "nooit", "--preview"), "Deze meting is er niet"),
    (("export", HOUSE, WAVE, "--output", "/nergens/x.json"), "bestaat niet"),
    (("register", HOUSE, "abc"), "32 tekens"),
    (("merge", "/nergens"), "is er niet"),
)


@pytest.mark.parametrize(("arguments", "sentence"), WRONG)
def test_what_cannot_be_is_refused_in_one_sentence(
    arguments: tuple[str, ...], sentence: str, house: Run, closed: Scene
) -> None:
    before = dump_all(closed)

    said = house(*arguments, status=2)

    assert sentence in said and len(said.strip().splitlines()) == 1
    assert dump_all(closed) == before


def test_without_a_key_nothing_is_given(house: Run, closed: Scene, tmp_path: Path) -> None:
    assert "benchmark key" in house("export", HOUSE, WAVE, "--output", str(tmp_path / "x"), status=2)
    assert count_rows(house_file(closed), "audit", "what = 'benchmark.given'") == 0
    assert not (tmp_path / "x").exists()


def test_a_later_file_replaces_and_a_taken_back_one_is_destroyed(
    house: Run, analyst: Run, closed: Scene, tmp_path: Path
) -> None:
    analyst("register", HOUSE, house("key", HOUSE).splitlines()[0].rpartition(" ")[2])
    given_by(house, tmp_path, "1.json")
    closed.clock.move(days=1)
    given_by(house, tmp_path, "2.json")
    closed.clock.move(days=1)
    house("export", HOUSE, WAVE, "--withdraw", "--output", str(tmp_path / "3.json"))
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads((tmp_path / "3.json").read_text(encoding="utf-8")))
    own = tmp_path / "analist" / "directory.sqlite"

    assert "opgenomen" in analyst("import", str(tmp_path / "2.json"))
    assert "even nieuw of nieuwer" in analyst("import", str(tmp_path / "1.json"), status=1)
    assert "even nieuw of nieuwer" in analyst("import", str(tmp_path / "2.json"), status=1)
    assert count_rows(own, "benchmark_file", "body IS NOT NULL") == 1
    assert "teruggenomen" in analyst("import", str(tmp_path / "3.json"))
    assert count_rows(own, "benchmark_file", "body IS NOT NULL") == 0
    assert count_rows(own, "benchmark_file") == 2, "that it was given stays in the register"
    assert analyst("list").count("teruggenomen") == 1
    (tmp_path / "oud").mkdir()
    shutil.copy(tmp_path / "2.json", tmp_path / "oud")
    left = json.loads(analyst("merge", str(tmp_path / "oud"), status=1))
    assert left["files"] == 0 and "nam voorjaar terug" in left["refused"][0]["reason"]
    assert count_rows(house_file(closed), "audit", "what = 'benchmark.taken_back'") == 1


def test_a_house_is_entered_once_with_one_key(analyst: Run) -> None:
    one, other = "0" * 32, "1" * 32
    analyst("register", "huis-1", one)

    assert "staat al in het register" in analyst("register", "huis-1", other, status=2)
    assert "staat al in het register" in analyst("register", "huis-2", one, status=2)


def test_one_refused_file_keeps_no_other_out(house: Run, analyst: Run, closed: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "post"
    folder.mkdir()
    analyst("register", HOUSE, house("key", HOUSE).splitlines()[0].rpartition(" ")[2])
    given_by(house, folder)
    (folder / "a.json").write_bytes((folder / "uit.json").read_bytes().replace(b'"forms": ', b'"forms": 1'))
    (folder / "b.json").write_text("{", encoding="utf-8")
    (folder / "z.json").write_bytes(b" " * 2_000_000)
    shutil.copy(folder / "uit.json", folder / "Z.JSON")

    said = analyst("import", str(folder), status=1)

    assert "a.json: GEWEIGERD. De handtekening klopt niet" in said
    assert "b.json: GEWEIGERD. Het bestand is afgebroken" in said
    assert "z.json: GEWEIGERD. Het bestand is te groot" in said
    assert said.count("GEWEIGERD") == 4 and "1 opgenomen, 4 geweigerd." in said


def test_too_little_to_leave_the_house_is_said(closed: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = reading.get_publication(closed.installation, HOUSE, WAVE)
    bare = tuple(replace(pool, scores=None) for pool in frozen.publication.pooling)
    bare_one = replace(frozen, publication=replace(frozen.publication, pooling=bare))
    monkeypatch.setattr(reading, "get_publication", lambda *_: bare_one)

    with pytest.raises(Exception, match="te weinig het huis uit"):
        making.make_file(closed.installation, HOUSE, WAVE)


def test_an_invented_house_is_not_taken_by_a_real_installation(house: Run, closed: Scene, tmp_path: Path) -> None:
    fingerprint = house("key", HOUSE).splitlines()[0].rpartition(" ")[2]
    given_by(house, tmp_path)
    real = replace(make_installation(tmp_path / "echt", Clock()), invented=False)
    register.register_house(real, HOUSE, fingerprint, actor=COMMAND)

    [taken] = register.take_files(real, register.read_files(tmp_path / "uit.json"), actor=COMMAND)

    assert "verzonnen huis" in taken.refused
