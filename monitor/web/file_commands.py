"""The command analyse: a file of answers in, the whole report out. No key, no database, no house."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app

from monitor.errors import BadInput, NotStored
from monitor.web.commands import one_sentence
from surveys.errors import shown

if TYPE_CHECKING:
    from monitor.results.analysis import Analysis

PATIENCE = 1.0
"""Seconds before anything is said about the progress."""


@click.command("analyse")
@click.argument("answers")
@click.option("--frame", help="Lijst met genodigden: een rij per persoon, met de kolom uitkomst.")
@click.option("--questionnaire", default="stappenmeter-doelbereik", show_default=True, help="ID of ID:VERSIE.")
@click.option("--no-opinion-code", type=int, metavar="GETAL", help="Het getal dat in dit bestand geen oordeel is.")
@click.option("--minimum", type=int, default=5, show_default=True, help="Kleinste groep die getoond wordt; 1: alle.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option("--output", metavar="BESTAND", help="Zet het verslag in dit bestand in plaats van op het scherm.")
@one_sentence
def analyse(
    *,
    answers: str,
    frame: str | None,
    questionnaire: str,
    no_opinion_code: int | None,
    minimum: int,
    form: str,
    output: str | None,
) -> None:
    """Analyse the answers in the file ANSWERS (CSV or .xlsx): the whole report, without a database."""
    from monitor.services import analysing  # the statistics: other commands do without

    target = _check_output(output, (answers, frame)) if output is not None else None
    progress = Progress()
    try:
        found = analysing.analyse(
            analysing.Files(answers, frame, no_opinion_code),
            analysing.find_questionnaire(questionnaire, (current_app.config["INSTANCE"] / "questionnaires",)),
            minimum=minimum,
            progress=progress.say,
        )
        text = write_report(found, form)
    finally:
        progress.clear()
    if target is None:
        print_report(text)
    else:
        write_file(target, text)


def write_report(found: Analysis, form: str) -> str:
    """Give the analysis as "text", "json" or "html"."""
    if form == "json":
        from monitor.exports.analysis_json import to_json

        return to_json(found)
    if form == "html":
        from monitor.web.analyse_page import render

        return render(found)
    from monitor.exports.analysis_text import to_text

    return to_text(found)


def print_report(text: str) -> None:
    """Print to a terminal in its own encoding, into a file or another program always in UTF-8."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    if sys.stdout.isatty():
        click.echo(text.encode(encoding, errors="replace").decode(encoding), nl=False)
    else:
        click.echo(text.encode(), nl=False)


def _check_output(output: str, given: tuple[str | None, ...]) -> Path:
    """The file to write, checked before anything is computed: its folder is there and it is none of those read."""
    target = Path(output)
    try:
        if not target.parent.is_dir():
            raise BadInput(f"De map van {shown(output)} bestaat niet; maak hem eerst.")
        if target.is_dir() or (target.exists() and not target.is_file()):
            raise BadInput(f"{shown(output)} is geen bestand; kies een andere naam voor --output.")
        sources = [Path(name.partition(".xlsx#")[0] + ".xlsx" if ".xlsx#" in name else name) for name in given if name]
        if target.exists() and any(source.exists() and target.samefile(source) for source in sources):
            raise BadInput(f"{shown(output)} is zelf een van de bestanden die gelezen worden; kies een andere naam.")
    except (OSError, ValueError) as error:
        raise BadInput(f"{shown(output)} kan geen naam van een bestand zijn; kies een andere naam.") from error
    return target


def write_file(target: Path, text: str) -> None:
    """Write the whole file or nothing of it; one that was there is replaced, with its rights. NotStored if it fails."""
    half = target.with_name(f".{secrets.token_hex(8)}.half")
    try:
        with half.open("xb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, half)
        half.replace(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise NotStored(f"{shown(str(target))} is niet te schrijven; kijk de rechten en de ruimte na.") from error


class Progress:
    """One line on a terminal that says what is being done, once it takes longer than a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown = False

    def say(self, text: str) -> None:
        """Replace the line; nothing where standard error is no terminal."""
        if not sys.stderr.isatty() or time.monotonic() - self._began < PATIENCE:
            return
        width = max(20, shutil.get_terminal_size().columns - 1)
        click.echo(f"\r{f'{text} …'[:width]:<{width}}", nl=False, err=True)
        self._shown = True

    def clear(self) -> None:
        """Leave no trace of the line."""
        if self._shown:
            width = max(20, shutil.get_terminal_size().columns - 1)
            click.echo(f"\r{'':<{width}}\r", nl=False, err=True)
            self._shown = False
