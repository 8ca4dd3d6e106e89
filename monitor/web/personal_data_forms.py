"""The forms about a partner's data: asking the copy needs no more than a button, deleting a tick as well."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import DataRequired

from monitor.web.forms import BoundForm


class DeletePartnerForm(BoundForm):
    """Taking a partner out of the house, for good."""

    zeker = BooleanField(validators=[DataRequired("Zet een vinkje als u deze partner wilt wissen.")])
