"""The words of mails to partners, per language: what a house may replace, and what the program always adds."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from monitor.model import Wave
from monitor.services.clock import AMSTERDAM, plain_date
from monitor.services.local_time import say_instant

LANGUAGES: Mapping[str, str] = {"nl": "Nederlands", "en": "Engels"}
"""The languages in which the program has words for mails, as people call them; the first one where nothing fits."""
INVITATION, REMINDER, LAST_REMINDER, AGAIN, DATA = "invitation", "reminder", "last_reminder", "again", "data"
OWN_KINDS = (INVITATION, REMINDER, LAST_REMINDER)
"""The mails of which a house may write subject and text."""
PLACEHOLDERS = ("overleggen", "sluitdatum", "minuten", "huis")
"""What a house may put between braces in its own words; anything else between braces is text."""
PLACEHOLDER = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


@dataclass(frozen=True)
class Words:
    """Subject and text of one kind of mail, with placeholders; an empty line begins a new paragraph."""

    subject: str
    body: str


DEFAULTS: Mapping[tuple[str, str], Words] = {
    (INVITATION, "nl"): Words(
        "Hoe werkt het overleg volgens u?",
        "{huis} vraagt alle partners hoe de overleggen werken. Wat gaat goed, en wat kan beter? Wij horen graag wat u "
        "vindt.",
    ),
    (REMINDER, "nl"): Words(
        "Herinnering: hoe werkt het overleg volgens u?",
        "Wij vroegen u eerder hoe de overleggen werken. Van u kregen wij nog geen antwoord. U kunt nog meedoen.",
    ),
    (LAST_REMINDER, "nl"): Words(
        "Laatste herinnering: meedoen kan tot {sluitdatum}",
        "Dit is de laatste mail die wij u over deze vragen sturen. Van u kregen wij nog geen antwoord. U kunt nog "
        "meedoen tot {sluitdatum}.",
    ),
    (AGAIN, "nl"): Words(
        "Uw link: hoe werkt het overleg volgens u?",
        "Hier is uw persoonlijke link, nog een keer. {huis} vraagt alle partners hoe de overleggen werken. Wij horen "
        "graag wat u vindt.",
    ),
    (DATA, "nl"): Words(
        "Wat {huis} over u bewaart",
        "Iemand vroeg {huis} wat wij over u bewaren. Dat sturen wij alleen naar uw eigen adres. Hieronder staat alles "
        "wat er op dit moment over u in de monitor staat.",
    ),
    (INVITATION, "en"): Words(
        "How do the meetings work, in your view?",
        "{huis} asks all partners how the case meetings work. What goes well, and what could be better? We would like "
        "to know what you think.",
    ),
    (REMINDER, "en"): Words(
        "Reminder: how do the meetings work, in your view?",
        "We asked you before how the case meetings work. We have not had an answer from you yet. You can still take "
        "part.",
    ),
    (LAST_REMINDER, "en"): Words(
        "Last reminder: you can take part until {sluitdatum}",
        "This is the last mail that we send you about these questions. We have not had an answer from you yet. You can "
        "still take part until {sluitdatum}.",
    ),
    (AGAIN, "en"): Words(
        "Your link: how do the meetings work, in your view?",
        "Here is your personal link once more. {huis} asks all partners how the case meetings work. We would like to "
        "know what you think.",
    ),
}
"""What goes out where the house wrote nothing of its own. What is kept about somebody is told in Dutch."""


@dataclass(frozen=True)
class Phrases:
    """What the program adds to every mail about a wave."""

    dear: str
    nobody: str
    overleggen: str
    duration: str
    until: str
    button: str
    below: str
    alone: str
    own_link: str
    unsent: str
    answers: str
    promise: str
    question: str
    opt_out: str
    opt_out_words: str
    and_: str
    invented: str


PHRASES: Mapping[str, Phrases] = {
    "nl": Phrases(
        dear="Beste {name},",
        nobody="Beste partner,",
        overleggen="Het gaat over deze overleggen:",
        duration="Invullen duurt ongeveer {minutes} minuten. ",
        until="Het kan tot {closing}.",
        button="Naar de vragen",
        below="Werkt de knop niet? Dit is uw persoonlijke link:",
        alone="Dit is uw persoonlijke link naar de vragen:",
        own_link="De link is alleen voor u. Stuur hem niet door.",
        unsent=(
            "Bent u begonnen, maar drukte u nog niet op Versturen? Dan tellen uw antwoorden nog niet mee. Open de link "
            "en druk op Versturen."
        ),
        answers="Wat gebeurt er met uw antwoorden?",
        promise=(
            "Uw antwoorden zijn vertrouwelijk; uitkomsten alleen over groepen van ten minste {minimum}; de koppeling "
            "tussen uitnodiging en antwoorden wordt niet bewaard; wie de server én de sleutel heeft, kan in een kleine "
            "groep soms herkennen wie iets invulde; daarom wissen wij op {day}."
        ),
        question="Heeft u een vraag?",
        opt_out="Wilt u geen mails meer over deze vragen?",
        opt_out_words="Meld u af",
        and_="en",
        invented="Voorbeeld: dit huis en deze vragen zijn verzonnen.",
    ),
    "en": Phrases(
        dear="Dear {name},",
        nobody="Dear partner,",
        overleggen="It is about these meetings:",
        duration="It takes about {minutes} minutes. ",
        until="You can take part until {closing}.",
        button="Go to the questions",
        below="Does the button not work? This is your personal link:",
        alone="This is your personal link to the questions:",
        own_link="The link is for you only. Please do not pass it on.",
        unsent=(
            "Did you begin, but not press Versturen (send) yet? Then your answers do not count yet. Open the link and "
            "press Versturen."
        ),
        answers="What happens with your answers?",
        promise=(
            "Your answers are confidential; results are about groups of at least {minimum} only; the tie between "
            "invitation and answers is not kept; who has both the server and the key can sometimes recognise in a "
            "small group who filled in something; that is why we erase on {day}."
        ),
        question="Do you have a question?",
        opt_out="Do you want no more mails about these questions?",
        opt_out_words="Opt out",
        and_="and",
        invented="Example: this house and these questions are invented.",
    ),
}

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def offered(languages: Collection[str]) -> tuple[str, ...]:
    """The languages of a questionnaire in which there are words for mails; Dutch if there is none."""
    return tuple(language for language in LANGUAGES if language in languages) or (next(iter(LANGUAGES)),)


def language_of(wanted: str, languages: Collection[str]) -> str:
    """The language in which somebody gets mails about a questionnaire in these languages."""
    possible = offered(languages)
    return wanted if wanted in possible else possible[0]


@lru_cache(maxsize=64)
def promise(wave: Wave, language: str) -> str:
    """The promise of the landing page, word for word."""
    return PHRASES[language].promise.format(minimum=wave.minimum, day=_day(wave.retention_date, language))


@lru_cache(maxsize=64)
def say_closing(closes_at: datetime, language: str) -> str:
    """Day and time at which the wave closes, as clocks in the Netherlands show it."""
    if language == "nl":
        return say_instant(closes_at)
    local = closes_at.astimezone(AMSTERDAM)
    return f"{_DAYS[local.weekday()]} {_day(local.date(), language)}, {local:%H:%M} ({local.tzname()})"


def _day(day: date, language: str) -> str:
    return plain_date(day) if language == "nl" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
