"""Rights: which role somebody has in a house, who may give it, and until when it holds."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from monitor.errors import BadInput, NotFound, OutOfOrder, Refused
from monitor.model import INSTALLATION_ROLES, Account, Actor, Right, Role, WaveState
from monitor.services import account_links, account_mails, audit
from monitor.services.clock import local_date, plain_date
from monitor.services.installation import Installation
from monitor.services.names import check_name, read_email
from monitor.store import directory, edits, lists, sessions, waves
from monitor.store.database import Database
from monitor.store.directory import AccountState

LONGEST = timedelta(days=365)
"""The most that a researcher's right lasts; after that it has to be given again."""
LONGEST_PURPOSE = 200
DEMANDING = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR, Role.RESEARCHER)
"""The roles that are worth nothing without a second factor."""
LAST_STAYS = (Role.ADMINISTRATOR, Role.COORDINATOR)
"""The roles of which there is always somebody who can sign in."""
HOUSE_ROLES = tuple(role for role in Role if role not in INSTALLATION_ROLES)
NAMES = {
    Role.COORDINATOR: "coördinator",
    Role.MANAGER: "manager",
    Role.PROCESS_MANAGER: "procesmanager",
    Role.EDITOR: "redacteur",
    Role.RESEARCHER: "onderzoeker",
    Role.ADMINISTRATOR: "beheerder",
    Role.BENCHMARK_ANALYST: "benchmarkanalist",
}


def needs_second_factor(rights: Iterable[Right]) -> bool:
    """Whether somebody with these rights must have a second factor."""
    return any(right.role in DEMANDING for right in rights)


def check_right(installation: Installation, right: Right) -> None:
    """Raise NotFound for an unknown house or overleg, BadInput where something is missing or too much."""
    if right.role in INSTALLATION_ROLES:
        if right.house or right.overleg:
            raise BadInput(f"Een {NAMES[right.role]} is dat van de hele installatie; laat het huis weg.")
        return
    _check_place(installation, right)
    if right.role is Role.RESEARCHER:
        _check_researcher(right, local_date(installation.now()))
    elif right.purpose or right.until:
        raise BadInput("Alleen bij een onderzoeker horen een doel en een laatste dag.")


def _check_place(installation: Installation, right: Right) -> None:
    try:
        db = installation.house(right.house)
    except NotFound:
        raise NotFound(f"Er is geen huis {right.house!r}.") from None
    if (right.role is Role.PROCESS_MANAGER) != (right.overleg is not None):
        raise BadInput("Een procesmanager hoort bij één overleg (--overleg); de andere rollen bij het hele huis.")
    if right.overleg is not None and right.overleg not in {overleg.id for overleg in lists.select_overleggen(db)}:
        raise NotFound(f"Huis {right.house} heeft geen overleg {right.overleg!r}.")


def _check_researcher(right: Right, today: date) -> None:
    if not right.purpose.strip() or len(right.purpose) > LONGEST_PURPOSE or not right.purpose.isprintable():
        raise BadInput(
            f"Schrijf op waarvoor de onderzoeker de antwoorden nodig heeft, in 1 tot {LONGEST_PURPOSE} tekens."
        )
    if right.until is None or not today <= right.until <= today + LONGEST:
        raise BadInput(
            f"Kies tot en met welke dag de onderzoeker erbij mag: vandaag tot en met {plain_date(today + LONGEST)}."
        )


def people_of(installation: Installation, house: str) -> Sequence[AccountState]:
    """Everybody with a right in a house (empty: in the installation) that holds today, by name."""
    today = local_date(installation.now())
    return directory.select_accounts_of(installation.directory(), house, today=today)


def invite(installation: Installation, giver: Account, *, email: str, name: str, right: Right, actor: Actor) -> None:
    """Give somebody a right; who has no account yet gets a one-time link by mail, others hear what they got.

    Raises BadInput, NotFound; Refused (and logged) for a right that the giver may not give; OutOfOrder for a redacteur
    while a wave runs, unless it is who was one when it opened: partners who have sent never read another name.
    """
    address = read_email(email)
    check_name(name)
    _check_giver(installation, giver, address, right, actor)
    check_right(installation, right)
    if right.role is Role.EDITOR:
        _refuse_while_open(installation, right.house, address)
    db = installation.directory()
    with db.atomic():
        account = directory.select_account_id(db, address)
        if account is None:
            account = secrets.token_hex(16)
            directory.insert_account(db, account=account, email=address, name=name.strip())
            audit.note(db, installation.now(), actor, what="account.invited", target=account)
            account_links.send_invitation(installation, db, account, words=_invitation(installation, giver, [right]))
            given = give(installation, db, account, right, actor=actor, tell=False)
        else:
            given = give(installation, db, account, right, actor=actor, tell=_is_open(installation, db, account))
            if given and not _is_open(installation, db, account):
                account_links.revoke_links(db, account)
                directory.update_name(db, account=account, name=name.strip())
                words = _invitation(installation, giver, [right])
                account_links.send_invitation(installation, db, account, words=words)
    if given:
        note_in_house(installation, right, actor, what="right.given", account=account)


