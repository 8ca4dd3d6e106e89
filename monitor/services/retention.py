"""The retention date: the answers of a closed wave are destroyed on the day that its partners were promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.errors import Misconfigured, NotFound
from monitor.model import Actor, Wave, WaveState
from monitor.services import audit
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.store import directory, retention, waves
from monitor.store.database import Database


@dataclass(frozen=True)
class ErasedWave:
    """A wave whose answers were destroyed, or would be in a dry run. `rows`: table -> rows."""

    wave: str
    name: str
    retention_date: date
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Erasure:
    """What a run did in one house.

    wiped: what was deleted is gone from the files, the -wal included; None in a dry run. overdue: waves that should
    have been erased and were never closed, so that nothing may be destroyed yet. idle_partners: persons on the list
    who take part in nothing any more; only reported.
    """

    house: str
    day: date
    erased: tuple[ErasedWave, ...]
    wiped: bool | None
    overdue: tuple[Wave, ...]
    idle_partners: int


def is_over(installation: Installation, wave: Wave) -> bool:
    """Whether the answers of a wave count as destroyed: from its retention date on, also before a tick erased them."""
    return wave.erased_on is not None or local_date(installation.now()) >= wave.retention_date


def erase_everywhere(
    installation: Installation, *, dry_run: bool, actor: Actor
) -> tuple[list[Erasure], dict[str, str]]:
    """Do what is due in every house; gives what was done, and house -> fault where one does not open."""
    done: list[Erasure] = []
    faults: dict[str, str] = {}
    for house in directory.select_house_names(installation.directory()):
        try:
            done.append(erase_due(installation, house, dry_run=dry_run, actor=actor))
        except (NotFound, Misconfigured) as error:
            faults[house] = str(error)
    return done, faults


def erase_due(installation: Installation, house: str, *, dry_run: bool, actor: Actor) -> Erasure:
    """Destroy the answers of every closed wave whose retention date has come, by the day in the Netherlands.

    Each wave is one transaction with its line in the log; killed halfway the run can be done again. The publication,
    its groups' names and the house's own texts stay. A dry run counts, and changes nothing. Raises NotFound.
    """
    db = installation.house(house)
    today = local_date(installation.now())
    past = [wave for wave in waves.select_waves(db) if wave.retention_date <= today]
    due = [wave for wave in past if wave.state is WaveState.CLOSED and wave.erased_on is None]
    if dry_run:
        erased = [_describe(wave, _count(db, wave)) for wave in due]
    else:
        erased = [found for wave in due if (found := _erase(installation, db, wave, today, actor))]
    return Erasure(
        house=house,
        day=today,
        erased=tuple(erased),
        wiped=None if dry_run else db.truncate_wal(),
        overdue=tuple(wave for wave in past if wave.state in (WaveState.OPEN, WaveState.CLOSING)),
        idle_partners=retention.count_without_overleg(db),
    )


def _count(db: Database, wave: Wave) -> dict[str, int]:
    return {table: retention.count_rows(db, table, wave.id) for table in retention.VAULT_TABLES}


def _erase(installation: Installation, db: Database, wave: Wave, today: date, actor: Actor) -> ErasedWave | None:
    """Destroy one wave's answers; None if another run was first."""
    with db.atomic():
        if not retention.update_erased(db, wave.id, day=today):
            return None
        rows = {table: retention.delete_rows(db, table, wave.id) for table in retention.VAULT_TABLES}
        audit.note(
            db,
            installation.now(),
            actor,
            what="wave.erased",
            target=wave.id,
            result=", ".join([audit.DONE, *(f"{table} {number}" for table, number in rows.items())]),
        )
    return _describe(wave, rows)


def _describe(wave: Wave, rows: Mapping[str, int]) -> ErasedWave:
    return ErasedWave(wave.id, wave.name, wave.retention_date, rows)
