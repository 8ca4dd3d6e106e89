"""Read-only links and tokens for programs: made once, stored as a hash, over at their last day or when withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.errors import BadInput, LinkUnknown, NotFound, OutOfOrder
from monitor.model import Actor
from monitor.services import api_tokens, sharing, ticking
from monitor.services.publishing import close_wave
from monitor.services.sealing import is_token
from monitor.services.sharing import NewShare
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, answer_all, dump_all, raw_bytes

NOOR = Actor("0123 Noor", "192.0.2.7")
TODAY = date(2026, 11, 10)
LAST = TODAY + timedelta(days=30)


@pytest.fixture
def closed(scene: Scene) -> Scene:
    """The first wave is closed, the second open; the other house has one that is open."""
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


def share(scene: Scene, *, wave: str = WAVE, label: str = "Burgemeester", until: date = LAST) -> str:
    return sharing.make_share(scene.installation, HOUSE, wave, NewShare(label, until), by="Noor", actor=NOOR)


def token(scene: Scene, *, house: str = HOUSE, label: str = "Dashboard", until: date = LAST) -> str:
    return api_tokens.make_api_token(scene.installation, house, label=label, until=until, by="Noor", actor=NOOR)


MAKERS: tuple[Callable[..., str], ...] = (share, token)


def works(scene: Scene, secret: str) -> bool:
    """Whether a link or a token opens something."""
    if "." in secret:
        return api_tokens.find_reader(scene.installation, secret) is not None
    try:
        return bool(sharing.open_share(scene.installation, HOUSE, secret))
    except LinkUnknown:
        return False


def test_a_link_leads_to_its_wave_with_what_was_chosen(closed: Scene) -> None:
    new = NewShare("Raad  van Voorbeeldstad ", LAST, with_explanations=False, with_comments=True)

    secret = sharing.make_share(closed.installation, HOUSE, WAVE, new, by="Noor", actor=NOOR)
    found = sharing.open_share(closed.installation, HOUSE, secret)

    assert (found.wave, found.label, found.until, found.made_by) == (WAVE, "Raad van Voorbeeldstad", LAST, "Noor")
    assert (found.with_explanations, found.with_comments) == (False, True)


def test_open_answers_stand_there_only_if_that_is_chosen() -> None:
    assert NewShare("Raad", LAST).with_comments is False


@pytest.mark.parametrize("make", MAKERS)
def test_a_secret_has_128_bits_is_new_each_time_and_is_stored_nowhere(closed: Scene, make: Callable[..., str]) -> None:
    secrets = {make(closed).rpartition(".")[2] for _ in range(20)}

    assert len(secrets) == 20
    assert all(is_token(one) for one in secrets)
    stored, rows = raw_bytes(closed.folder), str(dump_all(closed))
    assert not [one for one in secrets if one.encode() in stored or one in rows]


@pytest.mark.parametrize("make", MAKERS)
def test_making_and_withdrawing_stand_in_the_log_without_the_secret(closed: Scene, make: Callable[..., str]) -> None:
    secret = make(closed)
    kind = "api_token" if make is token else "share"
    [row] = closed.installation.house(HOUSE).query(f"SELECT id FROM {kind}")
    if make is token:
        api_tokens.withdraw_api_token(closed.installation, HOUSE, row["id"], actor=NOOR)
    else:
        sharing.withdraw_share(closed.installation, HOUSE, row["id"], actor=NOOR)

    lines = closed.installation.house(HOUSE).query(
        "SELECT who, what, target, result FROM audit ORDER BY number DESC LIMIT 2"
    )

    assert [line["what"] for line in lines] == [f"{kind}.withdrawn", f"{kind}.made"]
    assert {line["who"] for line in lines} == {NOOR.who}
    assert all(row["id"] in line["target"] for line in lines)
    assert lines[1]["result"] == f"until {LAST.isoformat()}"
    assert secret.rpartition(".")[2] not in str([tuple(line) for line in lines])
    assert "Burgemeester" not in str([tuple(line) for line in lines])


@pytest.mark.parametrize("make", MAKERS)
def test_it_works_through_its_last_day_in_the_netherlands_and_not_a_minute_longer(
    closed: Scene, make: Callable[..., str]
) -> None:
    secret = make(closed, until=date(2026, 12, 10))

    closed.clock.instant = datetime(2026, 12, 10, 22, 59, tzinfo=UTC)
    assert works(closed, secret)
    closed.clock.instant = datetime(2026, 12, 10, 23, 0, tzinfo=UTC)  # midnight in the Netherlands
    assert not works(closed, secret)


@pytest.mark.parametrize("make", MAKERS)
def test_what_is_withdrawn_opens_nothing_and_cannot_be_withdrawn_again(closed: Scene, make: Callable[..., str]) -> None:
    secret, other = make(closed), make(closed, label="Een ander")
    if make is token:
        [first] = [one for one in api_tokens.list_api_tokens(closed.installation, HOUSE) if one.label != "Een ander"]
        withdraw = api_tokens.withdraw_api_token
    else:
        [first] = [one for one in sharing.list_shares(closed.installation, HOUSE) if one.label != "Een ander"]
        withdraw = sharing.withdraw_share

    withdraw(closed.installation, HOUSE, first.id, actor=NOOR)

    assert not works(closed, secret)
    assert works(closed, other)
    before = dump_all(closed)
    with pytest.raises(NotFound):
        withdraw(closed.installation, HOUSE, first.id, actor=NOOR)
    assert dump_all(closed) == before


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=366), date(1990, 1, 1)])
def test_a_last_day_that_is_over_or_more_than_a_year_away_is_refused(
    closed: Scene, make: Callable[..., str], until: date
) -> None:
    before = dump_all(closed)

    with pytest.raises(BadInput, match="laatste dag"):
        make(closed, until=until)

    assert dump_all(closed) == before


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("label", ["", "   ", "x" * 121, "Raad\nvan", "Raad\u202e", "\x00"])
def test_a_label_that_nobody_can_read_is_refused(closed: Scene, make: Callable[..., str], label: str) -> None:
    with pytest.raises(BadInput):
        make(closed, label=label)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("days", [0, 365])
def test_today_and_a_year_from_now_can_be_last_days(closed: Scene, make: Callable[..., str], days: int) -> None:
    assert works(closed, make(closed, until=TODAY + timedelta(days=days)))


def test_of_a_wave_that_is_open_or_not_there_no_link_is_made(closed: Scene) -> None:
    before = dump_all(closed)

    with pytest.raises(OutOfOrder, match="nog niet gesloten"):
        share(closed, wave=OTHER_WAVE)
    with pytest.raises(NotFound):
        share(closed, wave="bestaat-niet")

    assert dump_all(closed) == before


def test_a_link_of_one_house_opens_nothing_at_another(closed: Scene) -> None:
    secret = share(closed)

    for house in (OTHER_HOUSE, "nergens", "..", ""):
        with pytest.raises(LinkUnknown):
            sharing.open_share(closed.installation, house, secret)


def test_every_link_that_does_not_work_gets_the_same_sentence(closed: Scene) -> None:
    withdrawn, over = share(closed), share(closed, until=TODAY)
    [first] = [one for one in sharing.list_shares(closed.installation, HOUSE) if one.until == LAST]
    sharing.withdraw_share(closed.installation, HOUSE, first.id, actor=NOOR)
    closed.clock.move(days=2)
    sentences = set()
    for house, secret in ((HOUSE, withdrawn), (HOUSE, over), (HOUSE, "A" * 22), (HOUSE, "kort"), ("nergens", over)):
        with pytest.raises(LinkUnknown) as caught:
            sharing.open_share(closed.installation, house, secret)
        sentences.add(str(caught.value))

    assert len(sentences) == 1


def test_the_house_of_a_program_is_that_of_its_token(closed: Scene) -> None:
    here, there = token(closed), token(closed, house=OTHER_HOUSE)

    found = [api_tokens.find_reader(closed.installation, one) for one in (here, there)]

    assert [one.house for one in found if one] == [HOUSE, OTHER_HOUSE]


def test_a_token_with_the_name_of_another_house_in_front_is_no_token(closed: Scene) -> None:
    secret = token(closed).rpartition(".")[2]
    token(closed, house=OTHER_HOUSE)

    for forged in (
        f"{OTHER_HOUSE}.{secret}",
        f".{secret}",
        secret,
        f"{HOUSE}..{secret}",
        f"{HOUSE}.{secret}A",
        "",
        ".",
    ):
        assert api_tokens.find_reader(closed.installation, forged) is None


def test_a_link_is_no_token_and_a_token_no_link(closed: Scene) -> None:
    link, program = share(closed), token(closed)

    assert api_tokens.find_reader(closed.installation, f"{HOUSE}.{link}") is None
    with pytest.raises(LinkUnknown):
        sharing.open_share(closed.installation, HOUSE, program.rpartition(".")[2])


def test_what_ended_is_listed_for_a_year_and_then_forgotten_by_the_tick(closed: Scene) -> None:
    later = closed.clock().date() + timedelta(days=60)
    for make in (share, token):
        make(closed, label="Eerste")
        make(closed, label="Langer", until=later)
    lists = (sharing.list_shares, api_tokens.list_api_tokens)

    closed.clock.instant = datetime(2027, 12, 10, 12, tzinfo=UTC)  # a year after the last day
    ticking.tick(closed.installation, close=lambda house, wave: None)
    assert [[one.label for one in found(closed.installation, HOUSE)] for found in lists] == [["Eerste", "Langer"]] * 2
    closed.clock.move(days=1)
    ticking.tick(closed.installation, close=lambda house, wave: None)

    db = closed.installation.house(HOUSE)
    assert [row[0] for row in db.query("SELECT label FROM share")] == ["Langer"]
    assert [row[0] for row in db.query("SELECT label FROM api_token")] == ["Langer"]


def test_opening_changes_nothing(closed: Scene) -> None:
    link, program = share(closed), token(closed)
    before = dump_all(closed)

    for _ in range(5):
        sharing.open_share(closed.installation, HOUSE, link)
        api_tokens.find_reader(closed.installation, program)
        api_tokens.find_reader(closed.installation, f"{HOUSE}.{'A' * 22}")

    assert dump_all(closed) == before
