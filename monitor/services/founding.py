"""A house from nothing: its database, and the invitation of its first coordinator."""

from __future__ import annotations

from monitor.errors import BadInput
from monitor.model import Account, Actor, House, Right, Role
from monitor.services import rights, waves
from monitor.services.installation import Installation
from monitor.services.names import check_name, read_email


def found_house(
    installation: Installation, giver: Account, house: House, *, email: str, name: str, actor: Actor
) -> None:
    """Make a house and invite its first coordinator, who invites everybody else.

    Raises BadInput for a bad name or address, Misconfigured for a house id that is taken or no id;
    then nothing is made.
    """
    check_name(name)
    if read_email(email) == giver.email:
        raise BadInput("Nodig een ander uit als coördinator: wie de installatie beheert, geeft zichzelf geen rol.")
    waves.create_house(installation, house, entries=(), overleggen=(), partners=(), actor=actor)
    right = Right(house.id, Role.COORDINATOR)
    rights.invite(installation, giver, email=email, name=name, right=right, actor=actor)
