"""The command export: the results of a closed wave as one file, from the publication alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from monitor.errors import BadInput, NotFound, NotStored
from monitor.services import exporting, reading
from monitor.services.installation import Installation
from monitor.web.commands import one_sentence
from monitor.web.context import installation
from monitor.web.seen import questionnaire_of
from surveys.errors import shown


@click.command("export")
@click.argument("house")
@click.argument("wave")
@click.option("--format", "form", type=click.Choice(list(exporting.FORMATS)), default="xlsx", show_default=True)
@click.option("--outside", is_flag=True, help="Alleen wat het huis uit mag: groepen vanaf 10 formulieren.")
@click.option("--overleg", metavar="KEY", help="Alleen dit overleg, naast het hele huis.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Bestand dat gemaakt wordt.")
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is.")
@one_sentence
def export(*, house: str, wave: str, form: str, outside: bool, overleg: str | None, output: Path, force: bool) -> None:
    """Write the results of the closed WAVE of HOUSE to a file."""
    own = installation()
    _check_target(output, force=force)
    frozen = reading.get_publication(own, house, wave)
    code = None if overleg is None else find_overleg(own, house, wave, overleg)
    made = exporting.results_file(own, frozen, questionnaire_of(frozen), form=form, outside=outside, overleg=code)
    write_bytes(output, made.data, replace=force)
    whom = "Dit mag het huis uit." if outside else "Voor wie in het huis werkt; wat het huis uit mag, maakt --outside."
    click.echo(f"De uitkomsten van {wave} van {house} staan in {shown(str(output))}. {whom}")


def find_overleg(own: Installation, house: str, wave: str, key: str) -> int:
    """The code in a wave of the overleg with this key in the house's lists. Raises NotFound."""
    levels = reading.overleggen_of(own, house, wave)
    found = next((level.code for level in levels if key in (level.source, *level.source.split("+"))), None)
    if found is None:
        known = ", ".join(level.source for level in levels)
        raise NotFound(f"Overleg {shown(key)} hoort niet bij deze meting. Kies uit: {known}.")
    return found


def write_bytes(target: Path, data: bytes, *, replace: bool) -> None:
    """Write the whole file or nothing of it. Raises BadInput where it is there and may not be replaced, NotStored."""
    half = target.with_name(f".{secrets.token_hex(8)}.half")
    try:
        with half.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            half.replace(target)
        else:
            os.link(half, target)  # fails if somebody made the file meanwhile
    except FileExistsError:
        raise _there(target) from None
    except OSError as error:
        raise NotStored(f"{shown(str(target))} is niet te schrijven: {error.strerror}.") from None
    finally:
        half.unlink(missing_ok=True)


def _check_target(target: Path, *, force: bool) -> None:
    """Before anything is computed: the folder is there, and nothing is lost."""
    if not target.parent.is_dir():
        raise BadInput(f"De map van {shown(str(target))} bestaat niet; maak hem eerst.")
    if target.is_dir():
        raise BadInput(f"{shown(str(target))} is een map; geef de naam van een bestand.")
    if target.exists() and not force:
        raise _there(target)


def _there(target: Path) -> BadInput:
    return BadInput(f"{shown(str(target))} is er al; kies een andere naam, of geef --force mee.")
