"""Accounts: who signs in, with what password, and what they may see. Wrong passwords slow down, never lock out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from monitor.errors import BadInput, NotFound, Refused, TooManyTries
from monitor.model import Account, Right, Role
from monitor.services.installation import Installation
from monitor.store import directory, lists
from monitor.store.database import Database

MINIMUM_PASSWORD = 12
MAXIMUM_PASSWORD = 1024
WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 50
SEE_A_HOUSE = (Role.COORDINATOR, Role.MANAGER)
"""The roles that see the publication of a whole house."""
_hasher = PasswordHasher()
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$JTtn7w1yg04BRdotD1fkNw$BS3SNqgdOSm2+JSy7jgW7sR/rxhUnaNAJhEYkRV5BHI"
"""A hash that no password has: an unknown address costs as much time as a known one."""
_WRONG = "E-mailadres of wachtwoord klopt niet."


def normalise_email(text: str) -> str:
    """An address as accounts are found by: without spaces around it, in lower case."""
    return text.strip().lower()


def add_account(installation: Installation, *, email: str, name: str, password: str, right: Right) -> str:
    """Make an account, or give an existing one another right (its password then stays); gives its id.

    Raises BadInput for a poor password or address, NotFound for an unknown house or overleg.
    """
    address = normalise_email(email)
    if "@" not in address or not address.isprintable() or " " in address:
        raise BadInput(f"{email!r} is geen e-mailadres.")
    _check_right(installation, right)
    db = installation.directory()
    with db.atomic():
        known = directory.select_password(db, address)
        if known is None:
            check_password(password, address)
            account = secrets.token_hex(16)
            directory.insert_account(
                db, account=account, email=address, name=name, password_hash=_hasher.hash(password)
            )
        else:
            account = known[0]
        directory.insert_right(db, account=account, right=right)
    return account


def is_known(installation: Installation, email: str) -> bool:
    """Whether there is an account with this address."""
    return directory.select_password(installation.directory(), normalise_email(email)) is not None


def _check_right(installation: Installation, right: Right) -> None:
    try:
        db = installation.house(right.house)
    except NotFound:
        raise NotFound(f"Er is geen huis {right.house!r}.") from None
    if (right.role is Role.PROCESS_MANAGER) != (right.overleg is not None):
        raise BadInput("Een procesmanager hoort bij één overleg (--overleg); de andere rollen bij het hele huis.")
    if right.overleg is not None and right.overleg not in {overleg.id for overleg in lists.select_overleggen(db)}:
        raise NotFound(f"Huis {right.house} heeft geen overleg {right.overleg!r}.")


def check_password(password: str, email: str) -> None:
    """Raise BadInput for a password that is too short, too long or the address itself."""
    if not MINIMUM_PASSWORD <= len(password) <= MAXIMUM_PASSWORD:
        raise BadInput(
            f"Kies een wachtwoord van ten minste {MINIMUM_PASSWORD} tekens. Een zinnetje is het makkelijkst."
        )
    if password.lower() in (email, email.partition("@")[0]) or len(set(password)) < 4:
        raise BadInput("Dit wachtwoord is te makkelijk te raden. Kies een ander.")


def sign_in(installation: Installation, key: bytes, *, email: str, password: str, address: str, hours: int) -> str:
    """Check a password and begin a session; gives the cookie's value, stored nowhere.

    key: hides account and address in the throttle. Raises TooManyTries, or Refused alike for every wrong pair.
    """
    db, now = installation.directory(), installation.now()
    buckets = _buckets(key, normalise_email(email), address)
    _check_throttle(db, buckets, now)
    known = directory.select_password(db, normalise_email(email))
    if not _matches(known[1] if known else _NOBODY, password) or known is None:
        with db.atomic():
            for bucket in buckets:
                directory.insert_try(db, entry=secrets.token_hex(16), bucket=bucket, now=now)
            directory.delete_tries(db, before=now - WINDOW)
        raise Refused(_WRONG)
    session = secrets.token_urlsafe(32)
    with db.atomic():
        if _hasher.check_needs_rehash(known[1]):
            directory.update_password(db, account=known[0], password_hash=_hasher.hash(password))
        directory.delete_expired_sessions(db, now)
        directory.insert_session(
            db,
            id_hash=_session_hash(session),
            session=secrets.token_hex(16),
            account=known[0],
            began_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    return session


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password[:MAXIMUM_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False


def _buckets(key: bytes, email: str, address: str) -> tuple[str, str]:
    """The throttle's two counters, unreadable without the key: the account and the place it is tried from."""
    names = (f"account {email}", f"address {address}")
    account, place = (hmac.digest(key, name.encode(), hashlib.sha256).hex() for name in names)
    return account, place


def _check_throttle(db: Database, buckets: tuple[str, str], now: datetime) -> None:
    for bucket, most in zip(buckets, (TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS), strict=True):
        if directory.count_tries(db, bucket=bucket, since=now - WINDOW) >= most:
            raise TooManyTries(
                "Er is te vaak een verkeerd wachtwoord ingevuld. Wacht een kwartier en probeer het opnieuw."
            )


def _session_hash(session: str) -> bytes:
    return hashlib.sha256(b"session" + session.encode()).digest()


def account_of(installation: Installation, session: str) -> Account | None:
    """Who a session's cookie belongs to; None if it is over, signed out or made up."""
    if not session:
        return None
    return directory.select_account_of_session(
        installation.directory(), id_hash=_session_hash(session), now=installation.now()
    )


def sign_out(installation: Installation, session: str) -> None:
    """End a session: from here on its cookie opens nothing."""
    db = installation.directory()
    with db.atomic():
        directory.delete_session(db, _session_hash(session))


def set_password(installation: Installation, *, email: str, password: str) -> None:
    """Give an account a new password and end all its sessions. Raises NotFound, BadInput."""
    db, address = installation.directory(), normalise_email(email)
    check_password(password, address)
    with db.atomic():
        known = directory.select_password(db, address)
        if known is None:
            raise NotFound(f"Er is geen account {address}.")
        directory.update_password(db, account=known[0], password_hash=_hasher.hash(password))
        directory.delete_sessions_of(db, known[0])


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


def may_administer(account: Account) -> bool:
    """Whether an account makes houses and accounts. It sees no results by that."""
    return Right("", Role.ADMINISTRATOR) in account.rights
