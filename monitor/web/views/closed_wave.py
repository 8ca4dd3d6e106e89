"""What is left to do after a wave is closed, in the order in which a coordinator does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.web.formats import count, day


@dataclass(frozen=True)
class Found:
    """How far everything beside a publication is, in numbers. `editors`: redacteurs who can read now."""

    explained: int
    sections: int
    editors: int
    released: int
    links: int
    points: int
    retention_date: date
    today: date


@dataclass(frozen=True)
class Task:
    """One line: what it is, how far it is and where it is done. `attention`: something stands in its way.

    `of_house`: its page belongs to the house and not to this wave.
    """

    head: str
    text: str
    icon: str
    link: str = ""
    endpoint: str = ""
    of_house: bool = False
    attention: bool = False


def tasks_of(found: Found) -> tuple[Task, ...]:
    """Everything that is left, and what happens by itself."""
    return (
        _explanation(found),
        _words(found),
        Task(
            "Verbeterpunten",
            _number(found.points, "verbeterpunt", "verbeterpunten", "staat", "staan", "bij deze meting"),
            _done(found.points),
            "Verbeterpunten bekijken",
            "improvements.overview",
            of_house=True,
        ),
        Task(
            "Pagina voor partners",
            "De uitkomsten op één pagina. U kiest welke verbeterpunten erop staan.",
            "list",
            "Pagina maken",
            "reports.partners_page",
        ),
        Task(
            "Leeslinks",
            _number(found.links, "leeslink", "leeslinks", "opent", "openen", "deze uitkomsten"),
            _done(found.links),
            "Leeslink maken",
            "shares.new_share",
        ),
        Task(
            "Bestanden",
            "Excel, en andere bestanden om mee te nemen of door te geven.",
            "list",
            "Naar de downloads",
            "downloads.page",
        ),
        _retention(found),
    )


def _explanation(found: Found) -> Task:
    return Task(
        "Toelichting",
        f"{found.explained} van {count(found.sections, 'onderdeel heeft', 'onderdelen hebben')} een toelichting van het"
        " huis.",
        "check" if found.explained == found.sections else "info",
        "Toelichting schrijven",
        "explanations.house_form",
    )


def _words(found: Found) -> Task:
    released = (
        _number(found.released, "open antwoord", "open antwoorden", "is", "zijn", "vrijgegeven")
        if found.released
        else "Er is nog geen open antwoord vrijgegeven."
    )
    if not found.editors:
        text = f"{released} Geen redacteur van deze meting kan nu lezen."
        return Task(
            "Open antwoorden", text, "warning", "Naar Collega’s", "people.people", of_house=True, attention=True
        )
    reads = count(found.editors, "redacteur kan", "redacteuren kunnen")
    return Task("Open antwoorden", f"{released} {reads} ze nalezen.", _done(found.released))


def _retention(found: Found) -> Task:
    on = day(found.retention_date)
    if found.today >= found.retention_date:
        text = f"De bewaartermijn liep af op {on}. De uitkomsten blijven."
    else:
        text = f"Op {on} wissen wij de losse antwoorden. De uitkomsten blijven."
    return Task("Bewaartermijn", text, "clock")


def _number(number: int, one: str, more: str, verb: str, verbs: str, rest: str) -> str:
    if not number:
        return f"Er is nog geen {one}."
    return f"{count(number, one, more)} {verb if number == 1 else verbs} {rest}."


def _done(number: int) -> str:
    return "check" if number else "info"
