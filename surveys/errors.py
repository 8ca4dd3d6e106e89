"""What this room refuses: a questionnaire file that cannot be used, and a value that is no answer."""

from __future__ import annotations

MAX_SHOWN = 120


class QuestionnaireError(Exception):
    """A questionnaire file that is refused. `str()` is one Dutch sentence: which file, where in it, why, what to do.

    `key` is the way to the value in the file, such as `aspects[2].blocks[0].items[3].id`; empty for the file itself.
    """

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(file, key, reason)
        self.file = file
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        place = f"In {shown(self.file)}" + (f" bij {shown(self.key)}" if self.key else "")
        return f"{place}: {self.reason}."


class AnswerError(ValueError):
    """A value that is no answer on this scale. The sentence never repeats the value: it may be somebody's answer."""

    def __init__(self, sentence: str = "Deze waarde is geen antwoord van deze vragenlijst.") -> None:
        super().__init__(sentence)


def shown(text: str) -> str:
    """Make foreign text safe to print in one sentence: no control characters, no more than `MAX_SHOWN` characters."""
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:MAX_SHOWN])
    return plain if len(text) <= MAX_SHOWN else plain + "…"
