"""From the values of a questionnaire file to the records: every rule on what a questionnaire may be stands here."""

from __future__ import annotations

import re
from itertools import count

from surveys.fields import Field
from surveys.names import Ids, questionnaire_id
from surveys.questionnaire import (
    Aspect,
    AspectKind,
    Background,
    BackgroundKind,
    Block,
    Item,
    Questionnaire,
    Scale,
    Texts,
)
from surveys.texts import PERIOD, placeholders_in, read_text, read_texts

MAX_ITEMS = 300
MAX_VERSION = 9_999
MAX_MINUTES = 240
MAX_LANGUAGES = 20
FEWEST_ANSWERS, MOST_ANSWERS = 2, 9
REQUIRED_LANGUAGE = "nl"
"""The screens are Dutch first: a questionnaire without Dutch could not be shown."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ABOUT = ("id", "version", "languages", "minutes", "source", "title", "intro", "thanks")
_KEYS = (*_ABOUT, "scale", "background", "aspects")


def build_questionnaire(root: Field, *, sha256: str) -> Questionnaire:
    """Return the questionnaire that the file's top-level table describes, or raise QuestionnaireError."""
    fields = root.table(_KEYS)
    builder = _Builder(_read_languages(fields["languages"]))
    return Questionnaire(
        id=questionnaire_id(fields["id"]),
        version=fields["version"].integer(most=MAX_VERSION),
        languages=builder.languages,
        title=builder.texts(fields["title"]),
        source=read_text(fields["source"]),
        intro=builder.texts(fields["intro"], lines=True),
        thanks=builder.texts(fields["thanks"], lines=True),
        minutes=fields["minutes"].integer(most=MAX_MINUTES),
        scale=builder.scale(fields["scale"]),
        background=builder.background_questions(fields["background"]),
        aspects=tuple(builder.aspect(field) for field in fields["aspects"].array()),
        sha256=sha256,
    )


def _read_languages(field: Field) -> tuple[str, ...]:
    languages: list[str] = []
    for code in field.array(most=MAX_LANGUAGES):
        language = code.string()
        if not _LANGUAGE.fullmatch(language):
            raise code.refusal('een taal is een code van twee of drie kleine letters; schrijf bijvoorbeeld "nl"')
        if language in languages:
            raise code.refusal(f'de taal "{language}" staat hier twee keer; haal er een weg')
        languages.append(language)
    if REQUIRED_LANGUAGE not in languages:
        raise field.refusal(f'de taal "{REQUIRED_LANGUAGE}" ontbreekt; voeg haar en haar teksten toe')
    return tuple(languages)


class _Builder:
    """Builds the parts, and remembers what spans them: the languages, the ids in use and the next item's position."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self._ids = Ids()
        self._positions = count()

    def texts(self, field: Field, *, lines: bool = False) -> Texts:
        return read_texts(field, self.languages, lines=lines)

    def scale(self, field: Field) -> Scale:
        """2 to 9 answers and geen oordeel; in no language may two of them read the same."""
        fields = field.table(("labels", "no_opinion"))
        labels = fields["labels"].array(least=FEWEST_ANSWERS, most=MOST_ANSWERS)
        answers = [(label, self.texts(label)) for label in (*labels, fields["no_opinion"])]
        for language in self.languages:
            seen: set[str] = set()
            for place, texts in answers:
                if texts[language].lower() in seen:
                    raise place.refusal("dit antwoord staat al op de schaal; geef elk antwoord een eigen tekst")
                seen.add(texts[language].lower())
        return Scale(labels=tuple(texts for _, texts in answers[:-1]), no_opinion=answers[-1][1])

    def background_questions(self, field: Field) -> tuple[Background, ...]:
        """At most one question of each kind; there may be none."""
        questions: list[Background] = []
        for place in field.array(least=0):
            question = self._background(place)
            if any(question.kind is other.kind for other in questions):
                raise place.child("kind").refusal("deze soort achtergrondvraag is er al; haal er een weg")
            questions.append(question)
        return tuple(questions)

    def _background(self, field: Field) -> Background:
        """The question about attendance must print the reference period; the others may."""
        fields = field.table(("id", "kind", "text"))
        kind = fields["kind"].choice(BackgroundKind)
        text = read_texts(fields["text"], self.languages, placeholders=PERIOD)
        for language in self.languages:
            if kind is BackgroundKind.ATTENDANCE and not placeholders_in(text[language]).issuperset(PERIOD):
                names = " en ".join(f"{{{name}}}" for name in PERIOD)
                raise fields["text"].child(language).refusal(f"deze vraag noemt de periode niet; zet {names} erin")
        return Background(id=self._ids.take(fields["id"]), kind=kind, text=text)

    def aspect(self, field: Field) -> Aspect:
        fields = field.table(("id", "label", "intro", "kind", "in_total", "blocks"))
        kind = fields["kind"].choice(AspectKind)
        in_total = fields["in_total"].boolean()
        if in_total and kind is AspectKind.PROFILE:
            raise fields["in_total"].refusal("een aspect van de soort profile heeft geen score; schrijf false")
        return Aspect(
            id=self._ids.take(fields["id"]),
            label=self.texts(fields["label"]),
            intro=self.texts(fields["intro"]),
            kind=kind,
            in_total=in_total,
            blocks=tuple(self._block(block) for block in fields["blocks"].array()),
        )

    def _block(self, field: Field) -> Block:
        fields = field.table(("stem", "items"))
        items = tuple(self._item(item) for item in fields["items"].array())
        return Block(stem=self.texts(fields["stem"]), items=items)

    def _item(self, field: Field) -> Item:
        position = next(self._positions)
        if position >= MAX_ITEMS:
            raise field.refusal(f"dit is stelling {position + 1}; een vragenlijst heeft er ten hoogste {MAX_ITEMS}")
        fields = field.table(("id", "text"))
        return Item(id=self._ids.take(fields["id"]), text=self.texts(fields["text"]), position=position)
