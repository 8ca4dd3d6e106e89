"""The commands: flask --app run ... Each prints plain sentences; exit status 0, or 2 with one clear sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from monitor.errors import Mismatch, MonitorError
from monitor.model import COMMAND, TICK, House
from monitor.services import key_backup, waves
from monitor.services.installation import create_link_key
from monitor.web.context import installation
from monitor.web.settings import DEFAULT_URL, instance_folder
from surveys.catalogue import catalogue
from surveys.errors import QuestionnaireError
from surveys.loader import load_questionnaire

P = ParamSpec("P")
FAILED = 2


def one_sentence(command: Callable[P, None]) -> Callable[P, None]:
    """Turn an error of ours into one sentence on standard error and exit status 2."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (MonitorError, QuestionnaireError) as error:
            click.echo(str(error), err=True)
            for path in error.paths if isinstance(error, Mismatch) else ():
                click.echo(f"  {path}", err=True)
            sys.exit(FAILED)

    return wrapped


def install(app: Flask) -> None:
    """Give the application its commands."""
    from monitor.web.account_commands import account
    from monitor.web.audit_command import audit_group
    from monitor.web.benchmark_commands import benchmark
    from monitor.web.export_command import export
    from monitor.web.file_commands import analyse  # they take `one_sentence` from here
    from monitor.web.mail_commands import mail
    from monitor.web.report_command import report
    from monitor.web.retention_command import retention
    from monitor.web.table_command import check_table
    from monitor.web.tick_command import tick_command

    for command in (
        *(questionnaires, close, verify_publication, account, keys, house, demo_group, analyse, check_table),
        *(retention, tick_command, audit_group, mail, export, report, benchmark),
    ):
        app.cli.add_command(command)


@click.command("questionnaires")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@one_sentence
def questionnaires(file: Path | None) -> None:
    """List the questionnaires and check them; with FILE, check that one."""
    if file is not None:
        found = load_questionnaire(file)
        click.echo(f"{found.id} {found.version}: {len(found.items)} stellingen, bruikbaar.")
        return
    entries = catalogue([current_app.config["INSTANCE"] / "questionnaires"])
    for found in entries.questionnaires:
        click.echo(
            f"{found.id} {found.version}: {found.title['nl']}; {len(found.items)} stellingen in "
            f"{len(found.aspects)} aspecten; sha256 {found.sha256}"
        )
    for error in entries.errors:
        click.echo(str(error), err=True)
    if entries.errors:
        sys.exit(FAILED)


@click.command("close")
@click.argument("house")
@click.argument("wave")
@click.option("--early", is_flag=True, help="Sluit ook als de meting nog loopt of er nog iemand bezig is.")
@click.option("--by-program", is_flag=True, hidden=True)
@one_sentence
def close(house: str, wave: str, *, early: bool, by_program: bool) -> None:
    """Close WAVE of HOUSE: compute everything once and freeze the publication."""
    from monitor.services import publishing  # the statistics take a second to load; other commands do without

    closed = publishing.close_wave(installation(), house, wave, early=early, actor=TICK if by_program else COMMAND)
    click.echo(f"Meting {wave} van {house} is gesloten. Kenmerk van de publicatie (SHA-256): {closed.sha256}")
    if not closed.wiped:
        click.echo("Let op: wat gewist is staat nog in het -wal-bestand. Geef deze opdracht straks nog een keer.")


@click.command("verify-publication")
@click.argument("house")
@click.argument("wave")
@one_sentence
def verify_publication(house: str, wave: str) -> None:
    """Compute the publication of WAVE again from the vault and compare it, field by field."""
    from monitor.services import publishing  # as in `close`

    for note in publishing.verify_publication(installation(), house, wave):
        click.echo(f"Let op, andere versie: {note}.")
    click.echo(f"De publicatie van {wave} klopt: elk getal komt weer uit de kluis.")


keys = AppGroup("keys", help="The key of the links.")


@keys.command("create")
@one_sentence
def create_keys() -> None:
    """Draw the key that makes the links. Keep a copy of it, apart from the backups."""
    path = create_link_key(current_app.config["INSTANCE"])
    click.echo(f"De sleutel staat in {path}. Bewaar een kopie, apart van de back-ups van de databases.")


@keys.command("confirm")
@one_sentence
def confirm_keys() -> None:
    """Confirm that a copy of the link key lies apart from the backups; the first invitation waits for that."""
    key_backup.confirm_key_backup(installation(), COMMAND)
    click.echo("Bevestigd: er ligt een kopie van de sleutel, apart van de back-ups.")


house = AppGroup("house", help="Veiligheidshuizen of this installation.")


@house.command("create")
@click.argument("house_id", metavar="ID")
@click.option("--name", required=True, help="Zoals de naam op de schermen staat.")
@click.option("--contact", required=True, help="Wie partners iets kunnen vragen, zoals zij het lezen.")
@one_sentence
def create_house(*, house_id: str, name: str, contact: str) -> None:
    """Make the house ID (small letters, digits and hyphens), still without overleggen and partners."""
    own = installation()
    made = House(house_id, name, contact, own.invented)
    waves.create_house(own, made, entries=(), overleggen=(), partners=(), actor=COMMAND)
    click.echo(f"{name} is gemaakt, als {house_id}.")


demo_group = AppGroup("demo", help="The invented house.")


@demo_group.command("create")
@click.option("--folder", type=click.Path(path_type=Path), help="Standaard: instance/demo.")
@click.option("--url", default=DEFAULT_URL, help="Adres waaronder de demo te zien zal zijn.")
@one_sentence
def create_demo(*, folder: Path | None, url: str) -> None:
    """Make the invented house with its waves, its account and its links, if it is not there yet."""
    from monitor.services import demo  # it closes waves, so it loads the statistics

    target = (folder or instance_folder(current_app.config["ROOT"], {}) / "demo").resolve()
    for line in demo.describe(demo.ensure_demo(target), base_url=url):
        click.echo(line)
