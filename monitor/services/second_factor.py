"""The second factor: a code of an app (TOTP, RFC 6238), and recovery codes for who lost the phone.

The secret lies sealed under a key made of secret_key. Each code works once, with one step of drift either way.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp

from monitor.errors import BadInput, Misconfigured, NotFound, OutOfOrder, Refused
from monitor.model import Account, Actor
from monitor.services import account_mails, audit, rights, sealing, throttle
from monitor.services import sessions as running
from monitor.services.installation import Installation
from monitor.services.sessions import Session
from monitor.services.throttle import Counted
from monitor.store import second_factors, sessions
from monitor.store.database import Database

STEP_SECONDS = 30
CODES = 10
ISSUER = "Veiligheidshuis monitor"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which look alike on paper."""
_CODE_CHARACTERS = 12
_CODE, _RECOVERY = "second_factor.code", "second_factor.recovery"
_WRONG = "Deze code klopt niet. Een code uit de app geldt een halve minuut en werkt één keer."
_UNREADABLE = (
    "Deze monitor kan uw tweede factor niet meer lezen: vraag een beheerder om hem weg te halen (op de server met de "
    "opdracht account reset-second-factor), dan stelt u bij het inloggen een nieuwe in."
)


@dataclass(frozen=True)
class Confirmed:
    """A factor that is in use from now on: the new session's cookie, and the recovery codes, shown this once."""

    cookie: str
    codes: tuple[str, ...]


def new_secret() -> str:
    """A secret to put into an app; kept nowhere until it is confirmed."""
    return pyotp.random_base32()


def hand_out(installation: Installation, session: Session, secret: str) -> str:
    """The secret, sealed for this session, to stand in the form that confirms it."""
    sealed = sealing.seal(_key(installation), secret.encode(), _context(session.account.id, session.id))
    return base64.urlsafe_b64encode(sealed).decode()


def take_in(installation: Installation, session: Session, handed: str) -> str:
    """The secret that was handed out to this session. Raises BadInput for anything else."""
    try:
        sealed = base64.urlsafe_b64decode(handed)
        return sealing.unseal(_key(installation), sealed, _context(session.account.id, session.id)).decode()
    except (binascii.Error, ValueError, Misconfigured):
        raise BadInput("Dit formulier is verlopen. Begin opnieuw met instellen.") from None


def app_address(account: Account, secret: str) -> str:
    """What the QR code says: an otpauth address for the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)


def confirm(
    installation: Installation, session: Session, secret: str, code: str, *, hours: int, actor: Actor
) -> Confirmed:
    """Put a factor into use with a code that it made; ends all other sessions.

    Raises BadInput, TooManyTries; SessionOver where this session was ended meanwhile.
    """
    tried = throttle.count(installation, (Counted.SECOND_FACTOR, session.account.id))
    step = _step_of(secret, code, installation.now())
    if step is None:
        raise BadInput("Deze code klopt niet. Kijk of de klok van uw telefoon gelijk loopt, en neem een nieuwe code.")
    db, account = installation.directory(), session.account.id
    sealed = sealing.seal(_key(installation), secret.encode(), _context(account))
    with db.atomic():
        second_factors.update_factor(db, account=account, sealed=sealed, step=step, now=installation.now())
        codes = _renew_codes(installation, db, account)
        sessions.delete_sessions_of(db, account, but=session.id)
        cookie = running.renew(installation, db, session, hours=hours)
        audit.note(db, installation.now(), actor, what="second_factor.set", target=account)
        account_mails.tell(db, installation, account, "Voor uw account is een tweede factor ingesteld.")
    throttle.take_back(installation, tried)
    return Confirmed(cookie, codes)


def pass_step(installation: Installation, session: Session, code: str, *, hours: int, actor: Actor) -> str:
    """Check a code (of the app, or a recovery code) after the password; gives the cookie of the complete session.

    Raises Refused for a code that is wrong or was used, and for a factor that was sealed under another secret_key;
    TooManyTries; SessionOver where this session was ended since the password was given.
    """
    db, account = installation.directory(), session.account.id
    tried = throttle.count(installation, (Counted.SECOND_FACTOR, account))
    with db.atomic():
        how = _use(installation, db, account, _tidy(code))
        if how is not None:
            cookie = running.renew(installation, db, session, hours=hours)
        result = audit.REFUSED if how is None else audit.DONE
        audit.note(db, installation.now(), actor, what=how or _CODE, target=account, result=result)
        if how == _RECOVERY:
            left = second_factors.count_recovery_codes(db, account)
            account_mails.tell(
                db, installation, account, f"Er is ingelogd met een herstelcode. U heeft er nog {left} over."
            )
    if how is None:
        raise Refused(_WRONG if _is_readable(installation, account) else _UNREADABLE)
    throttle.take_back(installation, tried)
    return cookie


def new_codes(installation: Installation, account: Account, *, actor: Actor) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones are worth nothing any more. Raises OutOfOrder without a factor."""
    db = installation.directory()
    with db.atomic():
        if second_factors.select_factor(db, account.id) is None:
            raise OutOfOrder("Stel eerst de tweede factor in.")
        codes = _renew_codes(installation, db, account.id)
        audit.note(db, installation.now(), actor, what="second_factor.codes", target=account.id)
        account_mails.tell(db, installation, account.id, "Voor uw account zijn nieuwe herstelcodes gemaakt.")
    return codes


