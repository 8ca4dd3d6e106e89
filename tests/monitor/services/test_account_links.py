"""One-time links: made of the secret key, used once, and alike when they do not work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import BadInput, LinkUnknown, Misconfigured, TooManyTries
from monitor.model import Account, Actor, Right, Role
from monitor.services import account_links, accounts, passwords, rights, sessions, throttle
from monitor.store.schema_directory import directories
from tests.scene import HOUSE, OTHER_HOUSE, Scene, count_rows, dump_all, raw_bytes

GIVER, COLLEAGUE = "c@example.org", "nieuw@example.org"
SENTENCE = "drie fietsen tegen de kerk"
VISITOR = Actor("unknown", "192.0.2.1")


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory."""
    quick = type(passwords._hasher)(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)


@pytest.fixture
def giver(scene: Scene) -> Account:
    """A coordinator of the house, beside one of the other house."""
    for email, house in (("buur@example.org", OTHER_HOUSE), (GIVER, HOUSE)):
        right = Right(house, Role.COORDINATOR)
        accounts.add_account(scene.installation, email=email, name="Coördinator", password=SENTENCE, right=right)
    return accounts.find_account(scene.installation, GIVER).account


def invite(scene: Scene, giver: Account, email: str = COLLEAGUE) -> None:
    rights.invite(
        scene.installation,
        giver,
        email=email,
        name="Nieuwe Collega",
        right=Right(HOUSE, Role.MANAGER),
        actor=Actor(f"{giver.id} {giver.name}", "192.0.2.1"),
    )


def mails(scene: Scene) -> Iterator[tuple[str, str | None]]:
    """(kind, link id) of the mails that wait."""
    for row in scene.installation.directory().query("SELECT kind, link_id FROM account_mail ORDER BY rowid"):
        yield row["kind"], row["link_id"]


def token_of(scene: Scene, link: str | None) -> str:
    assert link
    return account_links.link_url(scene.installation, link).rpartition("/")[2]


@pytest.fixture
def token(scene: Scene, giver: Account) -> str:
    """Of a colleague who was just invited."""
    invite(scene, giver)
    [(kind, link)] = mails(scene)
    assert kind == "invitation"
    return token_of(scene, link)


def use(scene: Scene, token: str, password: str = SENTENCE) -> None:
    account_links.open_account(scene.installation, token, name="Nieuwe Naam", password=password, actor=VISITOR)


def test_the_address_in_the_mail_is_that_of_the_installation(scene: Scene, token: str) -> None:
    [(_, link)] = mails(scene)
    assert link

    url = account_links.link_url(replace(scene.installation, base_url="https://monitor.example/"), link)

    assert url == f"https://monitor.example/account/link/{token}"


def test_a_link_opens_the_account_once(scene: Scene, token: str) -> None:
    use(scene, token)

    state = accounts.find_account(scene.installation, COLLEAGUE)
    assert (state.account.name, state.open) == ("Nieuwe Naam", True)
    with pytest.raises(LinkUnknown):
        use(scene, token)


def test_looking_at_a_link_changes_nothing(scene: Scene, token: str) -> None:
    before = dump_all(scene)

    for _ in range(10):
        assert account_links.find(scene.installation, token).email == COLLEAGUE

    assert dump_all(scene) == before


def test_used_expired_revoked_and_made_up_links_look_alike(scene: Scene, token: str, giver: Account) -> None:
    sentences = set()

    def refused(text: str) -> None:
        with pytest.raises(LinkUnknown) as found:
            use(scene, text)
        sentences.add(str(found.value))

    invite(scene, giver, "tweede@example.org")
    second = token_of(scene, list(mails(scene))[1][1])
    rights.invite_again(
        scene.installation, giver, accounts.find_account(scene.installation, "tweede@example.org"), actor=VISITOR
    )
    third = token_of(scene, list(mails(scene))[2][1])
    use(scene, token)
    for text in (token, second, "", "x", "A" * 22, token[:-1], token + "A", token.swapcase(), scene.token("p01")):
        refused(text)
    scene.clock.instant += timedelta(days=7)
    refused(third)

    assert len(sentences) == 1


