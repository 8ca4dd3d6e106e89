"""The command export: the results of a closed wave as one file, from the publication alone."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.results.rules import LEAST_OUTSIDE
from monitor.services import exporting, reading
from monitor.services.narrowing import only_overleg
from monitor.web.commands import one_sentence
from monitor.web.context import installation
from monitor.web.seen import questionnaire_of
from monitor.web.written_files import check_target, find_overleg, write_file
from surveys.errors import shown


@click.command("export")
@click.argument("house")
@click.argument("wave")
@click.option("--format", "form", type=click.Choice(list(exporting.FORMATS)), default="xlsx", show_default=True)
@click.option("--outside", is_flag=True, help=f"Alleen wat het huis uit mag: vanaf {LEAST_OUTSIDE} mensen.")
@click.option("--overleg", metavar="KEY", help="Alleen dit overleg, zoals zijn procesmanager het ziet.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Bestand dat gemaakt wordt.")
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is.")
@one_sentence
def export(*, house: str, wave: str, form: str, outside: bool, overleg: str | None, output: Path, force: bool) -> None:
    """Write the results of the closed WAVE of HOUSE to a file."""
    own = installation()
    check_target(output, force=force)
    frozen = reading.get_publication(own, house, wave)
    code = None
    if overleg is not None:  # whoever gets the file may see this overleg only
        code = find_overleg(own, house, wave, overleg).code
        frozen = reading.narrow_for(own, frozen, only_overleg(overleg))
    made = exporting.results_file(own, frozen, questionnaire_of(frozen), form=form, outside=outside, overleg=code)
    write_file(output, made.data, force=force)
    whom = "Dit mag het huis uit." if outside else "Voor wie in het huis werkt; wat het huis uit mag, maakt --outside."
    click.echo(f"De uitkomsten van {wave} van {house} staan in {shown(str(output))}. {whom}")
