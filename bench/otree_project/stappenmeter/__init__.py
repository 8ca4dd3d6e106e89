"""48 statements over seven pages, with a start and an end page.

`statements.json`, written beside settings.py by respond_vs_otree.py, holds a list per page of [field name, text].
"""

import json
from pathlib import Path

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, models, widgets

PAGES = json.loads((Path(__file__).parent.parent / "statements.json").read_text(encoding="utf-8"))
ANSWERS = [[1, "helemaal niet"], [2, "enigszins"], [3, "grotendeels"], [4, "volledig"], [5, "geen oordeel"]]


class C(BaseConstants):
    """One round, everybody alone."""

    NAME_IN_URL = "stappenmeter"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    """Nothing of its own."""


class Group(BaseGroup):
    """Nothing of its own."""


class Player(BasePlayer):
    """Attendance and a column per statement."""

    aanwezig = models.IntegerField(label="Hoe vaak was u aanwezig?", min=0, max=99)
    for _page in PAGES:
        for _name, _text in _page:
            locals()[_name] = models.IntegerField(label=_text, choices=ANSWERS, widget=widgets.RadioSelectHorizontal)
    del _page, _name, _text


class Start(Page):
    """What it is about, and attendance."""

    form_model = "player"
    form_fields = ("aanwezig",)


class Aspect(Page):
    """One page of statements."""

    form_model = "player"
    template_name = "stappenmeter/Aspect.html"


class Einde(Page):
    """Thanks."""


ASPECTS = [
    type(f"Aspect{number}", (Aspect,), {"form_fields": tuple(name for name, _ in page), "__module__": __name__})
    for number, page in enumerate(PAGES, start=1)
]
globals().update({aspect.__name__: aspect for aspect in ASPECTS})

page_sequence = [Start, *ASPECTS, Einde]
