"""What the commands that write results share: the file, whole or not at all, and the overleg that was asked for."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from monitor.errors import BadInput, NotFound, NotStored
from monitor.services import reading
from monitor.services.installation import Installation
from monitor.store.waves import WaveLevel
from surveys.errors import shown


def check_target(target: Path, *, force: bool) -> None:
    """Before anything is computed: the folder is there, and nothing is lost. Raises BadInput."""
    try:
        if not target.parent.is_dir():
            raise BadInput(f"De map van {_name(target)} bestaat niet; maak hem eerst.")
        if target.is_dir():
            raise BadInput(f"{_name(target)} is een map; geef de naam van een bestand.")
        if os.path.lexists(target) and not stat.S_ISREG(target.lstat().st_mode):
            raise BadInput(f"{_name(target)} is er al en is geen gewoon bestand; kies een andere naam.")
        if os.path.lexists(target) and not force:
            raise _there(target)
    except OSError:
        raise _not_written(target) from None


def write_file(target: Path, data: bytes, *, force: bool) -> None:
    """Write the whole file or nothing of it, for nobody but who gave the command; force: in the place of another.

    Raises BadInput where it is there meanwhile and may not be replaced, NotStored.
    """
    half = target.with_name(f".{secrets.token_hex(8)}.half")
    try:
        _write_half(half, data)
        if force:
            half.replace(target)
        else:
            os.link(half, target)  # fails if somebody made the file meanwhile
    except FileExistsError:
        raise _there(target) from None
    except OSError:
        raise _not_written(target) from None
    finally:
        half.unlink(missing_ok=True)


def find_overleg(own: Installation, house: str, wave: str, key: str) -> WaveLevel:
    """The overleg of a wave with this key in the house's lists, also as a part of a joint one. Raises NotFound."""
    levels = reading.overleggen_of(own, house, wave)
    found = next((level for level in levels if key in (level.source, *level.source.split("+"))), None)
    if found is None:
        known = ", ".join(level.source for level in levels)
        raise NotFound(f"Overleg {shown(key)} hoort niet bij deze meting. Kies uit: {known}.")
    return found


def _write_half(half: Path, data: bytes) -> None:
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _name(target: Path) -> str:
    return shown(str(target))


def _there(target: Path) -> BadInput:
    return BadInput(f"{_name(target)} is er al; kies een andere naam, of geef --force mee.")


def _not_written(target: Path) -> NotStored:
    return NotStored(f"{_name(target)} is niet te schrijven. Kijk of de naam en de rechten kloppen en of er plaats is.")
