"""The forms that people post. WTForms checks; the statements themselves are drawn from the questionnaire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from wtforms import BooleanField, EmailField, Field, Form, IntegerField, PasswordField, StringField, TextAreaField
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from monitor.services import sealing
from monitor.services.drafts import CONTACT_CHARACTERS, WORDS_BYTES, WORDS_CHARACTERS
from monitor.web.context import secret_key
from surveys.answers import parse_answer
from surveys.errors import AnswerError
from surveys.questionnaire import Aspect, Item, Questionnaire, Scale

MAX_ATTENDANCE = 200
_MAX_SAVE_NUMBER = 2**53


class BoundCSRF(CSRF):
    """A form token bound to a link or a session, without a clock: a page left open for hours still saves."""

    def setup_form(self, form: BaseForm) -> Any:
        self.subject = str(form.meta.csrf_context)
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return sealing.form_token(secret_key(), self.subject)

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        if not sealing.same(str(field.data or ""), str(field.current_token)):
            raise ValidationError("Dit formulier is verlopen. Open de pagina opnieuw; uw antwoorden zijn bewaard.")


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

    def token_error(self) -> str | None:
        """What is wrong with the posted token, before anything else is looked at."""
        field = self["csrf_token"]
        return None if field.validate(self) else str(field.errors[0])


class AnswersField(Field):
    """All statements of a part in one field (a field each takes six times as long): `data` is position -> code.

    A statement without a posted value is left out. Two values, or one that is no answer of the scale, is an error.
    """

    def __init__(self, *, items: Sequence[Item], scale: Scale, **options: Any) -> None:
        super().__init__(**options)
        self.positions = {item.id: item.position for item in items}
        self.scale = scale

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = ()
        self.data = {}
        try:
            for item, position in self.positions.items() if formdata is not None else ():
                if given := formdata.getlist(item):
                    self.data[position] = self._parse(given)
        except AnswerError as error:
            self.process_errors = (str(error),)

    def _parse(self, given: Sequence[str]) -> int:
        if len(given) > 1:
            raise AnswerError("Er kwam meer dan één antwoord bij één stelling.")
        return parse_answer(given[0], self.scale)


class PageForm(BoundForm):
    """What every page of statements posts beside its answers."""

    was = StringField(validators=[Length(max=1000)])
    """Hexadecimal: the codes that the page showed, a byte per item of the part."""
    page = StringField(validators=[Length(max=32)])
    """Which opened page this is."""
    number = StringField(validators=[Length(max=16)])
    """Which save of that page, counting up; empty without JavaScript."""
    naar = StringField(validators=[Length(max=10)])
    answers: AnswersField

    def save_number(self) -> int | None:
        """The number of the save, None without JavaScript. Raises ValueError."""
        if not self.number.data:
            return None
        number = int(self.number.data)
        if not 0 <= number < _MAX_SAVE_NUMBER:
            raise ValueError("no number of a save")
        return number


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
        answers = AnswersField(items=aspect.items, scale=questionnaire.scale)
        also = frozenset(item.id for item in aspect.items)
        _page_forms[key] = type("AspectForm", (PageForm,), {"answers": answers, "also": also})
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


def parse_shown(text: str, aspect: Aspect) -> dict[int, int]:
    """Position -> code that the page showed. Raises AnswerError if it is not a byte per item of this part."""
    try:
        codes = bytes.fromhex(text)
    except ValueError:
        raise AnswerError("Deze pagina is niet volledig aangekomen.") from None
    if len(codes) != len(aspect.items):
        raise AnswerError("Deze pagina is niet volledig aangekomen.")
    return {item.position: code for item, code in zip(aspect.items, codes, strict=True)}
