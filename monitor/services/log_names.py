"""What ids in lines of an audit log are called: accounts, roles, houses, lists, overleggen, waves; partners never."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.rights import NAMES as ROLES
from monitor.store import directory, lists, waves


def names(installation: Installation, house: str = "") -> Mapping[str, str]:
    """Id -> name, for the log of a house, or of the installation."""
    register = installation.directory()
    today = local_date(installation.now())
    found = {str(role): name for role, name in ROLES.items()}
    found |= directory.select_house_names(register)
    if house:
        db = installation.house(house)
        found = {one.id: one.name for own in lists.select_entries(db).values() for one in own} | found
        found |= {overleg.id: overleg.name for overleg in lists.select_overleggen(db)}
        found |= {wave.id: wave.name for wave in waves.select_waves(db)}
    return found | {state.account.id: state.account.name for state in directory.select_accounts(register, today=today)}
