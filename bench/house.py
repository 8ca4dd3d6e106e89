"""An invented house in a folder of its own, made through the services, for the other benches to use up."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from monitor.model import Form, House, ListKind, MembershipState, Outcome, Wave, WaveState
from monitor.services import sealing
from monitor.services.installation import Installation, create_link_key, demo_marker, read_link_key
from monitor.services.sending import FORM, pack_form
from monitor.services.waves import create_house, open_wave
from monitor.store import invitations, vault, waves
from monitor.store.lists import ListEntry, Overleg, Partner
from surveys.questionnaire import Questionnaire

HOUSE, WAVE = "bench", "bench-1"
STAPPENMETER = ("stappenmeter-doelbereik", 1)
VORMEN, OVERLEGGEN, GROUPS, TYPES = 5, 10, 6, 4
ROWS_AT_ONCE = 10_000


@dataclass(frozen=True)
class BenchHouse:
    """What was made: the installation and, per invited partner, the path of the link."""

    installation: Installation
    links: tuple[str, ...]

    @property
    def questionnaire(self) -> Questionnaire:
        wave = waves.select_wave(self.installation.house(HOUSE), WAVE)
        return self.installation.questionnaire(wave.questionnaire, wave.version)


def make(
    folder: Path,
    *,
    partners: int,
    overleggen: int = OVERLEGGEN,
    most_overleggen: int = 1,
    questionnaire: tuple[str, int] = STAPPENMETER,
) -> BenchHouse:
    """A house with an open wave, `partners` invited, each in 1 to `most_overleggen` of its overleggen."""
    random = Random(partners)
    folder.mkdir(parents=True, exist_ok=True)
    create_link_key(folder)
    demo_marker(folder).touch()
    installation = Installation(folder, read_link_key(folder), invented=True, secret=b"bench")
    entries = [ListEntry(ListKind.OVERLEGVORM, f"vorm-{n}", f"Overlegvorm {n}") for n in range(VORMEN)]
    entries += [ListEntry(ListKind.BEROEPSGROEP, f"groep-{n}", f"Beroepsgroep {n}") for n in range(GROUPS)]
    entries += [ListEntry(ListKind.ORGANISATIETYPE, f"soort-{n}", f"Organisatietype {n}") for n in range(TYPES)]
    meetings = [Overleg(f"overleg-{n}", f"Overleg {n}", f"vorm-{n % VORMEN}") for n in range(overleggen)]
    people = [
        Partner(
            f"partner-{number:07}",
            f"partner{number}@example.org",
            f"groep-{random.randrange(GROUPS)}",
            f"soort-{random.randrange(TYPES)}",
            tuple(o.id for o in random.sample(meetings, random.randint(1, most_overleggen))),
        )
        for number in range(partners)
    ]
    house = House(HOUSE, "Veiligheidshuis Bench", "bench@example.org", invented=True)
    create_house(installation, house, entries=entries, overleggen=meetings, partners=people)
    now = datetime.now(UTC).replace(microsecond=0)
    wave = Wave(
        id=WAVE,
        name="Bench",
        questionnaire=questionnaire[0],
        version=questionnaire[1],
        state=WaveState.OPEN,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=30),
        period_start=(now - timedelta(days=90)).date(),
        period_end=now.date(),
        retention_date=(now + timedelta(days=365)).date(),
    )
    links = open_wave(installation, HOUSE, wave)
    return BenchHouse(installation, tuple(link.path for link in links))


def fill_vault(bench: BenchHouse, forms: int) -> int:
    """Put about so many sealed forms into the vault in bulk, past the web; gives the exact number.

    Persons are taken from the list in turn until there are enough forms; each sends about all own overleggen.
    """
    db = bench.installation.house(HOUSE)
    secret, _ = waves.select_secrets(db, WAVE)
    key = sealing.wave_key(bench.installation.link_key, secret)
    random = Random(forms)
    items = len(bench.questionnaire.items)
    with db.atomic():
        rows = db.query(
            "SELECT invitation.id, invitation.beroepsgroep, invitation_overleg.overleg FROM invitation "
            "JOIN invitation_overleg ON invitation_overleg.invitation_id = invitation.id ORDER BY invitation.id"
        )
        senders: dict[str, tuple[int, list[int]]] = {}
        for row in rows[:forms]:
            senders.setdefault(row[0], (row[1], []))[1].append(row[2])
        sealed = []
        for tie, (group, overleggen) in enumerate(senders.values()):
            for overleg in overleggen:
                form = Form(overleg, random.randint(1, 20), answers(random, items))
                packed = pack_form(form, tie=tie, beroepsgroep=group)
                sealed.append((secrets.token_bytes(16), sealing.seal(key, packed, FORM + WAVE.encode())))
        for some in _portions(sealed):
            vault.insert_forms(db, WAVE, some)
        for invitation, (_, overleggen) in senders.items():
            invitations.update_outcome_once(db, invitation, Outcome.ANSWERED)
            for overleg in overleggen:
                invitations.update_membership(
                    db, invitation=invitation, overleg=overleg, state=MembershipState.ANSWERED
                )
    db.truncate_wal()
    return len(sealed)


def answers(random: Random, items: int) -> bytes:
    """One form's answers: 1 to 4 around the person's own level, now and then geen oordeel or nothing."""
    level = random.gauss(3.0, 0.5)
    given = bytearray(min(4, max(1, round(random.gauss(level, 0.6)))) for _ in range(items))
    for place in random.sample(range(items), items // 12):
        given[place] = random.choice((0, 255, 255))
    return bytes(given)


def _portions(rows: list[tuple[bytes, bytes]]) -> Iterator[list[tuple[bytes, bytes]]]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]
