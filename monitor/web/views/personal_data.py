"""What the page about a partner's data says: who it is, and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.store.personal_data import KeptPartner


@dataclass(frozen=True)
class PersonalDataPage:
    """`label`: the name, else the address. `no_copy`: why no copy can be asked now, or None."""

    partner: str
    label: str
    email: str
    no_copy: str | None


def personal_data_page(partner: KeptPartner, *, mail_works: bool, may_request: bool) -> PersonalDataPage:
    """The page's context; nothing in it depends on whether the partner answered."""
    reason = None
    if not mail_works:
        reason = "Deze monitor kan geen mail versturen. Vraag de beheerder om de mailserver in te stellen."
    elif not may_request:
        reason = f"Er gaat vandaag een mail met het overzicht naar {partner.email}. Morgen kunt u er weer een vragen."
    return PersonalDataPage(partner.id, partner.name or partner.email, partner.email, reason)
