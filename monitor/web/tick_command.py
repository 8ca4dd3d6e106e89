"""The command tick: does what is due, once; with --status it says when that was last done."""

from __future__ import annotations

import subprocess
import sys

import click
from flask import current_app

from monitor.services.clock import local_time
from monitor.services.tick_status import TOO_LONG, TickStatus, tick_status
from monitor.services.ticking import tick
from monitor.web.closer import start_closing
from monitor.web.commands import FAILED, one_sentence
from monitor.web.context import installation
from monitor.web.ticker import tell_faults


@click.command("tick")
@click.option("--status", is_flag=True, help="Zeg alleen wanneer dit voor het laatst is gedaan.")
@one_sentence
def tick_command(*, status: bool) -> None:
    """Do what is due: open, remind, send, close, erase. Beside another tick: nothing."""
    sound = _say_status(tick_status(installation())) if status else _tick()
    if not sound:
        sys.exit(FAILED)


def _tick() -> bool:
    """Do it, and wait for what is being closed: a timer's service ends its children. Gives whether all went well."""
    closers: list[subprocess.Popen[bytes]] = []
    root, instance = current_app.config["ROOT"], current_app.config["INSTANCE"]
    report = tick(installation(), close=lambda house, wave: closers.append(start_closing(root, instance, house, wave)))
    if report.busy:
        click.echo("Er is al een tick bezig; deze doet niets.")
    for line in report.done:
        click.echo(line)
    tell_faults(report)
    statuses = [closer.wait() for closer in closers]
    return not report.faults and not any(statuses)


def _say_status(found: TickStatus) -> bool:
    when = f"Het laatst gedaan: {local_time(found.last)}." if found.last else "Nog nooit gedaan."
    click.echo(when)
    if found.late:
        minutes = int(TOO_LONG.total_seconds() // 60)
        click.echo(
            f"Dat is langer dan {minutes} minuten geleden, en er wacht een meting. Draait run.py, of de timer?",
            err=True,
        )
    for house in found.failing:
        click.echo(f"Bij {house} ging toen iets mis; kijk in het logboek van de dienst.", err=True)
    return found.sound
