"""The forms that people post. WTForms checks; the statements themselves are drawn from the questionnaire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from monitor.errors import BadInput
from monitor.services import sealing
from monitor.services.drafts import CONTACT_CHARACTERS, NONCE_CHARACTERS, WORDS_BYTES, WORDS_CHARACTERS
from monitor.web.context import secret_key
from surveys.answers import parse_answer
from surveys.errors import AnswerError
from surveys.names import ON_THE_PAGE
from surveys.questionnaire import Item, Questionnaire, Scale

MAX_ATTENDANCE = 200
_MAX_SAVE_NUMBER = 2**53
NO_DAY = "Vul een datum in, zoals 30-11-2026."
_DUTCH_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\Z")
_YEARS = range(2000, 2100)


def parse_day(text: str) -> date:
    """A day as browsers send it (2026-11-30) or as people type it (30-11-2026). Raises BadInput."""
    text = text.strip()
    try:
        found = _DUTCH_DAY.match(text)
        day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    except ValueError:
        raise BadInput(NO_DAY) from None
    if day.year not in _YEARS:
        raise BadInput(NO_DAY)
    return day


_EXPIRED = "Dit formulier is verlopen. Open de pagina opnieuw; uw antwoorden zijn bewaard."
EXPIRED_OF_STAFF = (
    "Dit formulier was verlopen; er is niets bewaard. Wat u invulde staat er nog. Kijk het na en probeer het opnieuw."
)


class BoundCSRF(CSRF):
    """A form token bound to a link or a session, without a clock: a page left open for hours still saves."""

    def setup_form(self, form: BaseForm) -> Any:
        self.subject = str(form.meta.csrf_context)
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return sealing.form_token(secret_key(), self.subject)

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        if not sealing.same(str(field.data or ""), str(field.current_token)):
            raise ValidationError(EXPIRED_OF_STAFF if self.subject.startswith("session ") else _EXPIRED)


class BoundForm(Form):
    """A form with a token; give `meta={"csrf_context": subject}`. `also`: names it takes beside those of its fields."""

    also: frozenset[str] = frozenset()

    class Meta:
        csrf = True
        csrf_class = BoundCSRF

    @property
    def token(self) -> str:
        """The token to print in the form."""
        return sealing.form_token(secret_key(), str(self.meta.csrf_context))

    def takes(self, names: Iterable[str]) -> bool:
        """Whether nothing was posted but what belongs to this form."""
        return all(name in self._fields or name in self.also for name in names)

    @property
    def first_errors(self) -> dict[str, str]:
        """Field -> the first thing that is wrong with it, in the order of the form; after `validate`."""
        fields: Iterable[Field] = self
        return {field.name: str(field.errors[0]) for field in fields if field.errors}

    def token_error(self) -> str | None:
        """What is wrong with the posted token, before anything else is looked at."""
        field = self["csrf_token"]
        return None if field.validate(self) else str(field.errors[0])


@dataclass(frozen=True)
class PageFields:
    """A page of statements as it came in, checked against its part. shown, given: position -> code.

    nonce, number: which opened page, and which save of it; None without JavaScript. back: Vorige was pressed.
    """

    shown: Mapping[int, int]
    given: Mapping[int, int]
    nonce: str
    number: int | None
    back: bool


class PageField(Field):
    """All that a page of statements posts in one field (a field for each takes six times as long).

    `data` is a PageFields, or None with the reason in `process_errors`. Every statement goes under its id, beside
    was (hexadecimal: the codes that the page showed, a byte per statement), page (which opened page this is),
    number (which save of it, counting up; empty without JavaScript) and naar (the button).
    """

    def __init__(self, *, items: Sequence[Item], scale: Scale, **options: Any) -> None:
        super().__init__(**options)
        self.positions = {item.id: item.position for item in items}
        self.scale = scale

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors, self.data = (), None
        try:
            self.data = PageFields(
                shown=self._parse_shown(_short(formdata, "was", 1000)),
                given=self._parse_answers(formdata),
                nonce=_parse_nonce(_short(formdata, "page", NONCE_CHARACTERS)),
                number=_parse_number(_short(formdata, "number", 16)),
                back=_short(formdata, "naar", 10) == "vorige",
            )
        except AnswerError:
            self.process_errors = ("Er zat een antwoord bij dat niet bij deze vragenlijst hoort.",)
        except ValueError:
            self.process_errors = ("Deze pagina is niet volledig aangekomen.",)

    def _parse_shown(self, text: str) -> dict[int, int]:
        """Raises ValueError if it is not a byte per statement of this part."""
        return dict(zip(self.positions.values(), bytes.fromhex(text), strict=True))

    def _parse_answers(self, formdata: Any) -> dict[int, int]:
        """A statement without a posted value is left out. Raises AnswerError for two values, or one of no answer."""
        given = {}
        for item, position in self.positions.items():
            if values := formdata.getlist(item):
                (value,) = values if len(values) == 1 else ("",)
                given[position] = parse_answer(value, self.scale)
        return given


def _short(formdata: Any, name: str, most: int) -> str:
    text = str(formdata.get(name, ""))
    if len(text) > most:
        raise ValueError(f"{name} is too long")
    return text


def _parse_nonce(text: str) -> str:
    if text and not (text.isascii() and text.isalnum()):
        raise ValueError("no opened page of ours")
    return text


def _parse_number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) < _MAX_SAVE_NUMBER):
        raise ValueError("no number of a save")
    return int(text)


class PageForm(BoundForm):
    """A page of statements."""

    page: PageField


_TIMES = f"Vul een heel getal in van 0 tot en met {MAX_ATTENDANCE}, of laat het leeg."


class TimesField(IntegerField):
    """A number of times, with our own sentence for what is no number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        if text and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValueError(_TIMES)
        self.data = int(text) if text else None