def codes_left(installation: Installation, account: Account) -> int:
    """How many recovery codes an account has left."""
    return second_factors.count_recovery_codes(installation.directory(), account.id)


def switch_off(installation: Installation, session: Session, *, demanded: bool, actor: Actor) -> None:
    """Take the own factor away and end all sessions. Raises OutOfOrder where a role needs it and it is `demanded`."""
    if demanded and rights.needs_second_factor(session.account.rights):
        raise OutOfOrder("Bij uw rol hoort een tweede factor. U kunt wel een ander toestel instellen.")
    reset(installation, session.account.id, actor=actor)


def reset(installation: Installation, account: str, *, actor: Actor) -> None:
    """Take somebody's factor and recovery codes away, and end all sessions. Raises NotFound if there is none."""
    db = installation.directory()
    with db.atomic():
        if not second_factors.delete_factor(db, account):
            raise NotFound("Dit account heeft geen tweede factor.")
        second_factors.delete_recovery_codes(db, account)
        sessions.delete_sessions_of(db, account)
        audit.note(db, installation.now(), actor, what="second_factor.reset", target=account)
        account_mails.tell(db, installation, account, "De tweede factor van uw account is weggehaald.")


def _use(installation: Installation, db: Database, account: str, code: str) -> str | None:
    """Use a code up: as the log calls it; None if it is wrong or was used. Inside `atomic`."""
    factor = second_factors.select_factor(db, account)
    if factor is None:
        return None
    if code.isdigit():
        secret = _secret_of(installation, account, factor.sealed)
        step = _step_of(secret, code, installation.now()) if secret else None
        return _CODE if step is not None and second_factors.update_step(db, account=account, step=step) else None
    found = second_factors.delete_recovery_code(db, account=account, id_hash=_hash(installation, account, code))
    return _RECOVERY if found else None


def _secret_of(installation: Installation, account: str, sealed: bytes) -> str | None:
    """The secret of a factor; None where it was sealed under another secret_key."""
    key = _key(installation)
    try:
        return sealing.unseal(key, sealed, _context(account)).decode()
    except Misconfigured:
        return None


def _is_readable(installation: Installation, account: str) -> bool:
    factor = second_factors.select_factor(installation.directory(), account)
    return factor is None or _secret_of(installation, account, factor.sealed) is not None


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is: the present one, the one before or the one after; or None."""
    made, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    typed = _tidy(code).encode()
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(made.generate_otp(step).encode(), typed):
            return step
    return None


def _renew_codes(installation: Installation, db: Database, account: str) -> tuple[str, ...]:
    codes = tuple(_draw_code() for _ in range(CODES))
    second_factors.delete_recovery_codes(db, account)
    hashes = [_hash(installation, account, _tidy(code)) for code in codes]
    second_factors.insert_recovery_codes(db, account=account, hashes=hashes)
    return codes


def _draw_code() -> str:
    """59 bits, in three groups of four."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARACTERS))
    return "-".join(drawn[start : start + 4] for start in range(0, _CODE_CHARACTERS, 4))


def _tidy(code: str) -> str:
    """As it was meant: without spaces and hyphens, in small letters."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _hash(installation: Installation, account: str, code: str) -> bytes:
    return sealing.keyed_hash(sealing.account_key(installation.secret, "recovery"), account, code)


def _key(installation: Installation) -> bytes:
    return sealing.account_key(installation.secret, "second factor")


def _context(account: str, session: str = "") -> bytes:
    return f"totp {account} {session}".encode()
