"""No mails any more: what a partner asks for behind the link in every mail. It is asked for one wave."""

from __future__ import annotations

from monitor.services.answering import house_of, visit
from monitor.services.installation import Installation
from monitor.store import invitations, wave_mails


def opt_out(installation: Installation, house: str, token: str) -> None:
    """Send this person no more mails of this wave; asked again nothing changes.

    The link goes on working. Whether its person answered makes no difference here: who answered counts as such, and
    who did not as refused. Raises LinkUnknown.
    """
    db = house_of(installation, house)
    with db.atomic():
        found = visit(installation, house, token)
        invitations.update_opted_out(db, found.invitation.id)
        wave_mails.drop_waiting(db, found.invitation.id)
