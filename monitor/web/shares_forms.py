"""The forms with which a coordinator makes a read-only link or a token."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, Field
from wtforms.validators import DataRequired, Length, ValidationError

from monitor.errors import BadInput
from monitor.services.names import LONGEST_NAME
from monitor.web.account_forms import DayField, NameField
from monitor.web.forms import BoundForm

_LONG = Length(max=LONGEST_NAME, message="Maak dit korter.")
_NO_DAY = "Kies de laatste dag."


class _GivenForm(BoundForm):
    """Something that opens the outside numbers until a last day."""

    until = DayField()

    def validate_until(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_NO_DAY)

    @property
    def last_day(self) -> date:
        """The day that was chosen. Raises BadInput without one."""
        if self.until.data is None:
            raise BadInput(_NO_DAY)
        return self.until.data


class ShareForm(_GivenForm):
    """A new link: for whom, until when, and what of the house's own words stands with it."""

    label = NameField(validators=[DataRequired("Vul in voor wie de link is."), _LONG])
    with_explanations = BooleanField()
    with_comments = BooleanField()


class TokenForm(_GivenForm):
    """A new token: for which program, until when."""

    label = NameField(validators=[DataRequired("Vul in voor welk programma het token is."), _LONG])