def invite_again(
    installation: Installation, giver: Account, account: AccountState, *, house: str = "", actor: Actor
) -> None:
    """Mail a new link to somebody who never used the first; the first is worth nothing any more. Raises OutOfOrder.

    `house`: of which house the mail names the roles; none: of all.
    """
    if account.open or account.disabled:
        raise OutOfOrder("Deze collega heeft de uitnodiging al gebruikt.")
    db = installation.directory()
    with db.atomic():
        account_links.revoke_links(db, account.account.id)
        held = [right for right in account.account.rights if house in ("", right.house)]
        words = _invitation(installation, giver, held)
        account_links.send_invitation(installation, db, account.account.id, words=words)
        audit.note(db, installation.now(), actor, what="account.invited", target=account.account.id)


def give(
    installation: Installation, db: Database, account: str, right: Right, *, actor: Actor, tell: bool = True
) -> bool:
    """Give a right to an account; False if it had it. Call inside `atomic`, and `note_in_house` after it.

    A role that demands a second factor ends the sessions of an account without one.
    """
    if not directory.insert_right(db, account=account, right=right):
        return False
    target, result = _target(account, right), _result(right)
    audit.note(db, installation.now(), actor, what="right.given", target=target, result=result)
    state = directory.select_account(db, account, today=local_date(installation.now()))
    if right.role in DEMANDING and state is not None and not state.protected:
        sessions.delete_sessions_of(db, account)
    if tell:
        account_mails.tell(db, installation, account, f"U kreeg een rol erbij: {words_of(installation)(right)}.")
    return True


def take(installation: Installation, account: str, right: Right, *, actor: Actor) -> None:
    """Take a right away. Raises NotFound; OutOfOrder for the last coordinator of a house or the last administrator."""
    db = installation.directory()
    with db.atomic():
        if right.role in LAST_STAYS and not _others_with(installation, account, right):
            raise OutOfOrder(f"Dit is de laatste {NAMES[right.role]}. Nodig eerst iemand anders uit.")
        if not directory.delete_right(db, account=account, right=right):
            raise NotFound("Dit recht is er niet meer.")
        target, result = _target(account, right), _result(right)
        audit.note(db, installation.now(), actor, what="right.taken", target=target, result=result)
        account_mails.tell(db, installation, account, _taken(installation, db, right, actor))
    note_in_house(installation, right, actor, what="right.taken", account=account)


def _is_open(installation: Installation, db: Database, account: str) -> bool:
    """Whether somebody used the invitation, or cannot: word of a new role is then enough."""
    state = directory.select_account(db, account, today=local_date(installation.now()))
    return state is None or state.open or state.disabled


def _taken(installation: Installation, db: Database, right: Right, actor: Actor) -> str:
    """Who took a right away, and which."""
    taker = directory.select_account(db, actor.who.partition(" ")[0], today=local_date(installation.now()))
    who = taker.account.name if taker else "De beheerder"
    return f"{who} haalde uw rol weg: {words_of(installation)(right)}."


def _invitation(installation: Installation, giver: Account, rights: Sequence[Right]) -> str:
    """Who invites, and as what."""
    words = words_of(installation)
    roles = " en ".join(words(right) for right in rights)
    return f"{giver.name} nodigt u uit{' als ' if roles else ''}{roles}."


def note_in_house(installation: Installation, right: Right, actor: Actor, *, what: str, account: str) -> None:
    """The same line in the log of the house, where its coordinators read it."""
    if right.house:
        db = installation.house(right.house)
        with db.atomic():
            target, result = _target(account, right), _result(right)
            audit.note(db, installation.now(), actor, what=what, target=target, result=result)


