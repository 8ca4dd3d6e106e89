"""Accounts: making one, signing in with a password, changing it, and what somebody may see."""

from __future__ import annotations

import secrets
from datetime import date

from monitor.errors import NotFound, OutOfOrder, Refused
from monitor.model import COMMAND, Account, Actor, Right, Role
from monitor.services import account_links, account_mails, audit, passwords, rights, sessions, throttle
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.names import check_name, read_email
from monitor.services.names import normalise_email as normalise_email  # accounts are found by it
from monitor.services.sessions import Session
from monitor.services.throttle import Counted, Tried
from monitor.store import directory
from monitor.store import sessions as session_rows
from monitor.store.database import Database
from monitor.store.directory import AccountState

SEE_A_HOUSE = (Role.COORDINATOR, Role.MANAGER)
"""The roles that see the publication of a whole house."""
UNKNOWN = "unknown"
"""In the audit log, in place of an account: nobody has this address."""
_WRONG = "E-mailadres of wachtwoord klopt niet."


def add_account(
    installation: Installation, *, email: str, name: str, password: str, right: Right, actor: Actor = COMMAND
) -> str:
    """Make an account, or give an existing one another right (its password then stays); gives its id.

    Raises BadInput for a poor password, name or address, NotFound for an unknown house or overleg.
    """
    address = read_email(email)
    check_name(name)
    rights.check_right(installation, right)
    db = installation.directory()
    known = directory.select_account_id(db, address)
    password_hash = None
    if known is None:
        passwords.check_password(password, [name, address, right.house, *address.split("@")])
        password_hash = passwords.hash_password(password)
    with db.atomic():
        account = directory.select_account_id(db, address)
        if account is None:
            account = secrets.token_hex(16)
            directory.insert_account(db, account=account, email=address, name=name.strip(), password_hash=password_hash)
            audit.note(db, installation.now(), actor, what="account.created", target=account)
        given = rights.give(installation, db, account, right, actor=actor, tell=known is not None)
    if given:
        rights.note_in_house(installation, right, actor, what="right.given", account=account)
    return account


def is_known(installation: Installation, email: str) -> bool:
    """Whether there is an account with this address."""
    return directory.select_account_id(installation.directory(), normalise_email(email)) is not None


def get_account(installation: Installation, account: str) -> AccountState:
    """An account by its id. Raises NotFound."""
    today = local_date(installation.now())
    found = directory.select_account(installation.directory(), account, today=today)
    if found is None:
        raise NotFound("Dit account is er niet.")
    return found


def find_account(installation: Installation, email: str) -> AccountState:
    """An account by its address. Raises NotFound."""
    account = directory.select_account_id(installation.directory(), normalise_email(email))
    if account is None:
        raise NotFound(f"Er is geen account {normalise_email(email)}.")
    return get_account(installation, account)


def list_accounts(installation: Installation) -> list[AccountState]:
    """All accounts of the installation, by name."""
    return directory.select_accounts(installation.directory(), today=local_date(installation.now()))


def sign_in(
    installation: Installation,
    *,
    email: str,
    password: str,
    address: str,
    hours: int,
    device: str = "",
    demand: bool = True,
) -> str:
    """Check a password and begin a session; gives the cookie's value, stored nowhere.

    The session is complete if nothing is to follow: no second factor is set, and no role demands one (where `demand`).
    Raises TooManyTries before anything is hashed, or Refused alike for every wrong pair.
    """
    found, db = normalise_email(email), installation.directory()
    tried = throttle.count(installation, (Counted.ACCOUNT, found), (Counted.ADDRESS, address))
    known = directory.select_password(db, found)
    if not passwords.matches(known[1] if known else None, password) or known is None:
        _note_failure(installation, known[0] if known else UNKNOWN, address, tried)
        raise Refused(_WRONG)
    account, password_hash = known[0], known[1] or ""
    renewed = passwords.hash_password(password) if passwords.needs_rehash(password_hash) else password_hash
    with db.atomic():
        # The password may have been replaced, or the account shut, while it was verified.
        if not directory.renew_hash(db, account=account, verified=password_hash, password_hash=renewed):
            raise Refused(_WRONG)
        state = get_account(installation, account)
        cookie = _begin(installation, db, state, address=address, hours=hours, device=device, demand=demand)
    throttle.take_back(installation, tried)
    return cookie


