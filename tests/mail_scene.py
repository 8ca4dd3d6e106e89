"""A house whose mails go to a server on loopback: rows in its outbox, and what became of them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from monitor.mail.settings import MailSettings, Security, Server
from monitor.services.installation import Installation
from monitor.services.queueing import queue
from monitor.store.outbox import MailKind
from tests.scene import HOUSE, MIDWAY, OTHER_WAVE, WAVE, Scene, house_file

SENDER = "monitor@gemeente.example"
BASE_URL = "https://monitor.example"


def with_server(scene: Scene, port: int, *, per_minute: int = 1000, per_day: int = 2000) -> Installation:
    """The scene's installation with a mail server on this machine."""
    settings = MailSettings(
        smtp=Server("127.0.0.1", port, Security.NONE), sender=SENDER, per_minute=per_minute, per_day=per_day
    )
    return replace(scene.installation, mail=settings, base_url=BASE_URL)


def invitation_of(scene: Scene, partner: str, wave: str = WAVE, house: str = HOUSE) -> str:
    """The id of an invitation."""
    rows = scene.installation.house(house).query(
        "SELECT id FROM invitation WHERE wave_id = :wave AND partner_id = :partner", {"wave": wave, "partner": partner}
    )
    return str(rows[0]["id"])


def queue_mails(
    scene: Scene,
    partners: Sequence[str],
    *,
    kind: MailKind = MailKind.INVITATION,
    round: int = 0,
    wave: str = WAVE,
    house: str = HOUSE,
) -> None:
    """Put a mail to each of these partners in the outbox, due at once."""
    db = scene.installation.house(house)
    found = [invitation_of(scene, partner, wave, house) for partner in partners]
    with db.atomic():
        queue(db, wave, found, kind=kind, round=round, due_at=MIDWAY)


def queue_noise(scene: Scene) -> None:
    """Mails of another wave that are not due: a paused one. They must stay as they are."""
    queue_mails(scene, ["p05", "p06"], wave=OTHER_WAVE)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE wave SET mail_paused = 1 WHERE id = :wave", {"wave": OTHER_WAVE})


@dataclass(frozen=True)
class Row:
    """A row of the outbox."""

    id: str
    state: str
    tries: int
    doubts: int
    code: str
    sent_on: str | None


def rows_of(scene: Scene, wave: str = WAVE) -> dict[str, Row]:
    """Partner -> the row, of a wave with one mail per partner."""
    with closing(sqlite3.connect(house_file(scene))) as connection:
        found = connection.execute(
            "SELECT invitation.partner_id, outbox.id, outbox.state, outbox.tries, outbox.doubts, outbox.code, "
            "outbox.sent_on FROM outbox JOIN invitation ON invitation.id = outbox.invitation_id "
            "WHERE outbox.wave_id = ?",
            (wave,),
        ).fetchall()
    return {row[0]: Row(*row[1:]) for row in found}


def states_of(scene: Scene, wave: str = WAVE) -> Counter[str]:
    """State -> number of mails."""
    return Counter(row.state for row in rows_of(scene, wave).values())


def address_of(partner: str) -> str:
    """A partner's address in the scene."""
    return f"{partner}@partner.example"
