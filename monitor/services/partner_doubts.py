"""What in a file of partners only a person can decide: unknown names, odd domains, one address with two stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from monitor.services.names import fold
from monitor.services.partner_columns import FileRow
from monitor.services.partner_known import Known

KEEP, FIX, SKIP, NEW, USE = "keep", "fix", "skip", "new", "use:"
"""Answers to a doubt; `use:` stands before the id of a known name, and NEW of an overleg before its overlegvorm."""
OFTEN = 5
"""From so many addresses on a domain is one that others may be a typing error of."""
RARE = 2
MOST_SUGGESTED = 200
"""Unknown names of one kind that a known name is sought for; with more of them the column is probably another one."""
MOST_COMPARED = 2_000_000
"""Pairs of domains that are held side by side; above that only the well-known domains are suggested."""
COMMON_DOMAINS = frozenset(
    (
        *("gmail.com", "hotmail.com", "hotmail.nl", "outlook.com", "live.nl", "live.com", "icloud.com", "yahoo.com"),
        *("ziggo.nl", "kpnmail.nl", "xs4all.nl", "planet.nl", "home.nl", "upcmail.nl", "casema.nl", "email.com"),
        *("politie.nl", "om.nl", "reclassering.nl", "leger-des-heils.nl", "leger.nl"),
    )
)


@dataclass(frozen=True)
class Choices:
    """What the coordinator decided. Keys: (kind, folded text); a domain; an address."""

    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)
    skip_errors: bool = False
    remove_gone: bool = False


@dataclass(frozen=True)
class UnknownName:
    """A name that is in no list; text: empty where a new partner has none. nearest: ids that look like it."""

    kind: str
    text: str
    rows: tuple[int, ...]
    nearest: str | None
    choice: str = ""


@dataclass(frozen=True)
class OddDomain:
    """A rare domain, one letter off a common one."""

    domain: str
    suggested: str
    rows: tuple[int, ...]
    choice: str = ""


@dataclass(frozen=True)
class Twin:
    """One address on several rows that do not say the same. choice: the number of the row that holds, or SKIP."""

    email: str
    rows: tuple[FileRow, ...]
    choice: str = ""


def find_odd_domains(rows: Sequence[FileRow], known: Known, chosen: Mapping[str, str]) -> list[OddDomain]:
    """Domains of addresses that are not in the list yet, one letter off one that many others have."""
    addresses = {row.email for row in rows} | known.by_email.keys()
    counts = Counter(_domain(address) for address in addresses)
    often = {domain for domain, count in counts.items() if count >= OFTEN}
    rare = sum(count <= RARE for count in counts.values())
    common = (often if rare * len(often) <= MOST_COMPARED else set()) | COMMON_DOMAINS
    new: dict[str, list[int]] = {}
    for row in rows:
        if row.email not in known.by_email:
            new.setdefault(_domain(row.email), []).append(row.number)
    found = []
    for domain, numbers in new.items():
        if counts[domain] <= RARE and domain not in COMMON_DOMAINS:
            near = [other for other in common if is_one_off(domain, other)]
            if near:
                best = max(near, key=lambda other: (counts[other], other))
                found.append(OddDomain(domain, best, tuple(numbers), _among(chosen.get(domain, ""), (KEEP, FIX, SKIP))))
    return found


def is_one_off(one: str, other: str) -> bool:
    """Whether one letter is missing, extra or another, or two neighbours have changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return True
    rest, others = one[same:], other[same:]
    swapped = rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or swapped


@dataclass(frozen=True)
class Addressed:
    """A row with the address that holds. sure: its domain is not in doubt any more."""

    row: FileRow
    email: str
    sure: bool = True


def apply_domains(rows: Iterable[FileRow], odd: Sequence[OddDomain]) -> tuple[list[Addressed], list[int]]:
    """Rows with the address that holds, and the numbers of those that are left out."""
    choices = {one.domain: one for one in odd}
    kept, left_out = list[Addressed](), list[int]()
    for row in rows:
        doubt = choices.get(_domain(row.email))
        if doubt is None:
            kept.append(Addressed(row, row.email))
        elif doubt.choice == FIX:
            kept.append(Addressed(row, f"{row.email.rpartition('@')[0]}@{doubt.suggested}"))
        elif doubt.choice == SKIP:
            left_out.append(row.number)
        else:
            kept.append(Addressed(row, row.email, sure=doubt.choice == KEEP))
    return kept, left_out


def nearest_name(text: str, folded: Mapping[str, str]) -> str | None:
    """The id of the name that looks most like it, or None; folded: names as `fold` gives them -> ids."""
    close = get_close_matches(fold(text), folded, n=1, cutoff=0.6) if text else []
    return folded[close[0]] if close else None


def differing(rows: Sequence[FileRow]) -> tuple[str, ...]:
    """The fields in which rows of one address differ; what a row does not say differs from nothing."""
    fields = ("name", "beroepsgroep", "organisatietype", "gender", "language")
    return tuple(name for name in fields if len({getattr(row, name) for row in rows} - {None}) > 1)


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _among(choice: str, allowed: Sequence[str]) -> str:
    return choice if choice in allowed else ""
