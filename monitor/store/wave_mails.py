"""Statements on the mails of a wave: what came back, what is dropped, and the numbers that may be told of them."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Row

from monitor.model import WaveState
from monitor.store.database import Database
from monitor.store.invitations import Reach
from monitor.store.outbox import MAY_HAVE_LEFT, MailKind


@dataclass(frozen=True)
class LeftMail:
    """A mail of the outbox that a returned one points at. `invitation` None: it was about no wave.

    `left`: it left, or may have, and did not come back.
    """

    id: str
    kind: MailKind
    wave: str | None
    invitation: str | None
    left: bool


@dataclass(frozen=True)
class Link:
    """An invitation with what makes its link. `secret` is the wave's."""

    invitation: str
    wave: str
    number: int
    secret: bytes


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited, with what may be told by name and nothing else. `invitation` is shown nowhere."""

    invitation: str
    partner: str
    name: str
    email: str
    opted_out: bool
    unreached: bool


@dataclass(frozen=True)
class MailCount:
    """How many mails of a kind and round are in a state; of those `left` (or may have), and `returned`.

    undelivered: the mail server did not take them. unsure: nobody knows whether it did, and they go no more.
    """

    kind: MailKind
    round: int
    state: str
    number: int
    left: int
    returned: int
    undelivered: int
    unsure: int


@dataclass(frozen=True)
class Flags:
    """Of a wave: persons invited, who want no mails, whom no mail reaches, and who are one or the other."""

    invited: int
    opted_out: int
    unreached: int
    either: int


def select_mail(db: Database, mail: str) -> LeftMail | None:
    """The mail with this id, or None."""
    rows = db.query(
        f"SELECT id, kind, wave_id, invitation_id, {MAY_HAVE_LEFT} FROM outbox WHERE id = :id",  # noqa: S608 - a constant
        {"id": mail},
    )
    return LeftMail(rows[0][0], MailKind(rows[0][1]), rows[0][2], rows[0][3], bool(rows[0][4])) if rows else None


def update_returned(db: Database, mail: str, code: str) -> bool:
    """Note that a mail which had left came back; False if it had not left, or this was noted before."""
    changed = db.execute(
        f"UPDATE outbox SET state = 'failed', code = :code WHERE id = :id AND {MAY_HAVE_LEFT}",  # noqa: S608 - a constant
        {"id": mail, "code": code},
    )
    return changed == 1


def drop_reminders(db: Database, invitation: str) -> None:
    """Let the reminders of an invitation that wait not go any more."""
    db.execute(
        "UPDATE outbox SET state = CASE WHEN state = 'waiting' THEN 'dropped' ELSE state END "
        "WHERE invitation_id = :invitation AND kind = :kind",
        {"invitation": invitation, "kind": MailKind.REMINDER},
    )


def restore_invitation(db: Database, invitation: str) -> None:
    """Let the last invitation to somebody wait again if it was dropped, unless that person wants no mails."""
    db.execute(
        "UPDATE outbox SET state = CASE WHEN state = 'dropped' THEN 'waiting' ELSE state END "
        "WHERE invitation_id = :invitation AND kind = :kind AND round = (SELECT max(own.round) FROM outbox AS own "
        "WHERE own.invitation_id = :invitation AND own.kind = :kind) "
        "AND EXISTS (SELECT 1 FROM invitation WHERE id = :invitation AND opted_out = 0)",
        {"invitation": invitation, "kind": MailKind.INVITATION},
    )


def drop_waiting(db: Database, invitation: str) -> None:
    """Let the mails of an invitation that wait not go any more.

    By the invitation alone: asked for the state too, SQLite goes through all mails that wait.
    """
    db.execute(
        "UPDATE outbox SET state = CASE WHEN state = 'waiting' THEN 'dropped' ELSE state END "
        "WHERE invitation_id = :invitation",
        {"invitation": invitation},
    )


_LINK = (
    "SELECT invitation.id, invitation.wave_id, invitation.link_number, wave.secret FROM invitation "
    "JOIN wave ON wave.id = invitation.wave_id WHERE wave.secret IS NOT NULL AND wave.state = :open AND "
)


def select_link(db: Database, invitation: str) -> Link | None:
    """What makes the link of an invitation, or None once its wave takes no answers."""
    rows = db.query(f"{_LINK} invitation.id = :id", {"id": invitation, "open": WaveState.OPEN})
    return Link(*rows[0]) if rows else None


def select_links(db: Database, partner: str) -> list[Link]:
    """The links of a partner in the waves that are open."""
    rows = db.query(
        f"{_LINK} invitation.partner_id = :partner ORDER BY invitation.wave_id",
        {"partner": partner, "open": WaveState.OPEN},
    )
    return [Link(*row) for row in rows]


def has_left(db: Database, invitation: str) -> bool:
    """Whether a mail of an invitation left and did not come back, or may have.

    Reminders do not count: whether one left hangs on whether its person had answered.
    """
    rows = db.query(
        f"SELECT 1 FROM outbox WHERE invitation_id = :invitation AND kind <> :kind AND {MAY_HAVE_LEFT}",  # noqa: S608 - a constant
        {"invitation": invitation, "kind": MailKind.REMINDER},
    )
    return bool(rows)


def has_waiting(db: Database, invitation: str, kind: MailKind) -> bool:
    """Whether a mail of this kind waits for an invitation."""
    rows = db.query(
        "SELECT 1 FROM outbox WHERE invitation_id = :invitation AND kind = :kind AND state = 'waiting'",
        {"invitation": invitation, "kind": kind},
    )
    return bool(rows)


def count_rounds(db: Database, invitation: str, kind: MailKind) -> int:
    """How many mails of a kind were ever meant for an invitation: the round of the next one."""
    rows = db.query(
        "SELECT coalesce(max(round) + 1, 0) FROM outbox WHERE invitation_id = :invitation AND kind = :kind",
        {"invitation": invitation, "kind": kind},
    )
    return int(rows[0][0])


def select_mails(db: Database, invitation: str, kind: MailKind) -> list[str]:
    """The ids of an invitation's mails of a kind, by round."""
    rows = db.query(
        "SELECT id FROM outbox WHERE invitation_id = :invitation AND kind = :kind ORDER BY round",
        {"invitation": invitation, "kind": kind},
    )
    return [row["id"] for row in rows]


