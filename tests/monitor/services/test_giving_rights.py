"""Who may give which right to whom, until when it holds, and what the logs keep of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.errors import BadInput, MonitorError, NotFound, OutOfOrder, Refused
from monitor.model import COMMAND, Account, Actor, House, Right, Role
from monitor.services import accounts, audit, editors, founding, passwords, rights
from monitor.services.closing import stop_answers
from monitor.store.audit import select_lines
from monitor.store.schema_directory import directories
from tests.scene import HOUSE, MIDWAY, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, dump_all, raw_bytes

SENTENCE = "drie fietsen tegen de kerk"
TODAY = MIDWAY.date()
COLLEAGUE = "nieuw@example.org"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory."""
    quick = type(passwords._hasher)(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)


def make(scene: Scene, email: str, right: Right) -> Account:
    accounts.add_account(scene.installation, email=email, name=email.title(), password=SENTENCE, right=right)
    return accounts.find_account(scene.installation, email).account


@pytest.fixture
def coordinator(scene: Scene) -> Account:
    """Of the house, beside one of the other house."""
    make(scene, "buur@example.org", Right(OTHER_HOUSE, Role.COORDINATOR))
    return make(scene, "c@example.org", Right(HOUSE, Role.COORDINATOR))


def close_waves(scene: Scene) -> None:
    for wave in (WAVE, OTHER_WAVE):
        stop_answers(scene.installation, HOUSE, wave, early=True, actor=COMMAND)


def invite(scene: Scene, giver: Account, right: Right, email: str = COLLEAGUE) -> Account:
    actor = audit.actor_of(giver, "192.0.2.1")
    rights.invite(scene.installation, giver, email=email, name="Nieuw", right=right, actor=actor)
    return accounts.find_account(scene.installation, email).account


def log(scene: Scene, house: str = "") -> list[tuple[str, str, str]]:
    db = scene.installation.house(house) if house else scene.installation.directory()
    return [(line.what, line.target, line.result) for line in reversed(select_lines(db))]


def test_an_invited_colleague_has_the_right_and_both_logs_a_line(scene: Scene, coordinator: Account) -> None:
    got = invite(scene, coordinator, Right(HOUSE, Role.PROCESS_MANAGER, "noord"))

    assert got.rights == (Right(HOUSE, Role.PROCESS_MANAGER, "noord"),)
    target = f"{got.id} procesmanager {HOUSE} noord"
    assert log(scene)[-2:] == [("account.invited", got.id, "done"), ("right.given", target, "done")]
    assert log(scene, HOUSE)[-1] == ("right.given", target, "done")
    assert not [line for line in log(scene, OTHER_HOUSE) if got.id in line[1]]
    assert not [line for line in (*log(scene), *log(scene, HOUSE)) if "@" in " ".join(line)]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("house", [HOUSE, OTHER_HOUSE, ""])
def test_a_coordinator_gives_the_roles_of_the_own_house_and_no_other(
    scene: Scene, coordinator: Account, role: Role, house: str
) -> None:
    close_waves(scene)
    until, purpose = (TODAY + timedelta(days=9), "onderzoek") if role is Role.RESEARCHER else (None, "")
    right = Right(house, role, "noord" if role is Role.PROCESS_MANAGER else None, purpose, until)
    before = scene.installation.directory().query("SELECT count(*) AS n FROM account_right")[0]["n"]

    if house == HOUSE and role in rights.HOUSE_ROLES:
        assert right in invite(scene, coordinator, right).rights
        return
    with pytest.raises(Refused):
        invite(scene, coordinator, right)

    assert log(scene)[-1][0::2] == ("right.given", "refused")
    assert scene.installation.directory().query("SELECT count(*) AS n FROM account_right")[0]["n"] == before


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_oneself_a_role(scene: Scene, coordinator: Account, role: Role) -> None:
    right = Right(HOUSE if role in rights.HOUSE_ROLES else "", role, None, "", None)

    for email in (coordinator.email, f" {coordinator.email.upper()} "):
        with pytest.raises(Refused):
            invite(scene, coordinator, right, email)

    assert [line[2] for line in log(scene)[-2:]] == ["refused", "refused"]
    in_house = [line[2] for line in log(scene, HOUSE)[1:]]
    assert in_house == (["refused", "refused"] if role in rights.HOUSE_ROLES else [])
    assert accounts.get_account(scene.installation, coordinator.id).account.rights == coordinator.rights


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_who_is_no_coordinator_gives_nothing(scene: Scene, coordinator: Account, role: Role) -> None:
    giver = replace(coordinator, id="x", email="x@example.org", rights=(Right(HOUSE, role),))

    with pytest.raises(Refused):
        invite(scene, giver, Right(HOUSE, Role.MANAGER))


