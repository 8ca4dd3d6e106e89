"""The tables of the response in a file: outcomes of the invitations, groups, and whether they differ."""

from __future__ import annotations

from monitor.exports.results_cells import (
    Column,
    Number,
    Sheet,
    Value,
    decimal,
    gone,
    p_of_test,
    share,
    shown_share,
    whole,
)
from monitor.exports.results_scores import COUNT, FACTS, GROUP, SHARE, WHOLE_HOUSE
from monitor.results import GroupTest, Report, ResponseBreakdown, ResponseGroup
from monitor.results.shown import missing

VARIABLES = {
    "organisatietype": "soort organisatie",
    "beroepsgroep": "beroepsgroep",
    "overleg": "overleg",
    "overlegvorm": "overlegvorm",
    "geslacht": "geslacht",
    "regio": "regio",
}
METHODS = {"chi2": "chi-kwadraattoets", "fisher": "Fishers exacte toets", "permutation": "permutatietoets"}
BY = Column("Verdeling", "Waarnaar de partners zijn verdeeld.", key="verdeling", width=20)
_GROUPS = (
    BY,
    Column("Groep", "De groep. Groepen met minder dan 5 partners staan samen bij overige.", key=GROUP, width=36),
    Column("Uitgenodigd", "Aantal uitnodigingen.", COUNT),
    Column("Telt mee", "Aantal genodigden die bij een overleg waren.", COUNT),
    Column("Antwoordde", "Aantal dat antwoordde.", COUNT),
    Column("Respons", "Antwoordde, van wie meetelt.", SHARE),
    Column("Marge van", "Onderkant van de marge van 95 % (Wilson).", SHARE),
    Column("Marge tot", "Bovenkant van de marge van 95 % (Wilson).", SHARE),
)
_TESTS = (
    BY,
    Column("Wat", "Waarin de groepen vergeleken zijn.", key=GROUP, width=36),
    Column("Toets", "Welke toets.", width=20),
    Column("p", "Kans op zo'n verschil als er geen is.", "kans"),
    Column("Cramérs V", "Hoe sterk groep en uitkomst samenhangen, van 0 tot 1.", "0 tot 1"),
    Column("Partiële R", "Deel van de scheefheid dat met deze verdeling samenhangt.", "0 tot 1"),
)


def response_sheet(report: Report) -> Sheet:
    """What became of the invitations of the whole house."""
    found = report.response
    counts = (
        ("Uitgenodigd", found.invited),
        ("Telt niet mee: was bij geen overleg", found.ineligible),
        ("Telt mee", found.eligible),
        ("Antwoordde", found.answered),
        ("Begon, maar verstuurde niet", found.partial),
        ("Geen reactie", found.no_response),
        ("Niet bereikt", found.unreached),
        ("Geweigerd", found.refused),
        ("Formulieren", report.forms),
        ("Personen met een formulier", report.respondents),
    )
    rows: list[tuple[Value, ...]] = [(name, whole(number)) for name, number in counts if number is not None]
    shares = (("Respons: antwoordde, van wie meetelt", found.rate), ("Marge van", found.low), ("Marge tot", found.high))
    rows += [(name, share(one)) for name, one in (*shares, ("Antwoordde, van alle genodigden", found.gross_rate))]
    rows.append(("R-indicator (1: elke groep antwoordde even vaak)", decimal(found.r_indicator, reason=found.r_reason)))
    return Sheet("Respons", "Wat er met de uitnodigingen gebeurde, in het hele huis", FACTS, tuple(rows))


def response_groups_sheet(report: Report) -> Sheet:
    """The response of every group, the whole house first."""
    found = report.response
    counts = (whole(found.invited), whole(found.eligible), whole(found.answered))
    total: tuple[Value, ...] = (WHOLE_HOUSE, WHOLE_HOUSE, *counts, *_shares(found.rate, found.low, found.high))
    rows = [_row(one, group) for one in found.by for group in one.groups]
    return Sheet("Respons per groep", "Respons van het hele huis en per groep", _GROUPS, (total, *rows))


def response_tests_sheet(report: Report) -> Sheet | None:
    """Whether groups differ in answering; None where nobody asked."""
    rows = [row for one in report.response.by for row in _test_rows(one)]
    return Sheet("Verschil in respons", "Verschillen groepen in wie antwoordde?", _TESTS, tuple(rows)) if rows else None


def overleg_response_sheet(report: Report) -> Sheet:
    """The response of one overleg, and of the house the rate alone."""
    rows = [_row(one, group) for one in report.response.by for group in one.groups]
    rate = report.response.rate
    house: Value = missing(None) if rate is None else Number(shown_share(rate), 0, percent=True)
    columns = (*_GROUPS, Column(WHOLE_HOUSE, "De respons van het hele huis.", SHARE))
    return Sheet("Respons", "Respons van dit overleg", columns, tuple((*row, house) for row in rows))


def variable_name(variable: str) -> str:
    """How a variable of the list is called."""
    return VARIABLES.get(variable, variable)


def _row(breakdown: ResponseBreakdown, group: ResponseGroup) -> tuple[Value, ...]:
    name = variable_name(breakdown.variable)
    if group.rate is None:
        return (name, group.label, *gone(group.reason, 6))
    counts = (whole(group.invited), whole(group.eligible), whole(group.answered))
    return (name, group.label, *counts, *_shares(group.rate, group.low, group.high))


def _shares(*found: float | None) -> tuple[Value, ...]:
    return tuple(share(one) for one in found)


def _test_rows(breakdown: ResponseBreakdown) -> list[tuple[Value, ...]]:
    """A row per test; the partial R stands with the first."""
    tests = (("deelname", breakdown.test), ("antwoorden voor of na de eerste herinnering", breakdown.early_late))
    rows = []
    for what, test in tests:
        if test is not None:
            partial = decimal(breakdown.partial_r) if test is breakdown.test else "–"
            rows.append((variable_name(breakdown.variable), what, *_test(test), partial))
    return rows


def _test(test: GroupTest) -> tuple[Value, ...]:
    if test.p is None:
        return gone(test.reason, 3)
    return METHODS.get(test.method or "", "toets"), p_of_test(test.p), decimal(test.cramers_v)
