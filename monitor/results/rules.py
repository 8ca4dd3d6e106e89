"""What every page, file and report says of the rules by which a publication shows numbers and names differences.

A number is shown from as many people with a valid answer as the wave's minimum; outside the house from LEAST_OUTSIDE,
or that minimum where it is higher. From FEW forms a group is shown in full.
"""

from __future__ import annotations

LEAST_OUTSIDE = 10
"""People with a valid answer behind a number that leaves the house, whatever lower minimum the house has."""
FEW = 10
"""Below this number of forms only means of aspects are shown, with one decimal."""
LEAST_HOUSES, LEAST_FORMS, LARGEST_SHARE = 5, 50, 3
"""Behind a figure over houses: so many of them, so many forms, and no house with more than one in LARGEST_SHARE."""


def least_shown(minimum: int, *, outside: bool = False) -> int:
    """From how many people these readers see a number. minimum: of the wave."""
    return max(LEAST_OUTSIDE, minimum) if outside else minimum


def shown_from(least: int, what: str = "een uitkomst") -> str:
    """From when a number is shown. what: the number, in the singular."""
    return f"Wij tonen {what} alleen als ten minste {least} mensen een geldig antwoord gaven."


def few_forms(least: int) -> str:
    """The sizes of a group that is not shown in full, "5 tot en met 9"; empty where every group shown is."""
    if least >= FEW:
        return ""
    return f"{FEW - 1}" if least == FEW - 1 else f"{least} tot en met {FEW - 1}"


def rules_of_hiding(least: int) -> tuple[str, ...]:
    """What is hidden and what is rounded, in sentences."""
    few = few_forms(least)
    return (
        f"{shown_from(least)} Dat geldt voor een groep en voor elk cijfer daarin.",
        *(
            (f"Van {few} formulieren: alleen gemiddelden van aspecten, met één decimaal. Geen stellingen.",)
            if few
            else ()
        ),
        "Gaf iedereen, of iedereen op één na, hetzelfde antwoord? Dan tonen we dat cijfer niet.",
        "Kunt u een verborgen cijfer uitrekenen door af te trekken? Dan verbergen we er nog een. Daarom is soms ook een"
        " groter cijfer niet te zien. Een groep zonder antwoorden ziet er net zo uit als een verborgen groep.",
        "Soms heeft een groter cijfer of een marge één decimaal, om een kleine groep of iemand met meer formulieren te"
        " beschermen. Dan staat er ook geen p bij een verschil.",
    )


def rule_of_differences(points: str, *, one_overleg: bool = False) -> str:
    """When something is called a difference. points: from how many, as it is written; one_overleg: for its readers."""
    whole = "de verschillen van alle overleggen samen, ook die hier niet staan" if one_overleg else (
        "alle verschillen in dezelfde tabel"
    )  # fmt: skip
    return (
        f"Wij noemen iets een verschil als het ten minste {points} punt is en toeval het niet goed kan verklaren: p"
        f" onder 0,05, volgens Holm aangepast voor {whole}."
    )
