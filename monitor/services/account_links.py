"""One-time links: an invitation of a colleague, and a password that was forgotten.

A token is made of secret_key and the row's id, so that the mail can be made later; only its hash is stored. Looking
changes nothing, using works once; what is used, expired or made up looks alike.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta

from monitor.errors import LinkUnknown
from monitor.model import Actor
from monitor.services import account_mails, audit, passwords, sealing, throttle
from monitor.services.installation import Installation
from monitor.services.names import check_name, normalise_email
from monitor.services.throttle import Counted
from monitor.store import account_links, directory, sessions
from monitor.store.account_links import FoundLink as FoundLink  # what `find` gives
from monitor.store.account_links import LinkKind as LinkKind
from monitor.store.account_outbox import AccountMailKind
from monitor.store.database import Database

PATH = "/account/link/"
LIVES = {LinkKind.INVITATION: timedelta(days=7), LinkKind.PASSWORD: timedelta(hours=1)}
_MAILS = {LinkKind.INVITATION: AccountMailKind.INVITATION, LinkKind.PASSWORD: AccountMailKind.PASSWORD}
_DEAD = (
    "Een link uit een mail werkt één keer en niet lang: een uitnodiging zeven dagen, een link voor een nieuw "
    "wachtwoord een uur. Vraag een nieuwe uitnodiging, of kies bij het inloggen ‘Wachtwoord vergeten’."
)


def link_url(installation: Installation, link_id: str) -> str:
    """The address to mail for a link."""
    return f"{installation.site}{PATH}{_token(installation, link_id)}"


def send_invitation(installation: Installation, db: Database, account: str, *, words: str = "") -> None:
    """Make the link with which a colleague opens the account, and let its mail wait. Call inside `atomic`.

    `words`: who invites, and as what, in a sentence.
    """
    _send(installation, db, account, LinkKind.INVITATION, words=words)


def revoke_links(db: Database, account: str) -> None:
    """Make every link of an account worthless. Call inside `atomic`."""
    account_links.update_all_used(db, account)


def ask_new_password(installation: Installation, *, email: str, address: str, actor: Actor) -> None:
    """Mail a link for a new password, if there is an account with this address; nothing tells whether there is.

    Raises TooManyTries, alike for known and unknown addresses.
    """
    found = normalise_email(email)
    tried = throttle.count(installation, (Counted.FORGOTTEN, found), (Counted.FORGOTTEN_FROM, address))
    db = installation.directory()
    with db.atomic():
        account_links.delete_old_links(db, before=installation.now() - timedelta(days=30))
        known = directory.select_password(db, found)
        if known is None:
            throttle.write_for_nobody(installation, db)
        else:
            _send(installation, db, known[0], LinkKind.PASSWORD)
            audit.note(db, installation.now(), actor, what="password.asked", target=known[0])
        for counted in tried.filled:
            target = known[0] if known and counted is Counted.FORGOTTEN else "unknown"
            audit.note(db, installation.now(), actor, what="password.slowed", target=target, result=audit.REFUSED)


def find(installation: Installation, token: str) -> FoundLink:
    """The link that a token belongs to; changes nothing. Raises LinkUnknown, the same for all that does not work."""
    found = None
    if sealing.is_token(token):
        found = account_links.select_link(installation.directory(), token_hash=_hash(token), now=installation.now())
    if found is None:
        raise LinkUnknown(_DEAD)
    return found


def use_up(installation: Installation, db: Database, link: FoundLink) -> None:
    """Use a link up, and every other link of its account. Call inside `atomic`. Raises LinkUnknown if one was first."""
    if not account_links.update_used(db, link=link.id, now=installation.now()):
        raise LinkUnknown(_DEAD)
    account_links.update_all_used(db, link.account)


def open_account(installation: Installation, token: str, *, name: str, password: str, actor: Actor) -> FoundLink:
    """Use a link: set the password (and, with an invitation, the name) and end all sessions; gives what was used.

    Raises LinkUnknown; BadInput for a poor password or name, which leaves the link as it was.
    """
    link = find(installation, token)
    invited = link.kind is LinkKind.INVITATION
    if invited:
        check_name(name)
    called = name.strip() if invited else link.name
    passwords.check_password(password, words_of(installation, link.account, email=link.email, name=called))
    password_hash = passwords.hash_password(password)
    db = installation.directory()
    with db.atomic():
        use_up(installation, db, link)
        directory.update_password(db, account=link.account, password_hash=password_hash)
        directory.update_name(db, account=link.account, name=called)
        sessions.delete_sessions_of(db, link.account)
        what = "account.opened" if invited else "password.changed"
        audit.note(db, installation.now(), actor, what=what, target=link.account)
        if not invited:
            account_mails.tell(db, installation, link.account, "Uw wachtwoord is vervangen.")
    return link


def words_of(installation: Installation, account: str, *, email: str, name: str) -> list[str]:
    """What somebody who knows this person would try first: name, address and houses."""
    db = installation.directory()
    names = directory.select_house_names(db)
    own = directory.select_houses_of(db, account)
    return [name, email, *email.split("@"), *(word for house in own for word in (house, names.get(house, "")))]


def _send(installation: Installation, db: Database, account: str, kind: LinkKind, *, words: str = "") -> None:
    link = secrets.token_hex(16)
    expires_at = installation.now() + LIVES[kind]
    token_hash = _hash(_token(installation, link))
    account_links.insert_link(db, link=link, account=account, kind=kind, token_hash=token_hash, expires_at=expires_at)
    account_mails.queue(db, installation, account, _MAILS[kind], link, detail=words)


def _token(installation: Installation, link: str) -> str:
    """The 128-bit token of a link, as 22 URL-safe characters."""
    digest = sealing.keyed_hash(sealing.account_key(installation.secret, "link"), link)
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _hash(token: str) -> bytes:
    return hashlib.sha256(b"account link" + token.encode()).digest()
