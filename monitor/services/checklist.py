"""What must be in order before a wave can be sent out, and whether it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.errors import BadInput, MonitorError
from monitor.model import Wave, WaveState
from monitor.services.clock import plain_date
from monitor.services.editors import editors_now
from monitor.services.forecasting import forecast
from monitor.services.grouping import HouseLists, make_levels, read_lists
from monitor.services.installation import Installation
from monitor.services.key_backup import key_backup_confirmed
from monitor.services.local_time import say_instant
from monitor.services.seen import describe_lists, still_holds
from monitor.services.wave_setup import find_faults
from monitor.services.waves import LOWEST_MINIMUM, check_shown
from monitor.store import lists, reminders, wave_setup
from monitor.store.database import Database

NO_EDITOR = (
    "Partners krijgen dan geen open vraag, en dat kan niet meer anders zodra de meting opent. Maak eerst een collega "
    "redacteur als u die vraag wilt stellen."
)


@dataclass(frozen=True)
class Point:
    """One point of the list. `text`: how it stands, or what is still to do. `remark`: what may be an oversight."""

    key: str
    label: str
    done: bool
    text: str
    remark: str = ""


def check_wave(installation: Installation, db: Database, wave: Wave) -> list[Point]:
    """Every point in the order in which a coordinator meets them."""
    found = read_lists(db)
    faults = find_faults(
        wave, [reminder.due_at for reminder in reminders.select_reminders(db, wave.id)], installation.now()
    )
    return [
        _house(db),
        _overleggen(found),
        _partners(db, found),
        _questionnaire(installation, wave),
        _say("period", "Periode", faults, ("period_end",), lambda: _period(wave)),
        _say("times", "Open en dicht", faults, ("closes",), lambda: _times(wave)),
        _reminders(db, wave, faults),
        _texts(db, wave),
        _say("retention", "Bewaartermijn", faults, ("retention",), lambda: _retention(wave)),
        *_groups(db, wave, found),
        _editors(installation, db),
        _tested(db, wave, found),
        _mail(installation),
        _key(installation),
    ]


def missing(points: list[Point]) -> list[str]:
    """The names of the points that are not in order."""
    return [point.label for point in points if not point.done]


def _say(key: str, label: str, faults: dict[str, str], fields: tuple[str, ...], text: Callable[[], str]) -> Point:
    fault = next((faults[field] for field in fields if field in faults), None)
    return Point(key, label, fault is None, fault or text())


def _house(db: Database) -> Point:
    house = lists.select_house(db)
    if not house.contact.strip():
        return Point("house", "Huis", False, "Vul in wie partners iets kunnen vragen.")
    return Point("house", "Huis", True, f"{house.name}. Voor vragen: {house.contact}")


def _overleggen(found: HouseLists) -> Point:
    number = len(found.overleggen)
    if not number:
        return Point("overleggen", "Overleggen", False, "Er is nog geen overleg. Voer de overleggen in.")
    without = number - len({overleg for partner in found.partners for overleg in partner.overleggen})
    text = "1 overleg" if number == 1 else f"{number} overleggen"
    return Point("overleggen", "Overleggen", True, f"{text}, waarvan {without} zonder partners" if without else text)


def _partners(db: Database, found: HouseLists) -> Point:
    number, alone = len(found.partners), wave_setup.count_partners(db) - len(found.partners)
    if not number:
        return Point("partners", "Partners", False, "Nog geen partner hoort bij een overleg. Lees de lijst in.")
    text = "1 partner" if number == 1 else f"{number} partners"
    return Point("partners", "Partners", True, text, say_without_overleg(alone))


def say_without_overleg(number: int) -> str:
    """What becomes of partners who are in no overleg; empty where there are none."""
    if not number:
        return ""
    if number == 1:
        return "1 partner staat bij geen overleg en krijgt niets."
    return f"{number} partners staan bij geen overleg en krijgen niets."


def _questionnaire(installation: Installation, wave: Wave) -> Point:
    try:
        found = installation.questionnaire(wave.questionnaire, wave.version)
        check_shown(found)
    except MonitorError as error:
        return Point("questionnaire", "Vragenlijst", False, str(error))
    return Point("questionnaire", "Vragenlijst", True, f"{found.title['nl']}, versie {found.version}")


def _period(wave: Wave) -> str:
    return f"{plain_date(wave.period_start)} tot en met {plain_date(wave.period_end)}"


def _times(wave: Wave) -> str:
    return f"{say_instant(wave.opens_at)} tot {say_instant(wave.closes_at)}"


def _retention(wave: Wave) -> str:
    return f"Antwoorden gewist op {plain_date(wave.retention_date)}"


def _reminders(db: Database, wave: Wave, faults: dict[str, str]) -> Point:
    def text() -> str:
        planned = reminders.select_reminders(db, wave.id)
        return "; ".join(say_instant(reminder.due_at) for reminder in planned) or "Geen herinneringen"

    return _say("reminders", "Herinneringen", faults, ("reminder_1", "reminder_2", "reminder_3"), text)


def _texts(db: Database, wave: Wave) -> Point:
    own = len(wave_setup.select_texts(db, wave.id))
    text = "Overal de tekst van het programma" if not own else "1 eigen tekst" if own == 1 else f"{own} eigen teksten"
    return Point("texts", "Teksten", True, text)


def _groups(db: Database, wave: Wave, found: HouseLists) -> list[Point]:
    small = wave.minimum >= LOWEST_MINIMUM
    smallest = Point("minimum", "Kleinste groep", small, f"{wave.minimum} antwoorden van {wave.minimum} mensen")
    try:
        make_levels(found, wave_setup.select_merges(db, wave.id))
    except BadInput as error:
        return [Point("groups", "Groepen", False, str(error)), smallest]
    groups = Point("groups", "Groepen", True, f"Uitkomsten per {', '.join(wave.groupings)}")
    return [groups, smallest, _forecast(db, wave, found)]


def _holds(db: Database, wave: Wave, found: HouseLists, seen: str) -> bool:
    """Whether what was seen says enough of the lists now. Once a wave is ready that is no reason not to open it."""
    if wave.state is not WaveState.DRAFT:
        return bool(seen)
    return still_holds(seen, describe_lists(db, wave.id, found=found))


def _forecast(db: Database, wave: Wave, found: HouseLists) -> Point:
    seen = wave_setup.select_progress(db, wave.id).forecast_seen
    if not _holds(db, wave, found, seen):
        what = "De overleggen of de partners zijn veranderd. Bekijk opnieuw" if seen else "Bekijk"
        text = f"{what} welke groepen straks te tonen zijn. Voeg kleine groepen eventueel samen."
        return Point("forecast", "Voorspelling", False, text)
    groups = [group for part in forecast(db, wave, found=found).parts for group in part.groups]
    shown = sum(group.shown for group in groups)
    return Point("forecast", "Voorspelling", True, f"Bekeken: {shown} van de {len(groups)} groepen te tonen")


def _editors(installation: Installation, db: Database) -> Point:
    """Never a reason not to open: a wave without an open question is a choice, if somebody made it."""
    names = [account.name for account in editors_now(installation, lists.select_house(db).id)]
    if names:
        text = f"{' en '.join(names)} {'leest' if len(names) == 1 else 'lezen'} straks de open antwoorden"
        return Point("editors", "Redacteurs", True, text)
    return Point("editors", "Redacteurs", True, "Niemand leest de open antwoorden", NO_EDITOR)


def _tested(db: Database, wave: Wave, found: HouseLists) -> Point:
    seen = wave_setup.select_progress(db, wave.id).tested
    if _holds(db, wave, found, seen):
        return Point("test", "Proef", True, "Geprobeerd")
    what = "De overleggen of de partners zijn veranderd. Open de testlink opnieuw" if seen else "Open de testlink"
    return Point("test", "Proef", False, f"{what} en kijk wat een partner ziet.")


def _mail(installation: Installation) -> Point:
    if installation.mail.works:
        return Point("mail", "Mail", True, "Het programma kan mails versturen")
    return Point("mail", "Mail", False, "Er kan nog geen mail weg. Vraag de beheerder om de mailserver in te stellen.")


def _key(installation: Installation) -> Point:
    if key_backup_confirmed(installation):
        return Point("key", "Sleutel", True, "Er ligt een kopie van de sleutel van de links")
    text = "Vraag de beheerder om een kopie van de sleutel van de links weg te leggen en dat te bevestigen."
    return Point("key", "Sleutel", False, text)