def begin_session(
    installation: Installation, account: str, *, address: str, hours: int, device: str = "", demand: bool = True
) -> str:
    """Begin a session of somebody who has just shown who it is; gives the cookie's value. Raises NotFound."""
    db, state = installation.directory(), get_account(installation, account)
    with db.atomic():
        return _begin(installation, db, state, address=address, hours=hours, device=device, demand=demand)


def _begin(
    installation: Installation,
    db: Database,
    state: AccountState,
    *,
    address: str,
    hours: int,
    device: str,
    demand: bool,
) -> str:
    """Call inside `atomic`."""
    account, complete = state.account, is_complete(state, demand=demand)
    audit.note(db, installation.now(), audit.actor_of(account, address), what="sign_in.done", target=account.id)
    return sessions.begin(installation, db, account.id, complete=complete, hours=hours, device=device)


def is_complete(state: AccountState, *, demand: bool) -> bool:
    """Whether a password is all that this account needs to go on."""
    return not state.protected and not (demand and rights.needs_second_factor(state.account.rights))


def _note_failure(installation: Installation, account: str, address: str, tried: Tried) -> None:
    """Who tried is not known; on whose account is, if it is one. On none: a line only when a bucket is full."""
    db, actor = installation.directory(), Actor(UNKNOWN, address)
    with db.atomic():
        if account == UNKNOWN:
            throttle.write_for_nobody(installation, db)
        else:
            audit.note(db, installation.now(), actor, what="sign_in.failed", target=account, result=audit.REFUSED)
        for counted in tried.filled:
            target = account if counted is Counted.ACCOUNT else UNKNOWN
            audit.note(db, installation.now(), actor, what="sign_in.slowed", target=target, result=audit.REFUSED)


def sign_out(installation: Installation, session: str, *, address: str = "") -> None:
    """End a session: from here on its cookie opens nothing."""
    sessions.sign_out(installation, session, address=address)


def check_own_password(installation: Installation, account: Account, password: str, *, address: str) -> None:
    """Ask the password once more before something important. Raises Refused, TooManyTries."""
    tried = throttle.count(installation, (Counted.ACCOUNT, account.email), (Counted.ADDRESS, address))
    if not passwords.matches(directory.select_password_hash(installation.directory(), account.id), password):
        _note_failure(installation, account.id, address, tried)
        raise Refused("Uw wachtwoord klopt niet.")
    throttle.take_back(installation, tried)


def change_password(
    installation: Installation, session: Session, *, present: str, password: str, address: str, hours: int
) -> str:
    """Replace the own password and end all sessions; gives the cookie of the new one.

    Raises Refused if the present password is wrong, BadInput for a poor new one, TooManyTries; SessionOver where
    somebody else ended this session meanwhile.
    """
    account = session.account
    check_own_password(installation, account, present, address=address)
    words = account_links.words_of(installation, account.id, email=account.email, name=account.name)
    passwords.check_password(password, words)
    password_hash, db = passwords.hash_password(password), installation.directory()
    with db.atomic():
        _replace(installation, db, account.id, password_hash, but=session.id, actor=audit.actor_of(account, address))
        return sessions.renew(installation, db, session, hours=hours)


def set_password(installation: Installation, *, email: str, password: str, actor: Actor = COMMAND) -> None:
    """Give an account a new password and end all its sessions. Raises NotFound, BadInput."""
    account = find_account(installation, email).account
    words = account_links.words_of(installation, account.id, email=account.email, name=account.name)
    passwords.check_password(password, words)
    password_hash, db = passwords.hash_password(password), installation.directory()
    with db.atomic():
        _replace(installation, db, account.id, password_hash, actor=actor)


