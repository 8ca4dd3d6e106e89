"""Redacteurs: who reads the open comments of a wave is settled when it opens, and named to partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.errors import NotFound
from monitor.model import Account, Right, Role, Wave, WaveState
from monitor.services import accounts, rights
from monitor.services.installation import Installation
from monitor.store import edits, lists, waves
from monitor.store.database import Database
from monitor.store.edits import WaveEditor


@dataclass(frozen=True)
class Editor:
    """A redacteur of a wave. `able`: has the right now, on an account that is not shut."""

    name: str
    able: bool
    read_on: date | None


def editors_now(installation: Installation, house: str) -> tuple[Account, ...]:
    """Who has the right to edit open comments of a house now, by name."""
    return tuple(
        state.account
        for state in rights.people_of(installation, house)
        if not state.disabled and Right(house, Role.EDITOR) in state.account.rights
    )


def freeze_editors(installation: Installation, db: Database, wave: str) -> None:
    """Settle who may ever read the comments of a wave that opens: the redacteurs of now. Call inside `atomic`."""
    found = editors_now(installation, lists.select_house(db).id)
    edits.insert_editors(db, wave, [WaveEditor(account.id, account.name) for account in found])


def editors_of(installation: Installation, house: str, wave: str) -> tuple[Editor, ...]:
    """The redacteurs of a wave, and whether each of them can read now."""
    able = {account.id for account in editors_now(installation, house)}
    frozen = edits.select_editors(installation.house(house), wave)
    return tuple(Editor(one.name, one.account in able, one.read_on) for one in frozen)


def named_editors(installation: Installation, house: str, wave: Wave) -> tuple[str, ...]:
    """Whom a partner reads as the readers of what is written; empty where nobody can read it, so nothing is asked.

    All who were settled, also one who has no right just now: that person could be given it back.
    """
    if wave.state in (WaveState.DRAFT, WaveState.READY):
        return tuple(account.name for account in editors_now(installation, house))
    found = editors_of(installation, house, wave.id)
    return tuple(one.name for one in found) if any(one.able for one in found) else ()


def waves_to_read(installation: Installation, house: str, account: Account) -> tuple[Wave, ...]:
    """The closed waves of which this account reads the open comments."""
    if not accounts.may_edit_words(account, house):
        return ()
    db = installation.house(house)
    closed = (wave for wave in waves.select_waves(db) if wave.state is WaveState.CLOSED)
    return tuple(wave for wave in closed if account.id in {one.account for one in edits.select_editors(db, wave.id)})


def check_redacteur(account: Account, house: str) -> None:
    """Raise NotFound for who has not the right; before looking, so that nobody hears whether a house exists."""
    if not accounts.may_edit_words(account, house):
        raise NotFound("Deze pagina bestaat niet.")


def find_editor(installation: Installation, house: str, wave: Wave, account: Account) -> WaveEditor:
    """The account as a redacteur of this closed wave. Raises NotFound for everybody else, and before it is closed."""
    frozen = edits.select_editors(installation.house(house), wave.id)
    found = next((one for one in frozen if one.account == account.id), None)
    if found is None or wave.state is not WaveState.CLOSED or not accounts.may_edit_words(account, house):
        raise NotFound("Deze pagina bestaat niet.")
    return found
