"""Addresses of partners who may be asked further: for the redacteurs of a closed wave; each reading is logged."""

from __future__ import annotations

from monitor.errors import OutOfOrder
from monitor.model import Account, Actor
from monitor.services import audit, sealing
from monitor.services.editors import find_editor
from monitor.services.installation import Installation
from monitor.services.sending import CONTACT
from monitor.services.waves import get_wave
from monitor.store import vault, waves


def count_contacts(installation: Installation, house: str, wave: str, account: Account) -> int | None:
    """How many addresses were left; None once they are erased. Raises NotFound for who is no redacteur of the wave."""
    db = installation.house(house)
    find_editor(installation, house, get_wave(installation, house, wave), account)
    if waves.select_secrets(db, wave)[1] is None:
        return None
    return len(vault.select_side(db, vault.CONTACT, wave))


def read_contacts(
    installation: Installation, house: str, wave: str, account: Account, *, actor: Actor
) -> tuple[str, ...]:
    """The addresses, by ids that were drawn at closing, with a line in the log of how many.

    Raises NotFound, OutOfOrder.
    """
    db = installation.house(house)
    with db.atomic():
        find_editor(installation, house, get_wave(installation, house, wave), account)
        _, vault_secret = waves.select_secrets(db, wave)
        if vault_secret is None:
            raise OutOfOrder("De adressen zijn gewist op de bewaardatum van de meting.")
        key, context = sealing.vault_key(installation.link_key, vault_secret), CONTACT + wave.encode()
        sealed = sorted(vault.select_side(db, vault.CONTACT, wave))
        found = tuple(sealing.unpad(sealing.unseal(key, one, context)).decode() for _, one in sealed)
        result = f"done, addresses: {len(found)}"
        audit.note(db, installation.now(), actor, what="contacts.read", target=wave, result=result)
        return found