@pytest.mark.parametrize(
    ("purpose", "until"),
    [
        ("", TODAY + timedelta(days=1)),
        ("   ", TODAY + timedelta(days=1)),
        ("onderzoek", None),
        ("onderzoek", TODAY - timedelta(days=1)),
        ("onderzoek", TODAY + timedelta(days=366)),
        ("regel\neen", TODAY),
        ("x" * 201, TODAY),
    ],
)
def test_a_researcher_has_a_purpose_and_a_last_day_within_a_year(
    scene: Scene, coordinator: Account, purpose: str, until: date | None
) -> None:
    with pytest.raises(BadInput):
        invite(scene, coordinator, Right(HOUSE, Role.RESEARCHER, None, purpose, until))

    assert not accounts.is_known(scene.installation, COLLEAGUE)


def test_a_right_past_its_last_day_is_none(scene: Scene, coordinator: Account) -> None:
    right = Right(HOUSE, Role.RESEARCHER, None, "onderzoek", TODAY + timedelta(days=365))
    got = invite(scene, coordinator, right)

    scene.clock.move(days=365)
    on_the_last_day = accounts.get_account(scene.installation, got.id).account.rights
    scene.clock.move(hours=12, minutes=59)  # from 11.00 hours in the Netherlands: still that day
    assert on_the_last_day == accounts.get_account(scene.installation, got.id).account.rights == (right,)
    scene.clock.move(minutes=1)  # midnight in the Netherlands, 23.00 UTC

    assert accounts.get_account(scene.installation, got.id).account.rights == ()
    assert got.id not in {state.account.id for state in rights.people_of(scene.installation, HOUSE)}


def test_the_last_coordinator_stays(scene: Scene, coordinator: Account) -> None:
    own = Right(HOUSE, Role.COORDINATOR)
    invited = invite(scene, coordinator, own)
    actor = audit.actor_of(coordinator, "")

    with pytest.raises(OutOfOrder, match="laatste"):  # who never opened the account cannot run anything
        rights.take(scene.installation, coordinator.id, own, actor=actor)
    make(scene, "tweede@example.org", own)
    rights.take(scene.installation, coordinator.id, own, actor=actor)

    assert accounts.get_account(scene.installation, coordinator.id).account.rights == ()
    with pytest.raises(NotFound):
        rights.take(scene.installation, coordinator.id, own, actor=actor)
    rights.take(scene.installation, invited.id, own, actor=actor)


def test_partners_are_told_who_reads_the_open_answers(scene: Scene, coordinator: Account) -> None:
    def names() -> list[str]:
        return [account.name for account in editors.editors_now(scene.installation, HOUSE)]

    make(scene, "buurredacteur@example.org", Right(OTHER_HOUSE, Role.EDITOR))
    assert names() == ["Redacteur"]
    close_waves(scene)

    got = invite(scene, coordinator, Right(HOUSE, Role.EDITOR))

    assert names() == ["Nieuw", "Redacteur"]
    accounts.set_disabled(scene.installation, got.id, disabled=True, by="", actor=Actor("x", ""))
    assert names() == ["Redacteur"]


def test_who_was_redacteur_when_a_wave_opened_gets_that_back_while_it_runs(scene: Scene, coordinator: Account) -> None:
    own, right = (
        accounts.find_account(scene.installation, f"redacteur-{HOUSE}@example.org").account,
        Right(HOUSE, Role.EDITOR),
    )
    rights.take(scene.installation, own.id, right, actor=Actor("x", ""))

    rights.invite(
        scene.installation, coordinator, email=own.email, name=own.name, right=right, actor=Actor(coordinator.id, "")
    )

    assert accounts.get_account(scene.installation, own.id).account.rights == (right,)


def test_no_redacteur_is_added_while_a_wave_runs(scene: Scene, coordinator: Account) -> None:
    with pytest.raises(OutOfOrder, match="Partners die al verstuurden"):
        invite(scene, coordinator, Right(HOUSE, Role.EDITOR))

    assert not accounts.is_known(scene.installation, COLLEAGUE)


