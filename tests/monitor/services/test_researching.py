"""Forms for researchers: only with the right, before the retention date, without a group, with a line in the log."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean

import pytest
from filelock import FileLock

from monitor.errors import MonitorError, NotFound, OutOfOrder, Overloaded
from monitor.exports import research_sav
from monitor.exports.research_codebook import CODES, JSON, SAV, TEXT, WORDS
from monitor.exports.research_data import FormsData
from monitor.model import Actor, Right, Role
from monitor.services import accounts, audit, heavy, publishing, reading, rights, sealing, sending
from monitor.services.chunks import open_chunks, seal_chunks
from monitor.services.demo import HOUSE as DEMO_HOUSE
from monitor.services.demo import Demo
from monitor.services.installation import Installation, read_link_key
from monitor.services.publishing import close_wave
from monitor.services.researching import Gone, Offer, find_offer, list_offers, read_forms, take_forms
from monitor.services.retention import erase_due
from monitor.store import vault, waves
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from surveys.answers import NO_OPINION
from tests.conftest import PASSWORD
from tests.monitor.exports.researched import read_sav
from tests.scene import (
    BOTH,
    CLOSES,
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    PARTNERS,
    PATTERNS,
    WAVE,
    ZUID,
    Scene,
    answer_all,
    copy_scene,
    dump_all,
    fill_in,
    make_scene,
)

PURPOSE = "proefschrift: leren van overleggen"
UNTIL = date(2027, 3, 31)
WHO = Actor("een onderzoeker", "192.0.2.7")
RETENTION = datetime(2031, 10, 31, 23, tzinfo=UTC)
"""The first instant of 1 November 2031 in the Netherlands: the retention date of the scene's waves."""
ALIKE = bytes([2, NO_OPINION, 1, 4, 0, 3, 3])


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A closed wave of 22 forms of 21 persons, beside an open one with 1 form and a house of others."""
    made = make_scene(tmp_path_factory.mktemp("researched") / "instance")
    answer_all(made)
    fill_in(made.installation, HOUSE, made.token(BOTH), {NOORD: ALIKE, ZUID: PATTERNS[4]})
    sending.send(made.installation, HOUSE, made.token(BOTH))
    close_wave(made.installation, HOUSE, WAVE, early=True)
    yield made
    houses.close()
    directories.close()


@pytest.fixture
def closed(once: Scene, tmp_path: Path, closed_databases: None) -> Scene:
    """The same in a folder of its own."""
    return copy_scene(once, tmp_path / "instance")


@pytest.fixture
def researcher(closed: Scene) -> str:
    """The account of somebody with the right."""
    return add_researcher(closed)


def add_researcher(
    scene: Scene, *, email: str = "r@uni.example", house: str = HOUSE, purpose: str = PURPOSE, until: date = UNTIL
) -> str:
    right = Right(house, Role.RESEARCHER, None, purpose, until)
    return accounts.add_account(scene.installation, email=email, name="R. Zoeker", password=PASSWORD, right=right)


def take(scene: Scene, account: str, *, wave: str = WAVE, purpose: str = PURPOSE) -> dict[str, bytes]:
    """The files of a bundle, by name."""
    bundle = take_forms(scene.installation, account, HOUSE, wave, purpose=purpose, actor=WHO)
    with zipfile.ZipFile(io.BytesIO(bundle.data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def vault_answers(scene: Scene) -> list[bytes]:
    """The answers as they lie in the vault, in its order."""
    db = scene.installation.house(HOUSE)
    _, secret = waves.select_secrets(db, WAVE)
    key = sealing.vault_key(scene.installation.link_key, secret or b"")
    return [form.tobytes() for form in open_chunks(key, WAVE, vault.select_chunks(db, WAVE), 7)["answers"]]


def taken_lines(scene: Scene) -> list[audit.AuditLine]:
    lines = audit.list_lines(scene.installation.house(HOUSE), what=["forms.taken"])
    assert audit.verify(scene.installation.house(HOUSE)) > 0
    return lines


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def decode(row: tuple[float | None, ...]) -> bytes:
    """A row of the SPSS file as the vault writes it."""
    return bytes({None: 0, 8: 254, 9: 255}.get(cell, int(cell or 0)) for cell in row)


def assert_refused(scene: Scene, account: str, error: type[MonitorError], *, wave: str = WAVE, lines: int = 0) -> None:
    """Nothing is given, and the log has no more lines than it had."""
    with pytest.raises(error):
        take(scene, account, wave=wave)
    assert len(taken_lines(scene)) == lines


def test_a_researcher_gets_every_form_of_the_vault_and_of_each_only_its_answers(
    closed: Scene, researcher: str, tmp_path: Path
) -> None:
    files = take(closed, researcher)

    rows, meta = read_sav(files[SAV], tmp_path)
    items = [item.id for item in closed.installation.questionnaire("proef", 1).items]
    assert set(files) == {SAV, CODES, WORDS, TEXT, JSON}
    assert meta.column_names == items and table(files[CODES])[0] == items and table(files[WORDS])[0] == items
    assert sorted(decode(row) for row in rows) == sorted(vault_answers(closed))
    assert len(rows) == len(table(files[CODES])) - 1 == len(table(files[WORDS])) - 1 == 22
    assert table(files[CODES])[1:] == [["" if cell is None else f"{cell:.0f}" for cell in row] for row in rows]
    assert json.loads(files[JSON])["forms"] == 22


def test_no_file_names_an_overleg_a_profession_group_or_somebody(closed: Scene, researcher: str) -> None:
    files = take(closed, researcher)

    everything = b"".join(files.values()).decode("latin-1").lower()
    for word in ("noord", "zuid", "jeugd", "zorgoverleg", "medewerker", "partner.example", "p24", "zoeker", "uni.exam"):
        assert word not in everything, word


def test_the_order_has_nothing_to_do_with_the_vaults_and_is_the_same_every_time(closed: Scene, researcher: str) -> None:
    # Given the same answers in another order, of other persons and other overleggen
    first = take(closed, researcher)
    db = closed.installation.house(HOUSE)
    _, secret = waves.select_secrets(db, WAVE)
    key = sealing.vault_key(closed.installation.link_key, secret or b"")
    forms = open_chunks(key, WAVE, vault.select_chunks(db, WAVE), 7).copy()[::-1]
    forms["overleg"], forms["tie"] = 1 - forms["overleg"], forms["tie"][::-1]
    with db.atomic():
        db.execute("DELETE FROM vault_chunk WHERE wave_id = :wave", {"wave": WAVE})
        vault.insert_chunks(db, WAVE, seal_chunks(key, WAVE, forms))

    again = take(closed, researcher)

    assert again[CODES] == first[CODES] and again[WORDS] == first[WORDS] and again[TEXT] == first[TEXT]


def test_a_column_list_of_the_record_holds_no_group_no_tie_and_no_attendance() -> None:
    assert {field.name for field in fields(FormsData)} == {
        *("house", "house_name", "wave", "wave_name", "period", "closed_on", "invented", "questionnaire", "terms"),
        *("variables", "coding", "rows"),
    }


def test_the_log_says_who_took_which_wave_in_which_format_how_many_for_what_and_until_when(
    closed: Scene, researcher: str
) -> None:
    take(closed, researcher)

    (line,) = taken_lines(closed)
    assert (line.who, line.source, line.target, line.at) == (WHO.who, WHO.source, WAVE, closed.clock())
    assert line.result == f"done, sav and csv, forms: 22, until: 31 maart 2027, purpose: {PURPOSE}"


def test_every_time_has_its_own_line_and_two_researchers_get_the_same_forms(closed: Scene, researcher: str) -> None:
    other = add_researcher(closed, email="s@uni.example", purpose="een ander onderzoek")

    first, second = take(closed, researcher), take(closed, other, purpose="een ander onderzoek")

    assert first[CODES] == second[CODES]
    assert b"een ander onderzoek" in second[TEXT] and b"een ander onderzoek" not in first[TEXT]
    assert [line.result.partition("purpose: ")[2] for line in taken_lines(closed)] == ["een ander onderzoek", PURPOSE]


def test_nothing_but_the_line_is_written(closed: Scene, researcher: str) -> None:
    before = dump_all(closed)

    take(closed, researcher)

    after = dump_all(closed)
    more = set(after[f"{HOUSE}.sqlite"]) - set(before[f"{HOUSE}.sqlite"])
    assert [line for line in more if not line.startswith('INSERT INTO "audit"')] == []
    assert after["directory.sqlite"] == before["directory.sqlite"]
    assert list(closed.folder.rglob("*.sav")) == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.EDITOR, Role.ADMINISTRATOR])
def test_no_other_role_gets_a_form(closed: Scene, role: Role) -> None:
    right = Right("" if role is Role.ADMINISTRATOR else HOUSE, role)
    account = accounts.add_account(
        closed.installation, email="c@huis.example", name="C.", password=PASSWORD, right=right
    )

    assert_refused(closed, account, NotFound)


def test_a_right_for_another_house_gives_nothing_here(closed: Scene) -> None:
    assert_refused(closed, add_researcher(closed, house=OTHER_HOUSE), NotFound)


def test_a_right_works_on_its_last_day_and_not_the_day_after(closed: Scene, researcher: str) -> None:
    closed.clock.instant = datetime(2027, 3, 31, 21, 59, tzinfo=UTC)  # 23.59 uur in the Netherlands
    assert len(take(closed, researcher)) == 5

    closed.clock.move(minutes=1)

    assert_refused(closed, researcher, NotFound, lines=1)


def test_a_right_that_was_taken_away_gives_nothing(closed: Scene, researcher: str) -> None:
    rights.take(closed.installation, researcher, Right(HOUSE, Role.RESEARCHER, None, PURPOSE, UNTIL), actor=WHO)

    assert_refused(closed, researcher, NotFound)


def test_an_account_that_was_shut_gets_nothing(closed: Scene, researcher: str) -> None:
    accounts.set_disabled(closed.installation, researcher, disabled=True, by="", actor=WHO)

    assert_refused(closed, researcher, NotFound)


def test_an_open_wave_gives_nothing(closed: Scene, researcher: str) -> None:
    assert_refused(closed, researcher, NotFound, wave=OTHER_WAVE)


def test_a_wave_that_is_not_there_gives_nothing(closed: Scene, researcher: str) -> None:
    assert_refused(closed, researcher, NotFound, wave="bestaat-niet")


def test_from_the_retention_date_on_nothing_is_given_even_before_it_is_carried_out(
    closed: Scene, tmp_path: Path
) -> None:
    closed.clock.instant = RETENTION - timedelta(minutes=1)
    account = add_researcher(closed, until=date(2032, 1, 1))
    assert len(take(closed, account)) == 5

    closed.clock.instant = RETENTION

    assert find_offer(closed.installation, account, HOUSE, WAVE).gone is Gone.ERASED
    assert_refused(closed, account, OutOfOrder, lines=1)


def test_after_the_answers_were_erased_the_offer_says_so_and_gives_no_number(closed: Scene) -> None:
    closed.clock.instant = RETENTION
    account = add_researcher(closed, until=date(2032, 1, 1))
    erase_due(closed.installation, HOUSE, dry_run=False, actor=WHO)

    offer = find_offer(closed.installation, account, HOUSE, WAVE)

    assert (offer.gone, offer.forms) == (Gone.ERASED, None)
    assert_refused(closed, account, OutOfOrder)
    # a clock set back brings nothing back
    closed.clock.instant = CLOSES + timedelta(days=30)
    assert_refused(closed, account, OutOfOrder)


@pytest.mark.parametrize(("minimum", "gone"), [(5, None), (21, None), (22, Gone.TOO_FEW)])
def test_a_house_that_asks_for_larger_groups_asks_for_as_many_persons_here(
    closed: Scene, researcher: str, minimum: int, gone: Gone | None
) -> None:
    db = closed.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET minimum = :minimum WHERE id = :wave", {"minimum": minimum, "wave": WAVE})

    offer = find_offer(closed.installation, researcher, HOUSE, WAVE)

    assert (offer.gone, offer.forms, offer.fewest) == (gone, None if gone else 22, max(10, minimum))


@pytest.mark.parametrize(("answered", "gone"), [(9, Gone.TOO_FEW), (10, None)])
def test_fewer_than_ten_forms_are_not_given(scene: Scene, answered: int, gone: Gone | None) -> None:
    answer_all(scene, PARTNERS[:answered])
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    account = add_researcher(scene)

    (offer,) = list_offers(scene.installation, account, HOUSE)

    assert (offer.gone, offer.forms) == (gone, None if gone else 10)
    if gone:
        assert_refused(scene, account, OutOfOrder)


def test_who_confirmed_another_purpose_than_the_right_has_now_gets_nothing(closed: Scene, researcher: str) -> None:
    with pytest.raises(OutOfOrder, match="heeft nu een ander doel"):
        take(closed, researcher, purpose="iets anders")

    assert taken_lines(closed) == []


def test_a_right_that_is_taken_away_while_the_files_are_made_gives_nothing(
    closed: Scene, researcher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(data: FormsData) -> bytes:
        rights.take(closed.installation, researcher, Right(HOUSE, Role.RESEARCHER, None, PURPOSE, UNTIL), actor=WHO)
        return b""

    monkeypatch.setattr(research_sav, "to_sav", slow)

    assert_refused(closed, researcher, NotFound)


def test_a_wave_that_is_erased_while_the_files_are_made_gives_nothing(
    closed: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = add_researcher(closed)

    def slow(data: FormsData) -> bytes:
        db = closed.installation.house(HOUSE)
        with db.atomic():
            db.execute("UPDATE wave SET erased_on = '2027-01-01', vault_secret = NULL")
        return b""

    monkeypatch.setattr(research_sav, "to_sav", slow)

    assert_refused(closed, account, OutOfOrder)


def test_without_the_line_in_the_log_nothing_is_given(
    closed: Scene, researcher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MonitorError("De schijf is vol.")

    monkeypatch.setattr(audit, "note", fail)

    with pytest.raises(MonitorError, match="De schijf is vol"):
        take(closed, researcher)


def test_while_others_make_files_it_says_to_try_again(
    closed: Scene, researcher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heavy, "_WAIT", 0.05)

    with FileLock(closed.folder / "heavy.lock"):
        assert_refused(closed, researcher, Overloaded)


def test_the_forms_score_what_the_publication_says(demo: Demo, tmp_path: Path) -> None:
    # The rules of docs/statistics.md, done here anew on the file as a researcher reads it.
    installation = Installation(demo.folder, read_link_key(demo.folder), invented=True)
    for wave in reading.list_waves(installation, DEMO_HOUSE.id):
        if waves.select_secrets(installation.house(DEMO_HOUSE.id), wave.id)[1] is None:
            continue
        right = Right(DEMO_HOUSE.id, Role.RESEARCHER, None, PURPOSE, UNTIL)
        house = reading.get_house(installation, DEMO_HOUSE.id)
        data = read_forms(installation, Offer(right, UNTIL, house, wave, None, 10, None))
        rows, meta = read_sav(research_sav.to_sav(data), tmp_path)
        report = reading.get_publication(installation, DEMO_HOUSE.id, wave.id).publication.report

        place = {name: index for index, name in enumerate(meta.column_names)}
        own = {variable.item: variable.name for variable in data.variables}
        assert len(rows) == report.forms
        shown = [item for item in report.items if item.mean is not None and item.decimals is None]
        for item in shown:
            valid = [row[place[own[item.id]]] for row in rows if (row[place[own[item.id]]] or 9) < 8]
            assert (len(valid), fmean(valid)) == (item.n, pytest.approx(item.mean, rel=1e-9))
            assert sum(row[place[own[item.id]]] == 9 for row in rows) == item.no_opinion
        scored = [aspect for aspect in report.aspects if aspect.mean is not None and aspect.decimals is None]
        for aspect in scored:
            asked = next(one for one in data.questionnaire.aspects if one.id == aspect.id)
            columns = [place[own[item.id]] for item in asked.items]
            given = [[row[column] for column in columns if (row[column] or 9) < 8] for row in rows]
            scores = [fmean(valid) for valid in given if valid and 2 * len(valid) >= len(columns)]
            assert (len(scores), fmean(scores)) == (aspect.n, pytest.approx(aspect.mean, rel=1e-9))
        assert len(shown) > 30 and len(scored) > 5


def test_the_publication_is_still_the_vaults(closed: Scene, researcher: str) -> None:
    take(closed, researcher)

    assert publishing.verify_publication(closed.installation, HOUSE, WAVE) == ()


def test_an_offer_is_for_the_purpose_and_day_of_the_right(closed: Scene, researcher: str) -> None:
    offer = find_offer(closed.installation, researcher, HOUSE, WAVE)

    assert (offer.right.purpose, offer.until, offer.forms, offer.gone) == (PURPOSE, UNTIL, 22, None)
    assert [one.wave.id for one in list_offers(closed.installation, researcher, HOUSE)] == [WAVE]
    assert offer.fewest == 10
