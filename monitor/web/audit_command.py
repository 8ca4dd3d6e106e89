"""The commands on the audit log: is it whole, and everything in it as JSON lines."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import AppGroup

from monitor.errors import NotStored
from monitor.services import audit
from monitor.services.installation import Installation
from monitor.store.database import Database
from monitor.web.commands import one_sentence
from monitor.web.context import installation

audit_group = AppGroup("audit", help="The audit log of a house, or of the installation.")


@audit_group.command("verify")
@click.argument("house", required=False)
@one_sentence
def verify(house: str | None) -> None:
    """Compute the chain of the log of HOUSE again (without HOUSE: of the installation)."""
    db, name = log_of(installation(), house)
    number, mark = audit.verify(db), audit.last_mark(db)
    if not number:
        click.echo(f"Het logboek van {name} is nog leeg.")
        return
    click.echo(f"Het logboek van {name} klopt, van regel 1 tot en met regel {number}.")
    click.echo(f"Kenmerk van regel {mark.number} (SHA-256): {mark.hash}")
    click.echo("Bewaar regel en kenmerk ergens anders: alleen zo blijkt later of er aan het eind iets is afgeknipt.")


@audit_group.command("export")
@click.argument("house", required=False)
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Bestand; het mag er nog niet zijn.")
@one_sentence
def export(house: str | None, output: Path) -> None:
    """Write the log of HOUSE (without HOUSE: of the installation) to a file, a line of JSON per line."""
    db, name = log_of(installation(), house)
    count = 0
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            for line in audit.export(db):
                file.write(f"{line}\n")
                count += 1
    except OSError as error:
        raise NotStored(f"{output} is niet te schrijven: {error.strerror}.") from None
    click.echo(f"{count} regels van het logboek van {name} staan in {output}. Er staan namen van collega's in.")


def log_of(own: Installation, house: str | None) -> tuple[Database, str]:
    """The database that holds the log, and how to call it. Raises NotFound."""
    return (own.house(house), house) if house else (own.directory(), "de installatie")
