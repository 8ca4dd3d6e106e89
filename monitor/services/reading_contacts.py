"""Addresses of partners who may be asked further: for the redacteurs of a closed wave; each reading is logged."""

from __future__ import annotations

from monitor.errors import OutOfOrder
from monitor.model import Account, Actor, Wave
from monitor.services import audit, sealing
from monitor.services.editors import check_redacteur, find_editor
from monitor.services.installation import Installation
from monitor.services.retention import is_over
from monitor.services.sending import CONTACT
from monitor.services.waves import get_wave
from monitor.store import vault, waves
from monitor.store.database import Database


def count_contacts(installation: Installation, house: str, wave: str, account: Account) -> int | None:
    """How many addresses were left; None once they are erased. Raises NotFound for who is no redacteur of the wave."""
    check_redacteur(account, house)
    db = installation.house(house)
    found = get_wave(installation, house, wave)
    find_editor(installation, house, found, account)
    if _secret(installation, db, found) is None:
        return None
    return len(vault.select_side(db, vault.CONTACT, wave))


def read_contacts(
    installation: Installation, house: str, wave: str, account: Account, *, actor: Actor
) -> tuple[str, ...]:
    """The addresses, by ids that were drawn at closing, with a line in the log of how many.

    Raises NotFound, OutOfOrder.
    """
    check_redacteur(account, house)
    db = installation.house(house)
    with db.atomic():
        of = get_wave(installation, house, wave)
        find_editor(installation, house, of, account)
        vault_secret = _secret(installation, db, of)
        if vault_secret is None:
            raise OutOfOrder("De adressen zijn gewist op de bewaardatum van de meting.")
        key, context = sealing.vault_key(installation.link_key, vault_secret), CONTACT + wave.encode()
        sealed = sorted(vault.select_side(db, vault.CONTACT, wave))
        found = tuple(sealing.unpad(sealing.unseal(key, one, context)).decode() for _, one in sealed)
        result = f"done, addresses: {len(found)}"
        audit.note(db, installation.now(), actor, what="contacts.read", target=wave, result=result)
        return found


def _secret(installation: Installation, db: Database, wave: Wave) -> bytes | None:
    """What the vault's key is made of; None from the retention date on, also where no tick has erased yet."""
    return None if is_over(installation, wave) else waves.select_secrets(db, wave.id)[1]
