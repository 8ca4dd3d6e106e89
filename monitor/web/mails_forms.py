"""The forms on the page of a wave's mails. A partner is named by its id in the form, never in an address."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from monitor.services.mail_numbers import FEWEST_SIGNS
from monitor.services.names import LONGEST_EMAIL
from monitor.web.forms import BoundForm

LONGEST_TEXT = 200_000
_NOBODY = "Kies eerst een partner."
_CHOICE = "Kies een van beide."


class SearchForm(BoundForm):
    """Looking for somebody; posted, so that what was typed is in no address."""

    zoek = StringField(
        validators=[
            DataRequired("Vul een naam of e-mailadres in."),
            Length(FEWEST_SIGNS, 254, f"Vul ten minste {FEWEST_SIGNS} tekens in, en niet meer dan 254."),
        ]
    )


class PartnerForm(BoundForm):
    """A button that is about one partner."""

    partner = HiddenField(validators=[DataRequired(_NOBODY), Length(max=64, message=_NOBODY)])


class ReachForm(PartnerForm):
    """Whether mail reaches a partner."""

    bereikbaar = HiddenField(validators=[AnyOf(("ja", "nee"), _CHOICE)])


class AddressForm(PartnerForm):
    """Another address."""

    email = StringField(
        validators=[
            DataRequired("Vul het nieuwe e-mailadres in."),
            Length(max=LONGEST_EMAIL, message="Dit adres is te lang."),
        ]
    )


class HoldForm(BoundForm):
    """Holding the mails, or letting them go on."""

    pauze = HiddenField(validators=[AnyOf(("ja", "nee"), _CHOICE)])


class ReturnedForm(BoundForm):
    """A returned mail, copied in whole."""

    bericht = TextAreaField(
        validators=[
            DataRequired("Plak hier het bericht dat u terugkreeg."),
            Length(max=LONGEST_TEXT, message="Dit is te lang. Plak alleen het bericht zelf, zonder bijlagen."),
        ]
    )
