"""The invented house's lists: its overleggen, its groups of partners, and partners drawn over them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from monitor.model import House, ListKind
from monitor.store.lists import ListEntry, Overleg, Partner

HOUSE = House(
    "voorbeeldstreek",
    "Veiligheidshuis Voorbeeldstreek",
    "Mail naar meting@voorbeeldstreek.example.",
    invented=True,
)
PARTNERS = 165
_NAMES: Mapping[ListKind, Mapping[str, str]] = {
    ListKind.OVERLEGVORM: {
        "individueel": "Individueel casusoverleg",
        "jeugd": "Geclusterd jeugdoverleg",
        "volwassenen": "Geclusterd volwassenenoverleg",
        "hic": "High impact crimes",
        "jeugdgroep": "Jeugdgroepsaanpak",
    },
    ListKind.REGION: {"noord": "Noord", "zuid": "Zuid"},
    ListKind.BEROEPSGROEP: {
        "gemeenteambtenaar": "Gemeenteambtenaar",
        "beleidsmedewerker": "Beleidsmedewerker gemeente",
        "openbaar-ministerie": "Medewerker Openbaar Ministerie",
        "politie": "Politiefunctionaris",
        "reclassering": "Reclasseringswerker",
        "zorg": "Zorg- of welzijnsmedewerker",
    },
    ListKind.ORGANISATIETYPE: {
        "gemeente": "Gemeente",
        "openbaar-ministerie": "Openbaar Ministerie",
        "politie": "Politie",
        "reclassering": "Reclassering",
        "zorg": "Zorg en welzijn",
    },
}
ENTRIES = [ListEntry(kind, key, name) for kind, names in _NAMES.items() for key, name in names.items()]
OVERLEGGEN = (
    (Overleg("individueel-noord", "Casusoverleg Noord", "individueel", "noord"), 32),
    (Overleg("individueel-zuid", "Casusoverleg Zuid", "individueel", "zuid"), 25),
    (Overleg("jeugd-noord", "Jeugdoverleg Noord", "jeugd", "noord"), 36),
    (Overleg("jeugd-zuid", "Jeugdoverleg Zuid", "jeugd", "zuid"), 28),
    (Overleg("volwassenen-noord", "Volwassenenoverleg Noord", "volwassenen", "noord"), 34),
    (Overleg("volwassenen-zuid", "Volwassenenoverleg Zuid", "volwassenen", "zuid"), 26),
    (Overleg("straatroof", "Overleg straatroof", "hic"), 24),
    (Overleg("woninginbraak", "Overleg woninginbraak", "hic"), 26),
    (Overleg("jeugdgroep-haven", "Jeugdgroep Haven", "jeugdgroep"), 7),
    (Overleg("jeugdgroep-station", "Jeugdgroep Station", "jeugdgroep"), 8),
)
"""Each overleg with its weight when partners are spread over them."""
_GROUPS = (
    ("gemeenteambtenaar", "gemeente", 0.20),
    ("beleidsmedewerker", "gemeente", 0.10),
    ("openbaar-ministerie", "openbaar-ministerie", 0.08),
    ("politie", "politie", 0.22),
    ("reclassering", "reclassering", 0.12),
    ("zorg", "zorg", 0.28),
)


def draw_partners(generator: np.random.Generator) -> list[Partner]:
    """Everybody on the list, in one to three overleggen."""
    weights = np.array([weight for _, weight in OVERLEGGEN], dtype=np.float64)
    shares = np.array([share for _, _, share in _GROUPS])
    partners = []
    for number in range(PARTNERS):
        group = _GROUPS[generator.choice(len(_GROUPS), p=shares)]
        size = generator.choice([1, 2, 3], p=[0.55, 0.33, 0.12])
        chosen = generator.choice(len(OVERLEGGEN), size=size, replace=False, p=weights / weights.sum())
        ids = tuple(OVERLEGGEN[index][0].id for index in sorted(chosen))
        name = f"partner{number + 1:03}"
        partners.append(Partner(name, f"{name}@voorbeeldstreek.example", group[0], group[1], ids))
    return partners