def test_who_has_an_account_gets_word_and_no_link(scene: Scene, coordinator: Account) -> None:
    invite(scene, coordinator, Right(HOUSE, Role.MANAGER), "buur@example.org")

    db = scene.installation.directory()
    [mail] = db.query("SELECT kind, link_id, detail FROM account_mail")
    assert (mail["kind"], mail["link_id"]) == ("changed", None)
    assert mail["detail"] == "U kreeg een rol erbij: manager van Veiligheidshuis Proefhuis."


def test_an_invitation_says_who_invites_and_as_what(scene: Scene, coordinator: Account) -> None:
    got = invite(scene, coordinator, Right(HOUSE, Role.MANAGER))
    invite(scene, coordinator, Right(HOUSE, Role.PROCESS_MANAGER, "noord"))
    state = accounts.get_account(scene.installation, got.id)
    rights.invite_again(scene.installation, coordinator, state, house=HOUSE, actor=audit.actor_of(coordinator, ""))

    db = scene.installation.directory()
    name, mails = coordinator.name, db.query("SELECT detail FROM account_mail WHERE kind = 'invitation' ORDER BY rowid")
    manager = "manager van Veiligheidshuis Proefhuis"
    other = "procesmanager van Overleg Noord, Veiligheidshuis Proefhuis"
    assert [mail["detail"] for mail in mails] == [
        f"{name} nodigt u uit als {manager}.",
        f"{name} nodigt u uit als {other}.",
        f"{name} nodigt u uit als {manager} en {other}.",
    ]
    working = db.query("SELECT count(*) AS number FROM account_link WHERE used = 0")
    assert working[0]["number"] == 1


def test_who_loses_a_role_hears_who_took_it_and_which(scene: Scene, coordinator: Account) -> None:
    right = Right(HOUSE, Role.RESEARCHER, None, "onderzoek", TODAY)
    researcher = make(scene, "o@example.org", right)

    rights.take(scene.installation, researcher.id, right, actor=audit.actor_of(coordinator, ""))

    [mail] = scene.installation.directory().query("SELECT detail FROM account_mail")
    assert mail["detail"].startswith(f"{coordinator.name} haalde uw rol weg: onderzoeker van Veiligheidshuis Proefhuis")


def test_giving_the_same_right_twice_changes_and_logs_nothing(scene: Scene, coordinator: Account) -> None:
    invite(scene, coordinator, Right(HOUSE, Role.MANAGER))
    before = dump_all(scene)

    invite(scene, coordinator, Right(HOUSE, Role.MANAGER))

    assert dump_all(scene) == before


@pytest.mark.parametrize("email", ["", "geen adres", "a@b@c.nl", "a@example.org\nBcc: b@example.org", "a@example"])
@pytest.mark.parametrize("name", ["Nieuw"])
def test_what_is_no_address_invites_nobody(scene: Scene, coordinator: Account, email: str, name: str) -> None:
    before = raw_bytes(scene.folder / "houses")

    with pytest.raises(BadInput):
        invite(scene, coordinator, Right(HOUSE, Role.MANAGER), email)

    assert raw_bytes(scene.folder / "houses") == before


def test_an_administrator_makes_a_house_and_names_its_first_coordinator_alone(scene: Scene) -> None:
    admin = make(scene, "beheer@example.org", Right("", Role.ADMINISTRATOR))
    actor = audit.actor_of(admin, "")
    house = House("nieuwhuis", "Veiligheidshuis Nieuw", "Mail ons.", invented=True)

    def found(email: str, made: House = house) -> None:
        founding.found_house(scene.installation, admin, made, email=email, name="Nieuw", actor=actor)

    for wrong, made in (("", house), (admin.email, house), (COLLEAGUE, replace(house, id="Niet Goed"))):
        with pytest.raises(MonitorError):
            found(wrong, made)
    assert not (scene.folder / "houses" / "nieuwhuis.sqlite").exists()
    found(COLLEAGUE)

    got = accounts.find_account(scene.installation, COLLEAGUE).account
    assert got.rights == (Right("nieuwhuis", Role.COORDINATOR),)
    make(scene, "open@example.org", Right("nieuwhuis", Role.COORDINATOR))
    with pytest.raises(Refused):
        invite(scene, admin, Right("nieuwhuis", Role.COORDINATOR), "nog@example.org")
    with pytest.raises(Refused):
        invite(scene, admin, Right(HOUSE, Role.MANAGER), "nog@example.org")


