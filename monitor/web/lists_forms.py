"""The forms of a house's own lists: the house, names, overleggen, partners, and the steps of an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FileField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from monitor.errors import BadInput, OutOfOrder, Refused
from monitor.model import House, ListKind
from monitor.services.grouping import GENDERS
from monitor.services.letter_words import LANGUAGES
from monitor.services.names import check_contact, read_email, read_name
from monitor.services.overleggen import OverlegLine, read_overleg_name
from monitor.services.partner_list import read_person
from monitor.store.lists import Overleg, Partner
from monitor.web.forms import BoundForm
from monitor.web.signed_in import session_meta

Choices = Sequence[tuple[str, str]]
NO_REGION = ("", "geen regio")
_CHOOSE = ("", "Kies …")


def said_by(read: Callable[[str], object]) -> Callable[[BoundForm, Field], None]:
    """A check that says what a function of ours says of bad input."""

    def check(_form: BoundForm, field: Field) -> None:
        try:
            read(field.data or "")
        except BadInput as error:
            raise ValidationError(str(error)) from error

    return check


def carried_out(form: BoundForm, change: Callable[[], object]) -> bool:
    """Whether a change went well; what was wrong with it stands above the form."""
    try:
        change()
    except (BadInput, Refused, OutOfOrder) as error:
        form.form_errors.append(str(error))
        return False
    return True


def posted(kind: type[BoundForm], **values: Any) -> Any:
    """A form as it came in, bound to the session; of a GET with the values given."""
    return _bound(kind, request.form if request.method == "POST" else None, values)


def fresh(kind: type[BoundForm], **values: Any) -> Any:
    """A form with the values given, whatever was posted to another form of the page."""
    return _bound(kind, None, values)


def _bound(kind: type[BoundForm], form: Any, values: Mapping[str, Any]) -> BoundForm:
    return kind(form, meta=session_meta(), **values)


class Select(StringField):
    """One of `choices`, which a form sets; what is not among them gets a plain sentence."""

    def __init__(self, *, choices: Choices = (), **options: Any) -> None:
        super().__init__(**options)
        self.choices: Choices = choices

    def pre_validate(self, form: Any) -> None:
        if self.data not in [value for value, _ in self.choices]:
            raise ValidationError("Maak een keuze uit de lijst.")
        if not self.data and _CHOOSE in self.choices:
            raise ValidationError("Maak een keuze.")


class SelectSeveral(Field):
    """Any number of `choices`, as ticks."""

    choices: Choices = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = tuple(valuelist)

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - {value for value, _ in self.choices}:
            raise ValidationError("Kies overleggen uit de lijst.")


class HouseForm(BoundForm):
    """What the house says of itself."""

    name = StringField(validators=[said_by(read_name)])
    contact = TextAreaField(
        filters=[lambda text: (text or "").replace("\r\n", "\n")], validators=[said_by(check_contact)]
    )
    reply_to = EmailField(validators=[Optional(), said_by(read_email)])
    asks_gender = BooleanField()
    wipe = BooleanField()

    def house(self, found: House) -> House:
        """The house as it would become."""
        return replace(
            found,
            name=self.name.data or "",
            contact=self.contact.data or "",
            reply_to=self.reply_to.data or "",
            asks_gender=bool(self.asks_gender.data),
        )


class NameForm(BoundForm):
    """A new name in a list."""

    name = StringField(validators=[said_by(read_name)])


class EntryForm(NameForm):
    """A name and its other spellings, one a line."""

    aliases = TextAreaField()


class MergeForm(BoundForm):
    """Into which other name."""

    into = Select()


class OverlegForm(BoundForm):
    """An overleg. Give the choices with `set_choices`."""

    name = StringField(validators=[said_by(read_overleg_name)])
    overlegvorm = Select()
    region = Select()
    aliases = TextAreaField()

    lacking: str = ""
    """Which list has to be filled before there can be an overleg."""

    def set_choices(self, vormen: Choices, regions: Choices) -> None:
        self.lacking = "" if vormen else "overlegvormen"
        self.overlegvorm.choices = [_CHOOSE, *vormen]
        self.region.choices = [NO_REGION, *regions]

    def overleg(self, key: str) -> Overleg:
        """The overleg as it would become."""
        return Overleg(key, self.name.data or "", self.overlegvorm.data or "", self.region.data or None)


class EndForm(BoundForm):
    """End an overleg, or take it up again."""

    ended = Select(choices=[("1", "beëindigen"), ("0", "weer opnemen")])


class SearchForm(BoundForm):
    """Part of a name or address; posted, so that no address stands in the address bar or a log."""

    sought = StringField()
    overleg = StringField()


class PartnerForm(BoundForm):
    """A partner. Give the choices with `set_choices`."""

    email = EmailField(validators=[said_by(read_email)])
    name = StringField(validators=[said_by(read_person)])
    beroepsgroep = Select()
    organisatietype = Select()
    overleggen = SelectSeveral()
    gender = Select(choices=[("", "niet bekend"), *GENDERS.items()], default="")
    language = Select(choices=list(LANGUAGES.items()), default="nl")

    lacking: str = ""
    """Which lists have to be filled before there can be a partner."""

    def set_choices(
        self, lists: Mapping[ListKind, Choices], overleggen: Choices, *, asks_gender: bool, asks_language: bool
    ) -> None:
        needed = {"beroepsgroepen": ListKind.BEROEPSGROEP, "soorten organisatie": ListKind.ORGANISATIETYPE}
        self.lacking = " en ".join(name for name, kind in needed.items() if not lists[kind])
        self.beroepsgroep.choices = [_CHOOSE, *lists[ListKind.BEROEPSGROEP]]
        self.organisatietype.choices = [_CHOOSE, *lists[ListKind.ORGANISATIETYPE]]
        self.overleggen.choices = overleggen
        if not asks_gender:
            del self.gender
        if not asks_language:
            del self.language

    def partner(self, found: Partner | None) -> Partner:
        """The partner as it would become. `found`: as it is; None: a new one."""
        kept = found.language if found else "nl"
        return Partner(
            found.id if found else "",
            self.email.data or "",
            self.beroepsgroep.data or "",
            self.organisatietype.data or "",
            tuple(sorted(set(self.overleggen.data or ()))),
            self.name.data or "",
            (self.gender.data or "") if "gender" in self else "",
            (self.language.data or "") if "language" in self else kept,
        )


class FileForm(BoundForm):
    """A file of partners."""

    file = FileField()


class StepForm(BoundForm):
    """A step of an import whose fields depend on the file; read by `partner_import`."""


def overleg_values(line: OverlegLine) -> dict[str, str]:
    """What the form of an overleg begins with."""
    one = line.overleg
    values = {"name": one.name, "overlegvorm": one.overlegvorm, "region": one.region or ""}
    return {**values, "aliases": "\n".join(line.aliases)}


def spellings(text: str | None) -> list[str]:
    """Other spellings as typed: one a line."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