def test_a_link_works_until_its_last_second(scene: Scene, token: str) -> None:
    scene.clock.instant += timedelta(days=7) - timedelta(seconds=1)

    use(scene, token)


def test_of_eight_at_once_one_wins(scene: Scene, token: str) -> None:
    start, won, lost = threading.Barrier(8), [], []

    def run(number: int) -> None:
        start.wait()
        try:
            use(scene, token, f"{SENTENCE} {number}")
            won.append(number)
        except LinkUnknown:
            lost.append(number)
        finally:
            directories.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 7)
    assert accounts.sign_in(
        scene.installation, email=COLLEAGUE, password=f"{SENTENCE} {won[0]}", address="192.0.2.1", hours=1
    )


def test_a_poor_password_leaves_the_link_as_it_was(scene: Scene, token: str) -> None:
    with pytest.raises(BadInput):
        use(scene, token, "proefhuis2026")

    use(scene, token)


def test_the_database_does_not_hold_the_token_and_the_key_makes_it(scene: Scene, token: str) -> None:
    [(_, link)] = mails(scene)
    assert link

    assert token.encode() not in raw_bytes(scene.folder)
    other = replace(scene.installation, secret=b"another secret key, of 32 or more")
    assert account_links.link_url(other, link).rpartition("/")[2] != token
    with pytest.raises(Misconfigured):
        account_links.link_url(replace(scene.installation, secret=b""), link)


def test_a_forgotten_password_is_answered_alike_and_mailed_only_to_who_has_an_account(
    scene: Scene, giver: Account
) -> None:
    for email in (f" {GIVER.upper()} ", "niemand@example.org"):
        account_links.ask_new_password(scene.installation, email=email, address="192.0.2.1", actor=VISITOR)

    [(kind, link)] = mails(scene)
    assert kind == "password"
    assert b"niemand@example.org" not in raw_bytes(scene.folder)
    use(scene, token_of(scene, link), "een andere zin voor morgen")
    assert [kind for kind, _ in mails(scene)] == ["password", "changed"]
    assert accounts.find_account(scene.installation, GIVER).account.name == "Coördinator"


def test_a_link_for_a_new_password_works_an_hour_and_ends_every_session(scene: Scene, giver: Account) -> None:
    cookie = accounts.begin_session(scene.installation, giver.id, address="", hours=12, demand=False)
    for _ in range(2):
        account_links.ask_new_password(scene.installation, email=GIVER, address="192.0.2.1", actor=VISITOR)
    first, second = (token_of(scene, link) for _, link in mails(scene))
    scene.clock.instant += timedelta(hours=1) - timedelta(seconds=1)

    use(scene, second, "een andere zin voor morgen")

    assert sessions.find(scene.installation, cookie) is None
    with pytest.raises(LinkUnknown):
        use(scene, first)


@pytest.mark.parametrize("email", [GIVER, "niemand@example.org"])
def test_asking_again_and_again_is_slowed_alike(scene: Scene, giver: Account, email: str) -> None:
    for number in range(3):
        account_links.ask_new_password(scene.installation, email=email, address=f"192.0.2.{number}", actor=VISITOR)

    with pytest.raises(TooManyTries, match="kwartier"):
        account_links.ask_new_password(scene.installation, email=email, address="192.0.2.9", actor=VISITOR)

    scene.clock.instant += throttle.WINDOW
    account_links.ask_new_password(scene.installation, email=email, address="192.0.2.9", actor=VISITOR)


def test_a_disabled_account_gets_no_link_and_its_links_are_dead(scene: Scene, giver: Account, token: str) -> None:
    colleague = accounts.find_account(scene.installation, COLLEAGUE).account.id

    accounts.set_disabled(scene.installation, colleague, disabled=True, by="", actor=VISITOR)
    account_links.ask_new_password(scene.installation, email=COLLEAGUE, address="192.0.2.1", actor=VISITOR)

    assert count_rows(scene.folder / "directory.sqlite", "account_link", "kind = 'password'") == 0
    with pytest.raises(LinkUnknown):
        use(scene, token)
