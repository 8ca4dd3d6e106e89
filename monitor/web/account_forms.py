"""The forms around an account: code, forgotten password, choosing a password, colleagues, the installation."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import BooleanField, DateField, Field, PasswordField, StringField
from wtforms.form import BaseForm
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from monitor.errors import BadInput
from monitor.model import INSTALLATION_ROLES, Role
from monitor.services import passwords
from monitor.services.names import LONGEST_EMAIL, LONGEST_NAME, check_contact, check_name, read_email
from monitor.services.rights import LONGEST_PURPOSE
from monitor.web.forms import BoundForm, parse_day

_LONG = "Dit is te lang."


class NameField(StringField):
    """A name, checked as everywhere."""

    def pre_validate(self, form: BaseForm) -> None:
        _check(check_name, self.data)


class AddressField(StringField):
    """An e-mail address, checked as everywhere."""

    def pre_validate(self, form: BaseForm) -> None:
        _check(read_email, self.data)


class ContactField(StringField):
    """Whom partners can ask something, checked as everywhere."""

    def pre_validate(self, form: BaseForm) -> None:
        _check(check_contact, self.data)


def _check(rule: Callable[[str], object], text: str | None) -> None:
    """Let a rule of ours speak at the field; what is empty has its own sentence."""
    try:
        if text:
            rule(text)
    except BadInput as error:
        raise ValidationError(str(error)) from None


class DayField(DateField):
    """A day, with our own sentence for what is none; it may be empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = parse_day(text) if text else None
        except BadInput as error:
            raise ValueError(str(error)) from None


class CodeForm(BoundForm):
    """A code of the app, or a recovery code."""

    code = StringField(validators=[DataRequired("Vul de code in."), Length(max=40, message=_LONG)])


class SetUpForm(CodeForm):
    """The first code of a new second factor; `handed`: its secret, sealed for this session."""

    handed = StringField(validators=[DataRequired("Dit formulier is verlopen."), Length(max=400, message=_LONG)])


class ForgottenForm(BoundForm):
    """An address to which a link for a new password goes."""

    email = StringField(validators=[DataRequired("Vul uw e-mailadres in."), Length(max=LONGEST_EMAIL, message=_LONG)])


class OwnPasswordForm(BoundForm):
    """The present password, before something important."""

    present = PasswordField(
        validators=[DataRequired("Vul uw wachtwoord in."), Length(max=passwords.MAXIMUM, message=_LONG)]
    )


class NewPasswordForm(BoundForm):
    """A new password."""

    password = PasswordField(
        validators=[
            DataRequired("Kies een wachtwoord."),
            Length(max=passwords.MAXIMUM, message=f"Kies een wachtwoord van ten hoogste {passwords.MAXIMUM} tekens."),
        ]
    )


class ChangePasswordForm(OwnPasswordForm, NewPasswordForm):
    """The present password and a new one."""


class OpenAccountForm(NewPasswordForm):
    """Name and password, with an invitation."""

    name = NameField(
        validators=[DataRequired("Vul uw naam in."), Length(max=LONGEST_NAME, message="Deze naam is te lang.")]
    )


class PersonForm(BoundForm):
    """Somebody's address and name."""

    email = AddressField(validators=[DataRequired("Vul een e-mailadres in."), Length(max=LONGEST_EMAIL, message=_LONG)])
    name = NameField(
        validators=[DataRequired("Vul een naam in."), Length(max=LONGEST_NAME, message="Deze naam is te lang.")]
    )


class ColleagueForm(PersonForm):
    """A colleague and a role. Every role there is passes here: which one may be given, the service judges and logs."""

    role = StringField(validators=[AnyOf([role.value for role in Role], "Kies een rol.")])
    overleg = StringField(validators=[Length(max=80)])
    purpose = StringField(validators=[Length(max=LONGEST_PURPOSE, message="Maak het doel korter.")])
    until = DayField()

    def validate_overleg(self, field: Field) -> None:
        if self.role.data == Role.PROCESS_MANAGER and not field.data:
            raise ValidationError("Kies het overleg van deze procesmanager.")

    def validate_purpose(self, field: Field) -> None:
        if self.role.data == Role.RESEARCHER and not (field.data or "").strip():
            raise ValidationError("Schrijf op waarvoor de onderzoeker de antwoorden gebruikt.")

    def validate_until(self, field: Field) -> None:
        if self.role.data == Role.RESEARCHER and field.data is None:
            raise ValidationError("Kies de laatste dag.")


class AdministratorForm(PersonForm):
    """Somebody with a role in the whole installation."""

    role = StringField(validators=[AnyOf([role.value for role in INSTALLATION_ROLES], "Kies een rol.")])


class HouseForm(PersonForm):
    """A new house, and its first coordinator. `ORDER`: of the fields in the page."""

    ORDER = ("title", "house", "contact", "name", "email")
    house = StringField(
        validators=[DataRequired("Vul een naam voor in adressen in."), Length(max=40, message="Ten hoogste 40 tekens.")]
    )
    title = NameField(
        validators=[DataRequired("Vul de naam van het huis in."), Length(max=LONGEST_NAME, message=_LONG)]
    )
    contact = ContactField(validators=[DataRequired("Vul in wie partners iets kunnen vragen.")])


class RightForm(BoundForm):
    """One right of somebody, as it stands in a hidden field."""

    role = StringField(validators=[DataRequired(), Length(max=40)])
    overleg = StringField(validators=[Length(max=80)])


class KeyForm(BoundForm):
    """That a copy of the link key was put away."""

    sure = BooleanField(validators=[DataRequired("Vink aan dat de kopie er is.")])