_INVITED = (
    "SELECT invitation.id, partner.id, partner.name, partner.email, invitation.opted_out, "
    "invitation.unreached = :returned "
    "FROM invitation JOIN partner ON partner.id = invitation.partner_id "
    "WHERE invitation.wave_id = :wave AND invitation.test = 0"
)


def select_invited(db: Database, wave: str) -> list[Invited]:
    """Who was invited and is still on the list, by address."""
    rows = db.query(f"{_INVITED} ORDER BY partner.email", {"wave": wave, "returned": Reach.RETURNED})
    return [_invited(row) for row in rows]


def select_named(db: Database, wave: str) -> list[Invited]:
    """Those of them who want no mails or whom no mail reaches, by address."""
    rows = db.query(
        f"{_INVITED} AND (invitation.opted_out = 1 OR invitation.unreached = :returned) ORDER BY partner.email",
        {"wave": wave, "returned": Reach.RETURNED},
    )
    return [_invited(row) for row in rows]


def select_invited_partner(db: Database, wave: str, partner: str) -> Invited | None:
    """One of them, or None."""
    rows = db.query(
        f"{_INVITED} AND partner.id = :partner", {"wave": wave, "returned": Reach.RETURNED, "partner": partner}
    )
    return _invited(rows[0]) if rows else None


def _invited(row: Row) -> Invited:
    return Invited(row[0], row[1], row[2], row[3], bool(row[4]), bool(row[5]))


def count_flags(db: Database, wave: str) -> Flags:
    """What may be told of all invited persons together."""
    row = db.query(
        "SELECT count(*), coalesce(sum(opted_out), 0), "
        "coalesce(sum(CASE WHEN unreached = :returned THEN 1 ELSE 0 END), 0), "
        "coalesce(sum(CASE WHEN opted_out = 1 OR unreached = :returned THEN 1 ELSE 0 END), 0) "
        "FROM invitation WHERE wave_id = :wave AND test = 0",
        {"wave": wave, "returned": Reach.RETURNED},
    )[0]
    return Flags(*row)


def count_mails(db: Database, wave: str) -> list[MailCount]:
    """The mails of a wave, counted. Of reminders none of these may be shown."""
    rows = db.query(
        "SELECT outbox.kind, outbox.round, outbox.state, count(*), "
        "sum(CASE WHEN outbox.sent_on IS NOT NULL OR outbox.doubts > 0 THEN 1 ELSE 0 END), "
        "sum(CASE WHEN outbox.state = 'failed' AND outbox.code <> 'unknown' "
        "AND (outbox.sent_on IS NOT NULL OR outbox.doubts > 0) THEN 1 ELSE 0 END), "
        "sum(CASE WHEN outbox.state = 'failed' AND outbox.sent_on IS NULL AND outbox.doubts = 0 THEN 1 ELSE 0 END), "
        "sum(CASE WHEN outbox.state = 'failed' AND outbox.code = 'unknown' THEN 1 ELSE 0 END) FROM outbox "
        "JOIN invitation ON invitation.id = outbox.invitation_id WHERE outbox.wave_id = :wave AND invitation.test = 0 "
        "GROUP BY outbox.kind, outbox.round, outbox.state ORDER BY outbox.kind, outbox.round, outbox.state",
        {"wave": wave},
    )
    return [MailCount(MailKind(row[0]), *tuple(row)[1:]) for row in rows]


def update_paused(db: Database, wave: str, *, paused: bool) -> bool:
    """Hold the mails of a wave, or let them go on; False if that was so already."""
    changed = db.execute(
        "UPDATE wave SET mail_paused = :paused WHERE id = :wave AND mail_paused <> :paused",
        {"wave": wave, "paused": int(paused)},
    )
    return changed == 1
