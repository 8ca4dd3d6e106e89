"""A house's lists as an import looks into them: names and spellings to ids, addresses to partners."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.model import ListKind
from monitor.services.names import fold
from monitor.store import entries, lists
from monitor.store.database import Database
from monitor.store.entries import OVERLEG, Alias
from monitor.store.lists import ListEntry, Overleg, Partner


@dataclass(frozen=True)
class Known:
    """Everything in a house's lists that an import is compared with."""

    entries: tuple[ListEntry, ...]
    overleggen: tuple[Overleg, ...]
    aliases: tuple[Alias, ...]
    partners: tuple[Partner, ...]
    asks_gender: bool = False

    def find(self, kind: str, text: str) -> str | None:
        """The id of what is meant: by the very name, else by a spelling that folds the same; None: unknown."""
        found = self._names.get((kind, text))
        return found or self._folded.get((kind, fold(text)))

    def names(self, kind: str) -> Mapping[str, str]:
        """Id -> name, by name."""
        return self._by_kind[kind]

    def folded(self, kind: str) -> Mapping[str, str]:
        """Folded name -> id."""
        return self._folded_by_kind[kind]

    @cached_property
    def by_email(self) -> Mapping[str, Partner]:
        """Partners by their address."""
        return {partner.email: partner for partner in self.partners}

    def is_overleg(self, text: str) -> bool:
        """Whether an overleg is known by this spelling."""
        return self.find(OVERLEG, text) is not None

    @cached_property
    def fingerprint(self) -> str:
        """Changes with everything that an import could depend on."""
        parts = (self.entries, self.overleggen, self.aliases, self.partners)
        text = json.dumps([[list(vars(one).values()) for one in part] for part in parts] + [self.asks_gender])
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def _by_kind(self) -> Mapping[str, Mapping[str, str]]:
        found = {str(kind): {one.id: one.name for one in self.entries if one.kind == kind} for kind in ListKind}
        return found | {OVERLEG: {one.id: one.name for one in self.overleggen}}

    @cached_property
    def _folded_by_kind(self) -> Mapping[str, Mapping[str, str]]:
        return {kind: {fold(name): one for one, name in names.items()} for kind, names in self._by_kind.items()}

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        return {(kind, name): entry for kind in _KINDS for entry, name in self.names(kind).items()}

    @cached_property
    def _folded(self) -> dict[tuple[str, str], str]:
        found = {(alias.kind, alias.folded): alias.entry for alias in self.aliases}
        return found | {(kind, fold(name)): entry for (kind, name), entry in self._names.items()}


_KINDS = (*map(str, ListKind), OVERLEG)


def read_known(db: Database) -> Known:
    """The lists as they are now."""
    return Known(
        entries=tuple(one for found in lists.select_entries(db).values() for one in found),
        overleggen=tuple(lists.select_overleggen(db)),
        aliases=tuple(entries.select_aliases(db)),
        partners=tuple(lists.select_partners(db)),
        asks_gender=lists.select_house(db).asks_gender,
    )
