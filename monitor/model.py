"""The records that rooms hand to each other. Standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class WaveState(StrEnum):
    """draft -> ready (opens by itself at its time) -> open -> closing (nothing is taken in) -> closed (frozen)."""

    DRAFT = "draft"
    READY = "ready"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What became of an invitation; at closing in this precedence."""

    ANSWERED = "beantwoord"
    INELIGIBLE = "niet_van_toepassing"
    REFUSED = "geweigerd"
    PARTIAL = "deels"
    UNREACHED = "onbereikbaar"
    NO_RESPONSE = "geen_reactie"


class MembershipState(StrEnum):
    """What became of one overleg of one invited person."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_PRESENT = "not_present"


class Role(StrEnum):
    """What an account may do in a house. A process manager's right is for one overleg.

    Administrator and benchmark analyst are roles of the whole installation (`Right.house` is empty).
    """

    COORDINATOR = "coordinator"
    MANAGER = "manager"
    PROCESS_MANAGER = "procesmanager"
    EDITOR = "redacteur"
    RESEARCHER = "onderzoeker"
    ADMINISTRATOR = "beheerder"
    BENCHMARK_ANALYST = "benchmarkanalist"


INSTALLATION_ROLES = (Role.ADMINISTRATOR, Role.BENCHMARK_ANALYST)


class ListKind(StrEnum):
    """The lists of names that a house keeps."""

    OVERLEGVORM = "overlegvorm"
    REGION = "regio"
    BEROEPSGROEP = "beroepsgroep"
    ORGANISATIETYPE = "organisatietype"


@dataclass(frozen=True)
class Limits:
    """What an installation judges by. `alpha`: enough reliability. `difference`: scale points that count as one."""

    alpha: float = 0.70
    difference: float = 0.3


@dataclass(frozen=True)
class Level:
    """One group of a grouping, by its code in this wave. `parent`: code in the grouping that holds it.

    `key`: its id in the house's lists, the same in every wave.
    """

    code: int
    label: str
    parent: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Grouping:
    """A declared division of a wave's forms: every form has exactly one code (or none: -1).

    `in_frame`: the invitation list knows it, so the number of eligible persons is known.
    `with_items`: statements are shown per group as well.
    """

    variable: str
    levels: tuple[Level, ...]
    in_frame: bool = True
    with_items: bool = False


@dataclass(frozen=True)
class Membership:
    """One overleg of an invited person: its code, its overlegvorm's code and what became of it."""

    overleg: int
    overlegvorm: int
    state: MembershipState


@dataclass(frozen=True)
class FrameRow:
    """`count` invited persons who have all of this in common. `values`: code per one-valued variable of the list.

    `round`: reminders that had been sent when the answer came; None where nobody kept it.
    """

    outcome: Outcome
    values: Mapping[str, int]
    memberships: tuple[Membership, ...]
    count: int = 1
    round: int | None = None


@dataclass(frozen=True)
class House:
    """A Veiligheidshuis. `invented`: the demo's; every page says so. `reply_to`: where answers to its mails go."""

    id: str
    name: str
    contact: str
    invented: bool = False
    reply_to: str = ""
    asks_gender: bool = False


DEFAULT_GROUPINGS = ("overleg", "beroepsgroep", "overlegvorm")
"""By what results are divided unless a wave says otherwise, in the order of what readers need."""


@dataclass(frozen=True)
class Wave:
    """One meting: a questionnaire version, open from `opens_at` to `closes_at` (UTC), about a reference period."""

    id: str
    name: str
    questionnaire: str
    version: int
    state: WaveState
    opens_at: datetime
    closes_at: datetime
    period_start: date
    period_end: date
    retention_date: date
    minimum: int = 5
    questionnaire_sha256: str = ""
    """Of the questionnaire's file when the wave opened; filled at opening."""
    groupings: tuple[str, ...] = DEFAULT_GROUPINGS
    """By what the results are divided, besides attendance; overleg is always one of them."""
    mail_paused: bool = False
    erased_on: date | None = None
    """The day on which the answers were destroyed; the publication stays."""


@dataclass(frozen=True)
class InvitedOverleg:
    """One overleg on somebody's invitation."""

    code: int
    name: str
    state: MembershipState


@dataclass(frozen=True)
class Right:
    """One role of an account in a house (empty: the whole installation).

    `overleg`: the overleg's key for a process manager. `purpose`, `until`: of a researcher; `until` is the last day.
    """

    house: str
    role: Role
    overleg: str | None = None
    purpose: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Account:
    """Someone who signs in."""

    id: str
    email: str
    name: str
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True)
class Actor:
    """Who changes something, for the audit log. `source`: a network address, or `command` or `tick`."""

    who: str
    source: str


TICK = Actor("programma", "tick")
"""What the program does by itself, when it is due."""
COMMAND = Actor("beheerder van de server", "command")
"""What somebody does with a command on the server."""


class ImprovementStatus(StrEnum):
    """How far an improvement point is."""

    OPEN = "open"
    BEGUN = "begonnen"
    DONE = "klaar"
    DROPPED = "vervallen"


@dataclass(frozen=True)
class Explanation:
    """What a house says itself about a section of its results. `overleg`: its key, or empty for the whole house.

    `revision` rises with every change, from 1; `signed`: who says so, as readers see it.
    """

    wave: str
    overleg: str
    section: str
    body: str
    signed: str
    written_on: date
    revision: int


@dataclass(frozen=True)
class Improvement:
    """What a house will do about a statement or an aspect. `wave`: from whose results it follows.

    `overleg`: its key, or empty for the whole house; `item`: a statement's id, or empty for the whole aspect.
    """

    id: str
    wave: str
    overleg: str
    aspect: str
    item: str
    what: str
    owner: str
    due_on: date | None
    status: ImprovementStatus
    result: str
    made_on: date
    changed_on: date
    revision: int


@dataclass(frozen=True)
class Form:
    """One person's answers about one overleg, ready for the vault: a byte per item in the questionnaire's order."""

    overleg: int
    attendance: int | None
    answers: bytes


@dataclass(frozen=True)
class Draft:
    """What someone has filled in so far, as it lies encrypted under the link.

    `attendance`: overleg code -> times present (0: not there; None: left empty). `answers`: overleg code -> a byte per
    item. `seen`: overleg code -> parts (from 1) that were posted. `sequence`: page nonce -> highest save number.
    """

    attendance: Mapping[int, int | None] = field(default_factory=dict)
    answers: Mapping[int, bytes] = field(default_factory=dict)
    seen: Mapping[int, frozenset[int]] = field(default_factory=dict)
    sequence: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnWords:
    """What somebody wrote before sending: the open comment and the address to be asked further; both may be empty."""

    comment: str = ""
    contact: str = ""
