"""The codes by which houses are compared: each house says of its own names which of these they are."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.results.benchmark import BEROEPSGROEP, OVERLEGVORM

NATIONAL: Mapping[str, Mapping[str, str]] = {
    BEROEPSGROEP: {
        "gemeente": "Gemeenteambtenaar",
        "beleid": "Beleidsmedewerker gemeente",
        "om": "Medewerker Openbaar Ministerie",
        "politie": "Politiefunctionaris",
        "reclassering": "Reclasseringswerker",
        "zorg": "Zorg- of welzijnsmedewerker",
        "overig": "Overige beroepsgroepen",
    },
    OVERLEGVORM: {
        "individueel": "Individueel casusoverleg",
        "jeugd": "Geclusterd jeugdoverleg",
        "volwassenen": "Geclusterd volwassenenoverleg",
        "hic": "High impact crimes",
        "jeugdgroep": "Jeugdgroepsaanpak",
        "veelplegers": "Veelplegersoverleg",
        "overig": "Overige overlegvormen",
    },
}
"""Variable -> code -> name. The first six of each are the names of the studies that used the Stappenmeter."""
