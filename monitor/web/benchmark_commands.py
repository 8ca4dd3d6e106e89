"""The commands of the benchmark: what a house does with its own file, and what the analyst does with those of many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from monitor.errors import BadInput, NotFound, NotStored
from monitor.model import COMMAND
from monitor.services.benchmark import making, national, register, signing
from monitor.services.benchmark.register import Taken
from monitor.store.national import HouseContext
from monitor.web.commands import one_sentence
from monitor.web.context import installation
from monitor.web.written_files import check_target, write_file
from surveys.errors import shown

REFUSED = 1
"""Exit status where a file was refused; the others were taken."""

benchmark = AppGroup("benchmark", help="Houses beside each other: the file that a house gives, and merging them.")


@benchmark.command("key")
@click.argument("house")
@one_sentence
def key(house: str) -> None:
    """Make the key with which HOUSE signs its files, or tell its fingerprint again."""
    fingerprint = signing.make_key(installation(), house)
    click.echo(f"Kenmerk van de sleutel van {house}: {fingerprint}")
    click.echo("Geef dit kenmerk per telefoon of op papier aan de benchmarkanalist, niet samen met het bestand.")
    click.echo(
        f"Bewaar {signing.key_path(installation(), house)} zoals de sleutel van de links: apart van de back-ups."
    )


@benchmark.command("codes")
@click.argument("house")
@click.option("--set", "changed", nargs=3, metavar="LIST ENTRY CODE", help="Zeg wat een naam landelijk is; '-': niets.")
@one_sentence
def codes(house: str, changed: tuple[str, str, str] | None) -> None:
    """Show under which national code the names in the lists of HOUSE are compared."""
    own = installation()
    if changed:
        name, entry, code = changed
        kind = next((kind for kind in national.KINDS if kind.value == name), None)
        if kind is None:
            raise NotFound(f"Kies uit de lijsten: {', '.join(national.KINDS)}.")
        national.set_meaning(own, house, kind=kind, entry=entry, code="" if code == "-" else code, actor=COMMAND)
    for one in national.list_meanings(own, house):
        click.echo(f"{one.kind.value:<14}{one.entry:<32}{one.code or '(vergelijken wij niet)'}")


@benchmark.command("context")
@click.argument("house")
@click.option("--inhabitants", type=int, help="Inwoners van het gebied van het huis.")
@click.option("--founded", type=int, help="Jaar waarin het huis begon.")
@one_sentence
def context(house: str, inhabitants: int | None, founded: int | None) -> None:
    """Tell what stands beside the numbers of HOUSE; what is left out is not told."""
    national.set_context(installation(), house, HouseContext(inhabitants, founded), actor=COMMAND)
    click.echo("Dit staat voortaan in het bestand van het huis.")


@benchmark.command("export")
@click.argument("house")
@click.argument("wave")
@click.option("--output", type=click.Path(path_type=Path), help="Bestand dat gemaakt wordt.")
@click.option("--preview", is_flag=True, help="Laat zien wat erin zou staan; er wordt niets gemaakt of ondertekend.")
@click.option("--withdraw", is_flag=True, help="Maak het bestand waarmee het huis deze meting terugneemt.")
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is.")
@one_sentence
def export(*, house: str, wave: str, output: Path | None, preview: bool, withdraw: bool, force: bool) -> None:
    """Write the signed benchmark file of the closed WAVE of HOUSE. Who gets it, the house decides."""
    own = installation()
    make = making.make_withdrawal if withdraw else making.make_file
    file = make(own, house, wave)
    if preview:
        click.echo(making.content_text(file))
        return
    if output is None:
        raise BadInput("Zeg met --output waar het bestand moet komen, of bekijk het eerst met --preview.")
    check_target(output, force=force)
    write_file(output, making.give(own, file, actor=COMMAND).encode(), force=force)
    what = "neemt het huis deze meting terug" if withdraw else "staat alles wat het huis deelt"
    click.echo(f"In {shown(str(output))} {what}. Geef het bestand aan de benchmarkanalist als het huis dat wil.")


@benchmark.command("register")
@click.argument("house")
@click.argument("fingerprint")
@one_sentence
def register_house(house: str, fingerprint: str) -> None:
    """Enter HOUSE in the register with the FINGERPRINT of its key, as the house told it."""
    register.register_house(installation(), house, fingerprint, actor=COMMAND)
    click.echo(f"{house} staat in het register. Bestanden van dit huis zijn vanaf nu welkom.")


@benchmark.command("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@one_sentence
def import_files(source: Path) -> None:
    """Take in a file, or every .json file in a folder. Exit status 1 if one was refused; the others are in."""
    try:
        taken = register.take_files(installation(), register.read_files(source), actor=COMMAND)
    except OSError as error:
        raise NotStored(f"{shown(str(source))} is niet te lezen: {error.strerror}.") from None
    for line in _describe(taken):
        click.echo(line)
    if any(one.refused for one in taken):
        sys.exit(REFUSED)


@benchmark.command("list")
@one_sentence
def list_files() -> None:
    """Show the register: which house gave what, when."""
    own = installation()
    for house in register.list_houses(own):
        click.echo(f"{house.house}  {house.fingerprint}  sinds {house.registered_at}")
        for one in register.list_files(own):
            if one.house == house.house:
                state = "telt mee" if one.counts else "teruggenomen" if one.withdrawn else "vervangen"
                click.echo(f"  {one.wave}  {one.questionnaire} {one.version}  gemaakt {one.made_at}  {state}")


@benchmark.command("merge")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), help="Bestand voor de uitkomst; anders op het scherm.")
@click.option("--force", is_flag=True, help="Vervang het bestand als het er al is.")
@one_sentence
def merge(directory: Path, output: Path | None, *, force: bool) -> None:
    """Merge the files in DIRECTORY of houses in the register, and give the sums as JSON. Nothing is stored."""
    from monitor.services.benchmark import folder, merged_json  # with scipy; the other commands do without

    own = installation()
    if output is not None:
        check_target(output, force=force)
    known = folder.Known(register.known_keys(own), register.taken_back(own), own.invented)
    merged = folder.merge_folder(directory, known)
    text = json.dumps(merged_json.merged_record(merged), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text.encode(), force=force)
        click.echo(f"{merged.files} bestanden samengenomen, {len(merged.refused)} geweigerd: {shown(str(output))}")
    if merged.refused:
        sys.exit(REFUSED)


def _describe(taken: Sequence[Taken]) -> Iterator[str]:
    for one in taken:
        if one.refused:
            yield f"{shown(one.name)}: GEWEIGERD. {one.refused}"
        else:
            what = "teruggenomen" if one.withdrawn else "vervangt een ouder bestand" if one.replaced else "opgenomen"
            yield f"{shown(one.name)}: {one.house} {one.wave}, {what}."
    refused = sum(1 for one in taken if one.refused)
    yield f"{len(taken) - refused} opgenomen, {refused} geweigerd."
