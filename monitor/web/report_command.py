"""The command that writes a report as a PDF, without a running server."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.errors import BadInput, NotFound, NotStored
from monitor.results import Frozen
from monitor.services import reading, reporting
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.web.commands import one_sentence
from monitor.web.context import installation
from monitor.web.report_pages import beside_of, draw_partners, draw_report, years_of
from monitor.web.views.report import house_report, overleg_report
from monitor.web.views.report_partners import partners_page
from surveys.questionnaire import Questionnaire


@click.command("report")
@click.argument("house")
@click.argument("wave")
@click.option("--overleg", metavar="KEY", help="Kenmerk van een overleg: het rapport gaat alleen daarover.")
@click.option("--partners", is_flag=True, help="De ene pagina voor de partners.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Bestand; het mag er nog niet zijn.")
@one_sentence
def report(house: str, wave: str, *, overleg: str | None, partners: bool, output: Path) -> None:
    """Write the report on WAVE of HOUSE as a PDF."""
    if overleg is not None and partners:
        raise BadInput("Kies --overleg of --partners, niet allebei.")
    own = installation()
    found = reading.get_publication(own, house, wave)
    html = _partners(own, found) if partners else _report(own, found, overleg)
    pdf = reporting.make_pdf(own, html)
    _write(output, pdf)
    inside = "" if partners else " Dit rapport is voor lezers binnen het huis."
    click.echo(f"Het rapport staat in {output}.{inside}")


def _report(own: Installation, found: Frozen, overleg: str | None) -> str:
    publication = found.publication
    house, wave = publication.house, publication.wave
    record, questionnaire, today = reading.get_house(own, house), _questionnaire(own, found), local_date(own.now())
    years, beside = years_of(own, house, wave), beside_of(own, house, wave, overleg=overleg or "")
    if overleg is None:
        whole = house_report(record, found, questionnaire, beside, made_on=today, years=years)
        return draw_report("house", whole)
    code = _code_of(own, house, wave, overleg)
    return draw_report(
        "overleg", overleg_report(record, found, questionnaire, beside, code, made_on=today, years=years)
    )


def _partners(own: Installation, found: Frozen) -> str:
    publication = found.publication
    house = reading.get_house(own, publication.house)
    beside = beside_of(own, publication.house, publication.wave)
    return draw_partners(partners_page(house, publication, _questionnaire(own, found), beside))


def _questionnaire(own: Installation, found: Frozen) -> Questionnaire:
    publication = found.publication
    return own.questionnaire_as_opened(
        publication.questionnaire, publication.questionnaire_version, publication.questionnaire_sha256
    )


def _code_of(own: Installation, house: str, wave: str, key: str) -> int:
    levels = reading.overleggen_of(own, house, wave)
    code = next((level.code for level in levels if level.source == key), None)
    if code is None:
        known = ", ".join(level.source for level in levels)
        raise NotFound(f"Overleg {key} hoort niet bij meting {wave}. Bekend zijn: {known}.")
    return code


def _write(output: Path, pdf: bytes) -> None:
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pdf)
    except OSError as error:
        raise NotStored(f"{output} is niet te schrijven: {error.strerror}.") from None
