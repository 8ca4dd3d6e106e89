"""The command that writes a report as a PDF, without a running server."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from monitor.errors import BadInput
from monitor.results import Frozen
from monitor.services import reading, reporting
from monitor.services.clock import local_date
from monitor.services.installation import Installation
from monitor.services.narrowing import only_overleg
from monitor.services.years import read_years, waves_until
from monitor.web.commands import one_sentence
from monitor.web.context import installation
from monitor.web.report_pages import beside_of, draw_partners, draw_report, years_of
from monitor.web.seen import questionnaire_of
from monitor.web.views.report import house_report, overleg_report
from monitor.web.views.report_partners import partners_page
from monitor.web.written_files import check_target, find_overleg, write_file
from surveys.errors import shown


@click.command("report")
@click.argument("house")
@click.argument("wave")
@click.option("--overleg", metavar="KEY", help="Kenmerk van een overleg: het rapport gaat alleen daarover.")
@click.option("--partners", is_flag=True, help="De ene pagina voor de partners.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Bestand dat gemaakt wordt.")
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is.")
@one_sentence
def report(house: str, wave: str, *, overleg: str | None, partners: bool, output: Path, force: bool) -> None:
    """Write the report on WAVE of HOUSE as a PDF."""
    if overleg is not None and partners:
        raise BadInput("Kies --overleg of --partners, niet allebei.")
    check_target(output, force=force)
    own = installation()
    found = reading.get_publication(own, house, wave)
    html = _partners(own, found) if partners else _report(own, found, overleg)
    pdf = reporting.make_pdf(own, html)
    write_file(output, pdf, force=force)
    inside = "" if partners else " Dit rapport is voor lezers binnen het huis."
    click.echo(f"Het rapport staat in {shown(str(output))}.{inside}")


def _report(own: Installation, found: Frozen, overleg: str | None) -> str:
    publication = found.publication
    house, wave = publication.house, publication.wave
    record, questionnaire, today = reading.get_house(own, house), questionnaire_of(found), local_date(own.now())
    level = None if overleg is None else find_overleg(own, house, wave, overleg)
    beside = beside_of(own, house, wave, overleg=level.source if level else "")
    if level is None:
        whole = house_report(record, found, questionnaire, beside, made_on=today, years=years_of(own, house, wave))
        return draw_report("house", whole)
    # Whoever gets the file may see this overleg only.
    as_seen = partial(reading.narrow_for, own, may_see=only_overleg(overleg or ""))
    found, years = as_seen(found), read_years(waves_until(own, house, wave), as_seen=as_seen)
    form = reading.overlegvorm_beside(own, house, wave, level.code, seen=(level.code,))
    made = overleg_report(record, found, questionnaire, beside, level.code, made_on=today, form=form, years=years)
    return draw_report("overleg", made)


def _partners(own: Installation, found: Frozen) -> str:
    publication = found.publication
    house = reading.get_house(own, publication.house)
    beside = beside_of(own, publication.house, publication.wave)
    return draw_partners(partners_page(house, publication, questionnaire_of(found), beside))