def refuse(installation: Installation, house: str, actor: Actor, sentence: str, *, target: str = "") -> Refused:
    """Write down that somebody tried to give a right; gives the error to raise."""
    for db in [installation.directory(), *([installation.house(house)] if house else [])]:
        with db.atomic():
            audit.note(db, installation.now(), actor, what="right.given", target=target, result=audit.REFUSED)
    return Refused(sentence)


def _check_giver(installation: Installation, giver: Account, address: str, right: Right, actor: Actor) -> None:
    """Raise Refused, and write it down, for a right that this giver may not give."""
    sentence = None
    if right.role in INSTALLATION_ROLES or not right.house:
        allowed = Right("", Role.ADMINISTRATOR) in giver.rights and not right.house
    else:
        allowed = Right(right.house, Role.COORDINATOR) in giver.rights or _is_first(installation, giver, right)
    if not allowed:
        sentence = f"U mag niemand {NAMES[right.role]} maken."
    elif address == giver.email:
        sentence = "U kunt uzelf geen rol geven. Vraag het een andere coördinator of de beheerder."
    if sentence:
        house = right.house if any(own.house == right.house for own in giver.rights) else ""
        raise refuse(installation, house, actor, sentence, target=f"{giver.id} {right.role} {right.house}".strip())


def _is_first(installation: Installation, giver: Account, right: Right) -> bool:
    """Whether an administrator names a coordinator of a house that has none who can sign in; it names all others."""
    first = Right(right.house, Role.COORDINATOR)
    taken = any(_is_able(state, first) for state in people_of(installation, right.house))
    return right == first and not taken and Right("", Role.ADMINISTRATOR) in giver.rights


def _refuse_while_open(installation: Installation, house: str, address: str) -> None:
    """Raise OutOfOrder for anybody but who was redacteur when the wave opened: that name partners have read."""
    db, account = installation.house(house), directory.select_account_id(installation.directory(), address)
    open_waves = [wave.id for wave in waves.select_waves(db) if wave.state is WaveState.OPEN]
    if any(account not in {one.account for one in edits.select_editors(db, wave)} for wave in open_waves):
        raise OutOfOrder(
            "Er loopt een meting. Partners die al verstuurden, lazen de naam van deze redacteur niet. Maak iemand "
            "redacteur als de meting gesloten is, of voordat de volgende opent."
        )


def is_last(installation: Installation, account: str, right: Right) -> bool:
    """Whether this is the only account with a right that can sign in."""
    able = [one.account.id for one in people_of(installation, right.house) if _is_able(one, right)]
    return able == [account]


def _is_able(state: AccountState, right: Right) -> bool:
    return state.open and not state.disabled and right in state.account.rights


def _others_with(installation: Installation, account: str, right: Right) -> bool:
    """Whether somebody else who can sign in has the same right."""
    return any(state.account.id != account and _is_able(state, right) for state in people_of(installation, right.house))


def _target(account: str, right: Right) -> str:
    until = right.until.isoformat() if right.until else ""
    return " ".join(part for part in (account, right.role, right.house, right.overleg or "", until) if part)


def _result(right: Right) -> str:
    """What became of it, with what a researcher's right is for."""
    return f"{audit.DONE}, purpose: {right.purpose.strip()}" if right.purpose else audit.DONE


def words_of(installation: Installation) -> Callable[[Right], str]:
    """How rights are said, with the names of their places; each house is read once.

    "procesmanager van Jeugdoverleg Noord, Veiligheidshuis Voorbeeld", "onderzoeker van ..., tot en met 1 mei 2027".
    """
    houses = directory.select_house_names(installation.directory())

    @cache
    def overleggen(house: str) -> Mapping[str, str]:
        return {overleg.id: overleg.name for overleg in lists.select_overleggen(installation.house(house))}

    def words(right: Right) -> str:
        overleg = overleggen(right.house).get(right.overleg, right.overleg) if right.overleg else ""
        return say_right(right, house=houses.get(right.house, right.house), overleg=overleg)

    return words


def say_right(right: Right, *, house: str = "", overleg: str = "") -> str:
    """A right in words; `house`, `overleg`: their names, empty where they are left out."""
    place = ", ".join(name for name in (overleg, house) if name)
    words = f"{NAMES[right.role]} van {place}" if place else NAMES[right.role]
    return f"{words}, tot en met {plain_date(right.until)}" if right.until else words
