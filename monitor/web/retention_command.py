"""The command retention: destroys answers whose date has come, and says plainly what it did and what is left."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from flask.cli import AppGroup

from monitor.model import COMMAND
from monitor.services.clock import plain_date
from monitor.services.retention import ErasedWave, Erasure, erase_due, erase_everywhere
from monitor.web.commands import FAILED, one_sentence
from monitor.web.context import installation

retention = AppGroup("retention", help="Answers that are to go at their retention date.")
_KINDS = {
    "vault_chunk": ("blok antwoorden", "blokken antwoorden"),
    "vault_frame": ("telling van de respons", "tellingen van de respons"),
    "sealed_words": ("open antwoord", "open antwoorden"),
    "sealed_contact": ("achtergelaten mailadres", "achtergelaten mailadressen"),
    "sealed_edit": ("besluit over een open antwoord", "besluiten over open antwoorden"),
}


@retention.command("run")
@click.argument("house", required=False)
@click.option("--dry-run", is_flag=True, help="Zeg alleen wat er gewist zou worden.")
@one_sentence
def run(*, house: str | None, dry_run: bool) -> None:
    """Destroy the answers of closed waves whose retention date has come, in HOUSE or in every house."""
    own = installation()
    found: list[Erasure] = []
    faults: dict[str, str] = {}
    if house:
        found = [erase_due(own, house, dry_run=dry_run, actor=COMMAND)]
    else:
        found, faults = erase_everywhere(own, dry_run=dry_run, actor=COMMAND)
    for line in (line for one in found for line in describe(one)):
        click.echo(line)
    if not found and not faults:
        click.echo("Er zijn nog geen huizen; er is niets te wissen.")
    for name, fault in faults.items():
        click.echo(f"Huis {name} is overgeslagen: {fault}", err=True)
    if faults:
        sys.exit(FAILED)


def describe(found: Erasure) -> Iterator[str]:
    """The report of one house, in sentences."""
    dry = found.wiped is None
    yield f"{found.house}, {plain_date(found.day)}{' (proef: er is niets veranderd)' if dry else ''}:"
    for wave in found.erased:
        yield f"  {_say_erased(wave, dry=dry)}"
    if not found.erased:
        yield "  Er is geen gesloten meting waarvan de antwoorden nu weg moeten."
    if found.wiped is False:
        yield (
            "  Let op: het wissen wordt nog afgerond. Wat gewist is, staat nog in het -wal-bestand, omdat iemand de "
            "database leest. Geef deze opdracht straks nog een keer."
        )
    elif found.wiped:
        what = "Wat nu gewist is" if found.erased else "Wat eerder gewist is"
        yield f"  {what}, staat ook niet meer in de bestanden van de database. Denk nog aan oude back-ups."
    for late in found.overdue:
        yield (
            f"  Let op: {late.name} ({late.id}) had op {plain_date(late.retention_date)} gewist moeten zijn, maar is "
            f"nooit gesloten. Sluit hem eerst: close {found.house} {late.id}."
        )
    if found.idle_partners:
        yield f"  {_say_idle(found.idle_partners)}"


def _say_erased(wave: ErasedWave, *, dry: bool) -> str:
    counted = [f"{number} {_KINDS[table][number != 1]}" for table, number in wave.rows.items() if number]
    what = ", ".join([*counted, "het sleuteldeel"])
    done = "zou gewist worden" if dry else "gewist"
    day = plain_date(wave.retention_date)
    return f"{wave.name} ({wave.wave}), bewaardatum {day}: {done}: {what}. De uitkomsten blijven."


def _say_idle(number: int) -> str:
    who = "1 partner hoort" if number == 1 else f"{number} partners horen"
    return f"{who} bij geen enkel overleg meer. Kijk of die nog op de lijst moeten staan; er is niets gewist."
