"""What a researcher posts to get the forms of a wave."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, Length

from monitor.services.rights import LONGEST_PURPOSE
from monitor.web.forms import BoundForm


class TakeForm(BoundForm):
    """The purpose as the page showed it, and the tick that says the forms are for that alone."""

    purpose = HiddenField(validators=[Length(max=LONGEST_PURPOSE, message="Open de pagina opnieuw.")])
    agreed = BooleanField(
        validators=[DataRequired("Zet eerst een vinkje: wij geven de formulieren alleen voor dit doel.")]
    )
