"""The commands about accounts: the first administrator of an installation, a password, a lost second factor."""

from __future__ import annotations

from datetime import date, datetime

import click
from flask.cli import AppGroup

from monitor.model import COMMAND, INSTALLATION_ROLES, Right, Role
from monitor.services import accounts, second_factor
from monitor.web.commands import one_sentence
from monitor.web.context import installation

account = AppGroup("account", help="Accounts of people who sign in.")


@account.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Zoals de naam op de schermen staat.")
@click.option("--house", default="", help="Weglaten bij een beheerder of benchmarkanalist.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--overleg", help="Sleutel van het overleg, voor een procesmanager.")
@click.option("--purpose", default="", help="Waarvoor een onderzoeker de antwoorden gebruikt.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Laatste dag van een onderzoeker.")
@click.option("--password", help="Wordt gevraagd als u het weglaat; zet het liever niet in de opdracht.")
@one_sentence
def add_account(
    *,
    email: str,
    name: str,
    house: str,
    role: str,
    overleg: str | None,
    purpose: str,
    until: datetime | None,
    password: str | None,
) -> None:
    """Make an account for EMAIL, or give an existing account another right; it then keeps its password."""
    if password is None and not accounts.is_known(installation(), email):
        password = click.prompt("Wachtwoord", hide_input=True, confirmation_prompt="Nog een keer")
    last: date | None = until.date() if until else None
    right = Right(house, Role(role), overleg, purpose, last)
    accounts.add_account(installation(), email=email, name=name, password=password or "", right=right)
    place = "de installatie" if right.role in INSTALLATION_ROLES else house
    click.echo(f"{accounts.normalise_email(email)} is nu {role} van {place}.")


@account.command("password")
@click.argument("email")
@click.password_option()
@one_sentence
def set_password(*, email: str, password: str) -> None:
    """Give the account of EMAIL a new password and end its sessions."""
    accounts.set_password(installation(), email=email, password=password)
    click.echo("Het wachtwoord is vervangen; wie was ingelogd, is uitgelogd.")


@account.command("reset-second-factor")
@click.argument("email")
@one_sentence
def reset_second_factor(*, email: str) -> None:
    """Take the second factor of EMAIL away; it is set up again at the next sign-in."""
    found = accounts.find_account(installation(), email).account
    second_factor.reset(installation(), found.id, actor=COMMAND)
    click.echo("De tweede factor is weggehaald; bij het inloggen wordt een nieuwe ingesteld waar dat moet.")


@account.command("delete")
@click.argument("email")
@one_sentence
def delete_account(*, email: str) -> None:
    """Destroy the account of EMAIL, which must have been switched off; the log keeps the name."""
    wiped = accounts.delete_account(installation(), email)
    click.echo("Het account is gewist. In het logboek blijft de naam staan bij wat er is gedaan.")
    if not wiped:
        click.echo("Sporen ervan staan nog even in het bestand; de volgende tick ruimt ze op.")