def _replace(
    installation: Installation, db: Database, account: str, password_hash: str, *, but: str = "", actor: Actor
) -> None:
    """Replace a password and end the sessions of its account, but one. Call inside `atomic`."""
    directory.update_password(db, account=account, password_hash=password_hash)
    account_links.revoke_links(db, account)
    session_rows.delete_sessions_of(db, account, but=but)
    audit.note(db, installation.now(), actor, what="password.changed", target=account)
    account_mails.tell(db, installation, account, "Uw wachtwoord is vervangen.")


def set_disabled(installation: Installation, account: str, *, disabled: bool, by: str, actor: Actor) -> None:
    """Shut an account and end its sessions, or open it again.

    by: the account of who does it, "" for who has none. Raises NotFound; OutOfOrder for the own account and for the
    last administrator, Refused for who was shut meanwhile.
    """
    state = get_account(installation, account)
    if by == account:
        raise OutOfOrder("U kunt uw eigen account niet uitzetten. Vraag het een andere beheerder.")
    db = installation.directory()
    with db.atomic():
        if by and get_account(installation, by).disabled:
            raise Refused("Uw account is net uitgezet.")
        if disabled and rights.is_last(installation, account, Right("", Role.ADMINISTRATOR)):
            raise OutOfOrder("Dit is de laatste beheerder die kan inloggen. Nodig eerst iemand anders uit.")
        if directory.update_disabled(db, account=account, disabled=disabled):
            session_rows.delete_sessions_of(db, account)
            account_links.revoke_links(db, account)
            what = "account.disabled" if disabled else "account.enabled"
            audit.note(db, installation.now(), actor, what=what, target=account)
            change = "uitgezet" if disabled else "weer aangezet"
            account_mails.tell(db, installation, state.account.id, f"Uw account is {change}.")


def delete_account(installation: Installation, email: str, *, actor: Actor = COMMAND) -> bool:
    """Destroy an account that was shut, with all that hangs on it; the log keeps the name of who did things.

    Gives whether it is gone from the -wal too. Raises NotFound; OutOfOrder for an account that is not shut.
    """
    account, db = find_account(installation, email).account.id, installation.directory()
    with db.atomic():
        if not directory.delete_account(db, account):
            raise OutOfOrder("Dit account staat nog aan. Zet het eerst uit op de pagina Installatie.")
        audit.note(db, installation.now(), actor, what="account.deleted", target=account)
    return db.truncate_wal()


def houses_of(account: Account) -> tuple[str, ...]:
    """The houses in which an account may see something."""
    return tuple(dict.fromkeys(right.house for right in account.rights if right.house))


def may_see_house(account: Account, house: str) -> bool:
    """Whether an account may see the whole house (a coordinator or manager)."""
    return any(right.house == house and right.role in SEE_A_HOUSE for right in account.rights)


def may_see_overleg(account: Account, house: str, overleg: str) -> bool:
    """Whether an account may see one overleg (merged ones: with + between them): with the house, or as its manager."""
    own = set(overleg.split("+"))
    return may_see_house(account, house) or any(
        right.house == house and right.role is Role.PROCESS_MANAGER and right.overleg in own for right in account.rights
    )


def may_run_waves(account: Account, house: str) -> bool:
    """Whether an account runs the waves of a house: its lists, mails, opening and closing."""
    return Right(house, Role.COORDINATOR) in account.rights


def may_edit_words(account: Account, house: str) -> bool:
    """Whether an account has the right to edit open comments; of which waves is frozen when they open."""
    return Right(house, Role.EDITOR) in account.rights


def research_right(account: Account, house: str, today: date) -> Right | None:
    """The right to the forms of a house as data for research, while it holds; None without one."""
    return next(
        (
            right
            for right in account.rights
            if right.house == house and right.role is Role.RESEARCHER and right.until and right.until >= today
        ),
        None,
    )


def may_gather(account: Account) -> bool:
    """Whether an account takes in what houses give to the benchmark. It sees no house's own results by that."""
    return Right("", Role.BENCHMARK_ANALYST) in account.rights


def may_administer(account: Account) -> bool:
    """Whether an account makes houses and accounts. It sees no results by that."""
    return Right("", Role.ADMINISTRATOR) in account.rights