_page_forms: dict[tuple[str, int], type[PageForm]] = {}


def page_form(questionnaire: Questionnaire, part: int) -> type[PageForm]:
    """The form of a part; statements are posted under their ids. Made once per version of a questionnaire."""
    key = (questionnaire.sha256, part)
    if key not in _page_forms:
        aspect = questionnaire.aspects[part - 1]
        field = PageField(items=aspect.items, scale=questionnaire.scale)
        also = ON_THE_PAGE.union(item.id for item in aspect.items)
        _page_forms[key] = type("AspectForm", (PageForm,), {"page": field, "also": also})
    return _page_forms[key]


@lru_cache(maxsize=256)
def attendance_form(codes: tuple[int, ...]) -> type[BoundForm]:
    """The choice of overleggen: a tick and a number per overleg on the invitation."""
    fields: dict[str, Field] = {}
    for code in codes:
        fields[f"overleg_{code}"] = BooleanField()
        fields[f"aanwezig_{code}"] = TimesField(validators=[Optional(), NumberRange(0, MAX_ATTENDANCE, _TIMES)])
    return type("AttendanceForm", (BoundForm,), fields)


def attendance_of(form: BoundForm, codes: tuple[int, ...]) -> Mapping[int, int | None]:
    """Overleg code -> times present: 0 where not ticked, None where ticked without a number."""
    return {code: form[f"aanwezig_{code}"].data if form[f"overleg_{code}"].data else 0 for code in codes}


class SendForm(BoundForm):
    """The overview: the open question and the optional address."""

    woorden = TextAreaField(
        validators=[
            Length(max=WORDS_CHARACTERS, message=f"Uw tekst is langer dan {WORDS_CHARACTERS} tekens. Maak hem korter.")
        ]
    )
    mail = EmailField(validators=[Length(max=CONTACT_CHARACTERS, message="Dit adres is te lang.")])
    gezien = HiddenField()
    """Filled once the page has said what the comment seems to hold."""

    def validate_woorden(self, field: Field) -> None:
        if len((field.data or "").encode()) > WORDS_BYTES:
            raise ValidationError("Uw tekst is te lang. Maak hem korter.")

    def validate_mail(self, field: Field) -> None:
        text = (field.data or "").strip()
        name, at, domain = text.rpartition("@")
        plain = text.isprintable() and not any(sign.isspace() or sign in ',;<>"' for sign in text)
        if text and not (at and name and "@" not in name and "." in domain.strip(".") and plain):
            raise ValidationError("Dit is geen e-mailadres. Een voorbeeld: naam@gemeente.example")


_LONG = "Dit is te lang."


class SignInForm(BoundForm):
    """E-mail and password."""

    email = StringField(validators=[DataRequired("Vul uw e-mailadres in."), Length(max=254, message=_LONG)])
    password = PasswordField(validators=[DataRequired("Vul uw wachtwoord in."), Length(max=1024, message=_LONG)])


class EmptyForm(BoundForm):
    """A button: nothing but the token."""