def test_the_last_administrator_stays(scene: Scene) -> None:
    admin = make(scene, "beheer@example.org", Right("", Role.ADMINISTRATOR))

    with pytest.raises(OutOfOrder):
        rights.take(scene.installation, admin.id, Right("", Role.ADMINISTRATOR), actor=audit.actor_of(admin, ""))
    with pytest.raises(OutOfOrder):
        accounts.set_disabled(scene.installation, admin.id, disabled=True, by=admin.id, actor=Actor("iemand", ""))


def test_two_administrators_who_shut_each_other_at_once_leave_one(scene: Scene) -> None:
    pair = [make(scene, f"beheer{n}@example.org", Right("", Role.ADMINISTRATOR)) for n in range(2)]
    start, outcomes = threading.Barrier(2), list[str]()

    def shut(own: Account, other: Account) -> None:
        start.wait()
        try:
            actor = audit.actor_of(own, "")
            accounts.set_disabled(scene.installation, other.id, disabled=True, by=own.id, actor=actor)
            outcomes.append("done")
        except MonitorError as error:
            outcomes.append(type(error).__name__)
        finally:
            directories.close()

    threads = [threading.Thread(target=shut, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["Refused", "done"]
    assert sum(accounts.get_account(scene.installation, one.id).disabled for one in pair) == 1


def test_the_last_administrator_who_can_sign_in_is_not_shut(scene: Scene) -> None:
    admin = make(scene, "beheer@example.org", Right("", Role.ADMINISTRATOR))
    never_opened = invite(scene, admin, Right("", Role.ADMINISTRATOR))
    actor = Actor("x", "")

    with pytest.raises(OutOfOrder):
        accounts.set_disabled(scene.installation, admin.id, disabled=True, by="", actor=actor)
    accounts.set_disabled(scene.installation, never_opened.id, disabled=True, by=admin.id, actor=actor)

    assert not accounts.get_account(scene.installation, admin.id).disabled


def test_a_house_whose_coordinators_cannot_sign_in_gets_one_from_an_administrator(
    scene: Scene, coordinator: Account
) -> None:
    admin = make(scene, "beheer@example.org", Right("", Role.ADMINISTRATOR))
    first = Right(HOUSE, Role.COORDINATOR)
    invite(scene, coordinator, first, "nooit@example.org")
    with pytest.raises(Refused):
        invite(scene, admin, first)
    accounts.set_disabled(scene.installation, coordinator.id, disabled=True, by=admin.id, actor=Actor("x", ""))

    assert invite(scene, admin, first).rights == (first,)


def test_both_chains_still_hold_after_all_of_this(scene: Scene, coordinator: Account) -> None:
    invite(scene, coordinator, Right(HOUSE, Role.MANAGER))

    assert audit.verify(scene.installation.directory()) > 3
    assert audit.verify(scene.installation.house(HOUSE)) >= 1


def test_what_a_researcher_needs_the_answers_for_stands_in_both_logs_on_one_line(
    scene: Scene, coordinator: Account
) -> None:
    right = Right(HOUSE, Role.RESEARCHER, None, "Onderzoek naar \u2066bejegening", TODAY + timedelta(days=9))

    with pytest.raises(BadInput):
        invite(scene, coordinator, right)
    invite(scene, coordinator, replace(right, purpose="Onderzoek naar bejegening, sent"))

    for house in ("", HOUSE):
        assert log(scene, house)[-1][2] == "done, purpose: Onderzoek naar bejegening, sent"


def test_a_right_is_said_with_the_names_of_its_places(scene: Scene) -> None:
    words = rights.words_of(scene.installation)

    assert words(Right(HOUSE, Role.PROCESS_MANAGER, "noord")) == (
        "procesmanager van Overleg Noord, Veiligheidshuis Proefhuis"
    )
    assert words(Right("", Role.ADMINISTRATOR)) == "beheerder"
    assert words(Right(HOUSE, Role.RESEARCHER, None, "x", date(2027, 5, 1))) == (
        "onderzoeker van Veiligheidshuis Proefhuis, tot en met 1 mei 2027"
    )
