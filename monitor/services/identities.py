"""Whose account an identity at an OpenID Connect provider is: found, tied and untied by issuer and subject alone.

An e-mail address is never looked at: a provider, or a second one, may give anybody any address.
"""

from __future__ import annotations

from monitor.errors import NotFound, OutOfOrder, Refused
from monitor.model import Account, Actor
from monitor.services import account_mails, accounts, audit, sessions
from monitor.services.installation import Installation
from monitor.store import account_links, directory
from monitor.store import identities as store
from monitor.store.database import Database
from monitor.store.identities import Identity

_TAKEN = "Deze aanmelding hoort al bij een ander account van deze monitor."


def account_of(installation: Installation, identity: Identity) -> str | None:
    """The id of the account that an identity is tied to; None for one that we do not know, or that is disabled."""
    db = installation.directory()
    account = store.select_account(db, identity)
    return account if account and store.select_enabled(db, account) else None


def is_tied(installation: Installation, account: Account, issuer: str) -> bool:
    """Whether an account has an identity at this provider."""
    return store.count_identities(installation.directory(), account=account.id, issuer=issuer) > 0


def sign_in(
    installation: Installation, account: str, *, strong: bool, address: str, hours: int, device: str, demand: bool
) -> str:
    """Begin a session for who came back from the provider; gives the cookie's value, stored nowhere.

    strong: the provider's second factor counts as ours; without it ours is still asked where there is one or a role
    demands one. Raises NotFound.
    """
    state, db = accounts.get_account(installation, account), installation.directory()
    complete = strong or accounts.is_complete(state, demand=demand)
    with db.atomic():
        actor = audit.actor_of(state.account, address)
        audit.note(db, installation.now(), actor, what="sign_in.provider", target=account)
        return sessions.begin(installation, db, account, complete=complete, hours=hours, device=device)


def tie(installation: Installation, identity: Identity, *, account: str, actor: Actor) -> None:
    """Tie an identity to the account of somebody who is signed in. Raises Refused if it is somebody else's."""
    db = installation.directory()
    with db.atomic():
        if not store.select_enabled(db, account):
            raise NotFound("Dit account is er niet.")
        _tie(installation, db, identity, account=account, actor=actor)


def tie_by_link(installation: Installation, identity: Identity, *, link: str, source: str) -> str:
    """Tie an identity under the one-time link of an invitation, which is used up; gives the account's id.

    Raises OutOfOrder for a link that does not work any more, Refused for an identity that is somebody else's.
    """
    db, now = installation.directory(), installation.now()
    with db.atomic():
        account = store.select_invited(db, link=link, now=now)
        if account is None or not account_links.update_used(db, link=link, now=now):
            raise OutOfOrder("Deze uitnodiging werkt niet meer. Vraag uw collega om een nieuwe.")
        account_links.update_all_used(db, account)
        actor = Actor(f"{account} {accounts.get_account(installation, account).account.name}", source)
        audit.note(db, now, actor, what="account.opened", target=account)
        _tie(installation, db, identity, account=account, actor=actor)
    return account


def untie(installation: Installation, account: Account, issuer: str, *, actor: Actor) -> None:
    """Untie an account from a provider. Raises Refused where nothing would remain to sign in with."""
    db = installation.directory()
    with db.atomic():
        if directory.select_password_hash(db, account.id) is None:
            raise Refused("Kies eerst een wachtwoord: zonder kunt u straks niet meer inloggen.")
        if store.delete_identities(db, account=account.id, issuer=issuer):
            audit.note(db, installation.now(), actor, what="account.identity_untied", target=account.id)
            account_mails.tell(db, installation, account.id, "Uw account is losgemaakt van uw organisatie.")


def _tie(installation: Installation, db: Database, identity: Identity, *, account: str, actor: Actor) -> None:
    owner = store.select_account(db, identity)
    if owner not in (None, account):
        raise Refused(_TAKEN)
    if owner is None:
        store.insert_identity(db, identity, account=account)
        audit.note(db, installation.now(), actor, what="account.identity_tied", target=account)
        account_mails.tell(db, installation, account, "U kunt nu ook inloggen bij uw organisatie.")
