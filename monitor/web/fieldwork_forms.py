"""The forms with which a coordinator sets up and steers a wave, and what their fields mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import Length

from monitor.errors import BadInput
from monitor.model import Wave
from monitor.services.clock import local_date
from monitor.services.local_time import Which, at_office_hours, parts_of, to_instant
from monitor.services.reminding import MOST, default_moments
from monitor.services.wave_setup import find_faults
from monitor.web.forms import BoundForm, parse_day

NO_TIME = "Vul een tijd in, zoals 17.00."
_TIME = re.compile(r"(\d{1,2})[.:](\d{2})(?::00)?\Z")
_LONG = Length(max=300, message="Dit is te lang.")


class TextsField(Field):
    """Every value that was posted under one name: the ticks of a group of boxes."""

    data: tuple[str, ...] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = tuple(valuelist)


def parse_time(text: str) -> time:
    """A time, with a point or a colon. Raises BadInput."""
    found = _TIME.match(text.strip())
    if found is None or not (int(found[1]) < 24 and int(found[2]) < 60):
        raise BadInput(NO_TIME)
    return time(int(found[1]), int(found[2]))


def text_of(form: BoundForm, name: str) -> str:
    """What was typed in a field, without spaces around it."""
    return str(form[name].data or "").strip()


def typed(form: BoundForm) -> dict[str, Any]:
    """Everything that was typed, to be shown again."""
    return {field.name: field.data for field in form if field.name != "csrf_token"}


class Reading:
    """Reads fields and gathers what is wrong: field -> sentence."""

    def __init__(self, form: BoundForm) -> None:
        self.form = form
        form.validate()
        self.errors = form.first_errors

    def day(self, name: str, otherwise: date) -> date:
        """The day in a field."""
        try:
            return parse_day(text_of(self.form, name))
        except BadInput as error:
            self.errors[name] = str(error)
            return otherwise

    def instant(self, name: str, otherwise: datetime) -> datetime:
        """The instant of <name>_day, <name>_time and, for a time that exists twice, <name>_which."""
        before = set(self.errors)
        day = self.day(f"{name}_day", local_date(otherwise))
        try:
            at = parse_time(text_of(self.form, f"{name}_time"))
        except BadInput as error:
            self.errors[f"{name}_time"] = str(error)
        if set(self.errors) - before:
            return otherwise
        try:
            which = text_of(self.form, f"{name}_which")
            return to_instant(day, at, which=Which(which) if which in set(Which) else None)
        except BadInput as error:
            self.errors[f"{name}_time"] = str(error)
            return otherwise


def asks_which(values: Mapping[str, Any]) -> set[str]:
    """For which of the moments zomertijd or wintertijd is to be chosen: their time exists twice."""
    found = set()
    for name in ("opens", "closes"):
        try:
            day, at = parse_day(str(values.get(f"{name}_day", ""))), parse_time(str(values.get(f"{name}_time", "")))
        except BadInput:
            continue
        if _is_twice(day, at):
            found.add(name)
    return found


def _is_twice(day: date, at: time) -> bool:
    try:
        return parts_of(to_instant(day, at, which=Which.SUMMER))[2] is not None
    except BadInput:
        return False


def moment_values(name: str, instant: datetime) -> dict[str, str]:
    """An instant as its fields show it."""
    day, at, which = parts_of(instant)
    return {f"{name}_day": day.isoformat(), f"{name}_time": f"{at:%H:%M}", f"{name}_which": which or ""}


class NewWaveForm(BoundForm):
    """A new wave: what it is called, what is asked, when it opens, which wave it is like."""

    name = StringField(validators=[_LONG])
    questionnaire = StringField(validators=[_LONG])
    opens_day = StringField(validators=[_LONG])
    opens_time = StringField(validators=[_LONG])
    opens_which = StringField(validators=[_LONG])
    like = StringField(validators=[_LONG])


class SettingsForm(BoundForm):
    """The settings of a draft."""

    name = StringField(validators=[_LONG])
    questionnaire = StringField(validators=[_LONG])
    period_start = StringField(validators=[_LONG])
    period_end = StringField(validators=[_LONG])
    opens_day = StringField(validators=[_LONG])
    opens_time = StringField(validators=[_LONG])
    opens_which = StringField(validators=[_LONG])
    closes_day = StringField(validators=[_LONG])
    closes_time = StringField(validators=[_LONG])
    closes_which = StringField(validators=[_LONG])
    retention = StringField(validators=[_LONG])
    reminder_1 = StringField(validators=[_LONG])
    reminder_2 = StringField(validators=[_LONG])
    reminder_3 = StringField(validators=[_LONG])
    again = BooleanField()


def split_version(text: str) -> tuple[str, int] | None:
    """The questionnaire and version of an option, "stappenmeter-doelbereik 1"; None if it is none."""
    name, _, version = text.rpartition(" ")
    return (name, int(version)) if name and version.isascii() and version.isdigit() and len(version) < 6 else None


def read_settings(form: SettingsForm, wave: Wave, now: datetime) -> tuple[Wave, list[datetime], dict[str, str]]:
    """The draft as it was typed, its reminders, and what is wrong with it: field -> sentence."""
    reading = Reading(form)
    chosen = split_version(text_of(form, "questionnaire"))
    changed = replace(
        wave,
        name=text_of(form, "name"),
        questionnaire=chosen[0] if chosen else wave.questionnaire,
        version=chosen[1] if chosen else wave.version,
        period_start=reading.day("period_start", wave.period_start),
        period_end=reading.day("period_end", wave.period_end),
        opens_at=reading.instant("opens", wave.opens_at),
        closes_at=reading.instant("closes", wave.closes_at),
        retention_date=reading.day("retention", wave.retention_date),
    )
    names = [f"reminder_{place}" for place in range(1, MOST + 1)]
    if form.again.data:
        reminders = list(default_moments(changed.opens_at, changed.closes_at))
        return changed, reminders, {**find_faults(changed, reminders, now), **_but(reading.errors, names)}
    filled = [name for name in names if text_of(form, name)]
    reminders = [at_office_hours(reading.day(name, local_date(wave.opens_at))) for name in filled]
    faults = find_faults(changed, reminders, now)
    by_place = dict(zip(names, filled, strict=False))
    return changed, reminders, {**{by_place.get(name, name): text for name, text in faults.items()}, **reading.errors}


def _but(errors: Mapping[str, str], names: list[str]) -> dict[str, str]:
    return {name: sentence for name, sentence in errors.items() if name not in names}


class GroupingsForm(BoundForm):
    """By what the results are divided, and from how many people on."""

    groupings = TextsField()
    minimum = StringField(validators=[_LONG])


class MergeForm(BoundForm):
    """Groups of one variable that become one."""

    variable = StringField(validators=[_LONG])
    sources = TextsField()
    label = StringField(validators=[_LONG])


class SplitForm(BoundForm):
    """A merged group that is taken apart."""

    variable = StringField(validators=[_LONG])
    label = StringField(validators=[_LONG])


class RateForm(BoundForm):
    """How many percent will answer."""

    rate = StringField(validators=[_LONG])


class TextForm(BoundForm):
    """The house's own words."""

    subject = StringField(validators=[_LONG])
    body = TextAreaField(validators=[Length(max=10_000, message="Dit is te lang.")])


class ExtendForm(BoundForm):
    """A later closing instant."""

    closes_day = StringField(validators=[_LONG])
    closes_time = StringField(validators=[_LONG])
    closes_which = StringField(validators=[_LONG])
    move_reminders = BooleanField()


class CloseForm(BoundForm):
    """Closing a wave now."""

    sure = BooleanField()


def to_number(text: str) -> int | None:
    """A whole number that somebody typed, or None."""
    tidy = text.strip().removesuffix("%").strip()
    return int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) < 6 else None
