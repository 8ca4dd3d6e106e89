"""The commands for mail: send what is due, try the mail server, and count what would go out."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from monitor.mail.delivery import Outcome
from monitor.mail.explaining import explain
from monitor.model import COMMAND
from monitor.services import delivering, reading
from monitor.services.local_time import say_instant
from monitor.services.mail_results import Sent
from monitor.web.commands import FAILED, one_sentence
from monitor.web.context import installation

mail = AppGroup("mail", help="Mails that wait, and the mail server.")


@mail.command("send")
@click.argument("house", required=False)
@one_sentence
def send(house: str | None) -> None:
    """Send what is due, of HOUSE or of every house, and the mails about accounts; at most what may go in a minute."""
    own = installation()
    stopped = False
    for name in [house] if house else reading.get_houses(own):
        stopped |= _say(name, delivering.send_due(own, name, actor=COMMAND))
    if house is None:
        stopped |= _say("accounts", delivering.send_account_mails(own))
    if stopped:
        sys.exit(FAILED)


def _say(name: str, sent: Sent) -> bool:
    """Print what a batch came to; whether the mail server stopped it."""
    if sent.busy:
        click.echo(f"{name}: een ander programma is al aan het versturen.")
        return False
    click.echo(f"{name}: {sent.sent} verstuurd, {sent.failed} mislukt, {sent.later} later, {sent.left} wachten nog.")
    if sent.fault is not None:
        click.echo(explain(sent.fault), err=True)
    return sent.fault is not None


@mail.command("test")
@click.argument("address")
@one_sentence
def try_server(address: str) -> None:
    """Send one mail to ADDRESS, to try the mail server."""
    delivered = delivering.send_test(installation(), address, actor=COMMAND)
    if delivered.outcome is not Outcome.ACCEPTED:
        click.echo(explain(delivered), err=True)
        sys.exit(FAILED)
    click.echo("De mailserver nam de mail aan. Kijk of hij aankomt, ook in de map met ongewenste mail.")


@mail.command("dry-run")
@click.argument("house")
@click.argument("wave")
@one_sentence
def dry_run(house: str, wave: str) -> None:
    """Count what would go out in WAVE of HOUSE; nothing is sent, and nobody is named."""
    found = delivering.dry_run(installation(), house, wave)
    if found.over:
        click.echo("De meting is dicht. Er gaan geen mails meer uit.")
        return
    click.echo(f"Uitnodigingen en links die nog weggaan: {found.waiting}.")
    for moment in found.reminders:
        click.echo(f"Herinnering op {say_instant(moment)}.")
    if found.silent is None:
        click.echo("Naar hoeveel partners een herinnering gaat, is nu niet te zeggen zonder iemand te verraden.")
    else:
        click.echo(f"Een herinnering gaat naar ten hoogste {found.silent} partners (stand van vanochtend).")
    click.echo(f"Ten hoogste {found.per_minute} mails per minuut en {found.per_day} per dag.")
    if found.paused:
        click.echo("De mails van deze meting staan stil, tot de coördinator ze weer laat gaan.")
