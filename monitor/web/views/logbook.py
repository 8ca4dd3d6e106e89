"""A page of the audit log: who did what, on what and when, in plain words; no network address, no line break."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.charts.numbers import whole
from monitor.model import COMMAND, TICK
from monitor.services.audit import DONE, REFUSED, Mark
from monitor.services.clock import local_time
from monitor.services.local_time import say_instant
from monitor.store.audit import AuditLine
from monitor.web.views.log_words import KINDS, RESULTS, TARGETS, WORDS

ON_A_PAGE = 50
_SOURCES = {COMMAND.source: "opdracht op de server", TICK.source: "vanzelf"}
_BY_WEB = "via de website"
_RESULT = re.compile(rf"(?:({DONE}|{REFUSED})(?:$|[ :,]+))?(.*)", re.DOTALL)
_ENGLISH = re.compile(rf"\b(?:{'|'.join(sorted(RESULTS, key=len, reverse=True))})\b")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_OWN_TEXT = "purpose: "
"""What follows in a result is as somebody wrote it."""
_ID, _ENOUGH = re.compile(r"\b[0-9a-f]{32,64}\b"), 8
_PARTNER = re.compile(r"[0-9a-f]{16}")
"""As `partner_list.new_partner_id` draws it."""
_ACCOUNT_ID = 32
"""Characters of an account's id, which stands before its name in a line."""


@dataclass(frozen=True)
class LogLine:
    """One line. `refused`: it was not allowed, or did not work."""

    number: str
    when: str
    who: str
    what: str
    target: str
    result: str
    source: str
    refused: bool


@dataclass(frozen=True)
class KindChoice:
    """A kind to look at alone; "" is all of them."""

    kind: str
    name: str
    current: bool


@dataclass(frozen=True)
class LogPage:
    """A page of a log. older: the number below which the next page begins, or None. mark: of the last line."""

    lines: tuple[LogLine, ...]
    kinds: tuple[KindChoice, ...]
    kind: str
    older: int | None
    newest: bool
    mark_number: str
    mark: str


def whats_of(kind: str) -> tuple[str, ...]:
    """What a kind holds; empty for all, or for a kind that is none."""
    return tuple(what for what, (own, _) in WORDS.items() if own == kind)


def log_page(
    lines: Sequence[AuditLine], mark: Mark, *, names: Mapping[str, str], kind: str, newest: bool, kinds: Sequence[str]
) -> LogPage:
    """`lines`: the newest first, one more than a page where there are more. `names`: id -> what people call it."""
    shown = lines[:ON_A_PAGE]
    return LogPage(
        lines=tuple(_line(line, names) for line in shown),
        kinds=tuple(KindChoice(one, KINDS.get(one, "Alles"), one == kind) for one in ("", *kinds)),
        kind=kind,
        older=shown[-1].number if len(lines) > ON_A_PAGE else None,
        newest=newest,
        mark_number=whole(mark.number),
        mark=mark.hash,
    )


def _line(line: AuditLine, names: Mapping[str, str]) -> LogLine:
    return LogLine(
        number=whole(line.number),
        when=local_time(line.at),
        who=_who(line.who, names),
        what=WORDS[line.what][1] if line.what in WORDS else line.what,
        target=" · ".join(_target(word, names) for word in line.target.split()),
        result=_result(line.result),
        source=_SOURCES.get(line.source, _BY_WEB),
        refused=line.result.startswith(REFUSED),
    )


def _who(who: str, names: Mapping[str, str]) -> str:
    """The name as it was in the line; without one, the name that the account has now."""
    account, _, name = who.partition(" ")
    return (name or names.get(account, account)) if len(account) == _ACCOUNT_ID else who


def _target(word: str, names: Mapping[str, str]) -> str:
    """What one word of a target is called; a partner's id says nothing to anybody, and a name is in no log."""
    found = names.get(word) or TARGETS.get(word)
    return found or ("een partner" if _PARTNER.fullmatch(word) else _shorten(word))


def _shorten(text: str) -> str:
    """The beginning of each id or fingerprint that has no name (any more)."""
    return _ID.sub(lambda found: f"{found[0][:_ENOUGH]}…", text)


def _result(result: str) -> str:
    """What follows "done" says something, the word itself does not."""
    word, rest = _RESULT.sub(r"\1\n\2", result, count=1).split("\n", 1)
    if word == REFUSED:
        return f"geweigerd: {rest}" if rest else "geweigerd"
    codes, mark, own = rest.partition(_OWN_TEXT)
    said = _ENGLISH.sub(lambda found: RESULTS[found[0]], _shorten(codes + mark))
    return _INSTANT.sub(lambda found: say_instant(datetime.fromisoformat(found[0])), said) + own
