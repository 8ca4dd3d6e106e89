"""Mails of the scene's wave as they lie in the outbox once they were handed over; nothing here sends one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from sqlite3 import Row

from monitor.services import sealing
from monitor.services.clock import local_date
from monitor.services.queueing import queue
from monitor.store import waves
from monitor.store.database import Database
from monitor.store.outbox import MailKind
from tests.scene import HOUSE, PARTNERS, WAVE, Scene

INVITATION, REMINDER, AGAIN = MailKind.INVITATION, MailKind.REMINDER, MailKind.AGAIN


def house(scene: Scene) -> Database:
    """The database of HOUSE."""
    return scene.installation.house(HOUSE)


def put(
    scene: Scene, partners: Sequence[str] = PARTNERS, *, kind: MailKind = INVITATION, round: int = 0, wave: str = WAVE
) -> None:
    """Mails that wait."""
    db = house(scene)
    with db.atomic():
        ids = [invitation_of(scene, partner, wave)["id"] for partner in partners]
        queue(db, wave, ids, kind=kind, round=round, due_at=scene.clock())


def deliver(scene: Scene, *, day: date | None = None, kind: MailKind | None = None) -> None:
    """All that wait were handed over, today unless said otherwise."""
    db, on = house(scene), (day or local_date(scene.clock())).isoformat()
    with db.atomic():
        db.execute(
            "UPDATE outbox SET state = 'sent', sent_on = :on WHERE state = 'waiting' AND (:kind = '' OR kind = :kind)",
            {"on": on, "kind": kind or ""},
        )


def send(
    scene: Scene,
    partners: Sequence[str] = PARTNERS,
    *,
    kind: MailKind = INVITATION,
    round: int = 0,
    day: date | None = None,
    wave: str = WAVE,
) -> None:
    """Mails that were handed over."""
    put(scene, partners, kind=kind, round=round, wave=wave)
    deliver(scene, day=day)


def plan(
    scene: Scene, number: int, *, state: str = "planned", decided: bool = False, silent: int | None = None
) -> None:
    """A reminder of the wave, due now; decided while of `silent` nothing had come."""
    db, now = house(scene), scene.clock().isoformat(timespec="seconds")
    with db.atomic():
        db.execute(
            "INSERT INTO wave_reminder (wave_id, number, due_at, state, decided_at, silent) "
            "VALUES (:wave, :number, :now, :state, :decided, :silent)",
            {
                "wave": WAVE,
                "number": number,
                "now": now,
                "state": state,
                "decided": now if decided else None,
                "silent": silent,
            },
        )


def invitation_of(scene: Scene, partner: str, wave: str = WAVE) -> Row:
    """The row of somebody's invitation."""
    return house(scene).query(
        "SELECT * FROM invitation WHERE wave_id = :wave AND partner_id = :partner", {"wave": wave, "partner": partner}
    )[0]


def mails_of(scene: Scene, partner: str, wave: str = WAVE) -> list[tuple[str, int, str]]:
    """(kind, round, state) of somebody's mails."""
    rows = house(scene).query(
        "SELECT kind, round, state FROM outbox WHERE invitation_id = :id ORDER BY kind, round",
        {"id": invitation_of(scene, partner, wave)["id"]},
    )
    return [tuple(row) for row in rows]


def mail_id(scene: Scene, partner: str, *, kind: MailKind = INVITATION, round: int = 0, wave: str = WAVE) -> str:
    """The id of one mail, which its Message-ID is made of."""
    rows = house(scene).query(
        "SELECT id FROM outbox WHERE invitation_id = :id AND kind = :kind AND round = :round",
        {"id": invitation_of(scene, partner, wave)["id"], "kind": kind, "round": round},
    )
    return str(rows[0]["id"])


def mark_of(scene: Scene, mail: str) -> str:
    """What only our own copy of a mail holds."""
    return sealing.mail_mark(scene.installation.link_key, mail)


def returned(shape: Callable[..., bytes], scene: Scene, mail: str, **fields: str) -> bytes:
    """A report of this shape with the headers of a mail as it left."""
    return shape(mail=mail, mark=mark_of(scene, mail), **fields)


def log_of(scene: Scene) -> list[tuple[str, str, str, str]]:
    """(what, target, result, source) of the lines in the audit log."""
    rows = house(scene).query("SELECT what, target, result, source FROM audit ORDER BY number")
    return [tuple(row) for row in rows]


def link_now(scene: Scene, partner: str, wave: str = WAVE) -> str:
    """The token of somebody's link as it is now, made as a mail would."""
    secret, _ = waves.select_secrets(house(scene), wave)
    row = invitation_of(scene, partner, wave)
    assert secret is not None
    return sealing.make_token(
        scene.installation.link_key, wave_secret=secret, invitation=row["id"], link_number=row["link_number"]
    )
