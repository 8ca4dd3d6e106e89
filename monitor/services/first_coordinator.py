"""The coordinator of a house in which nobody opened such an account yet: named by an administrator, or named better."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import BadInput, OutOfOrder
from monitor.model import Account, Actor, Right, Role
from monitor.services import account_links, audit, rights
from monitor.services.installation import Installation
from monitor.services.names import check_name, read_email
from monitor.store import directory
from monitor.store.directory import AccountState


def is_open_to_name(house: str, states: Sequence[AccountState]) -> bool:
    """Whether no coordinator of a house has opened the account: who did, names all others, also while it is shut."""
    return not any(state.open for state in states if Right(house, Role.COORDINATOR) in state.account.rights)


def check_nameable(installation: Installation, house: str) -> None:
    """Raise OutOfOrder where a coordinator opened the account, NotFound for an unknown house."""
    installation.house(house)
    if not is_open_to_name(house, rights.people_of(installation, house)):
        raise OutOfOrder("Dit huis heeft al een coördinator. Die nodigt zelf anderen uit.")


def name_coordinator(
    installation: Installation, giver: Account, house: str, *, email: str, name: str, actor: Actor
) -> None:
    """Invite the coordinator of a house; an invitation that was not opened is replaced by this one.

    Raises OutOfOrder where a coordinator opened the account, BadInput for a bad name or address or the own one,
    NotFound for an unknown house, Refused for who administers nothing.
    """
    check_nameable(installation, house)
    address = read_email(email)
    check_name(name)
    if address == giver.email:
        raise BadInput("Nodig een ander uit als coördinator: wie de installatie beheert, geeft zichzelf geen rol.")
    right = Right(house, Role.COORDINATOR)
    for state in rights.people_of(installation, house):
        if right in state.account.rights:
            _withdraw(installation, state.account.id, right, actor)
    rights.invite(installation, giver, email=address, name=name, right=right, actor=actor)


def _withdraw(installation: Installation, account: str, right: Right, actor: Actor) -> None:
    """Make an invitation that nobody opened worth nothing; whoever got it hears nothing: the address may be wrong."""
    db = installation.directory()
    with db.atomic():
        account_links.revoke_links(db, account)
        directory.delete_right(db, account=account, right=right)
        audit.note(db, installation.now(), actor, what="right.taken", target=f"{account} {right.role} {right.house}")
    rights.note_in_house(installation, right, actor, what="right.taken", account=account)
