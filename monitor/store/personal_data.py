"""Statements on what is kept about one partner, and on taking a partner out of the house. Never what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import Wave
from monitor.store.database import Database
from monitor.store.invitations import Reach
from monitor.store.outbox import MailKind
from monitor.store.times import to_text
from monitor.store.waves import WAVE_COLUMNS, WAVE_WIDTH, wave_of


@dataclass(frozen=True)
class KeptPartner:
    """A partner as the list holds them, with the names of what it points at."""

    id: str
    email: str
    name: str
    gender: str
    language: str
    beroepsgroep: str
    organisatietype: str
    overleggen: tuple[str, ...]


@dataclass(frozen=True)
class KeptInvitation:
    """A partner's invitation in a wave that is not closed. `link_number`: above 1, the link was replaced.

    `returned`: a mail that goes to everybody came back, or the coordinator says that none arrives. What tells of
    reminders, which go only to who has not answered, is left out.
    """

    id: str
    wave: Wave
    link_number: int
    opted_out: bool
    returned: bool


@dataclass(frozen=True)
class SentMail:
    """A mail that left for a partner: what it was, and on which day."""

    invitation: str | None
    kind: MailKind
    round: int
    sent_on: date


@dataclass(frozen=True)
class LiveInvitation:
    """An invitation whose link still works: enough to make its token again. `secret` is the wave's."""

    id: str
    partner: str
    link_number: int
    wave: str
    secret: bytes


def select_partner(db: Database, partner: str) -> KeptPartner | None:
    """One partner with the names of its groups, or None."""
    rows = db.query(
        "SELECT partner.id, partner.email, partner.name, partner.gender, partner.language, "
        "coalesce(beroep.name, partner.beroepsgroep), coalesce(soort.name, partner.organisatietype) FROM partner "
        "LEFT JOIN list_entry AS beroep ON beroep.kind = 'beroepsgroep' AND beroep.id = partner.beroepsgroep "
        "LEFT JOIN list_entry AS soort ON soort.kind = 'organisatietype' AND soort.id = partner.organisatietype "
        "WHERE partner.id = :partner",
        {"partner": partner},
    )
    if not rows:
        return None
    found, email, name, gender, language, beroepsgroep, organisatietype = rows[0]
    overleggen = _select_overleggen(db, partner)
    return KeptPartner(found, email, name, gender, language, beroepsgroep, organisatietype, overleggen)


def _select_overleggen(db: Database, partner: str) -> tuple[str, ...]:
    rows = db.query(
        "SELECT overleg.name FROM partner_overleg JOIN overleg ON overleg.id = partner_overleg.overleg_id "
        "WHERE partner_overleg.partner_id = :partner ORDER BY overleg.name",
        {"partner": partner},
    )
    return tuple(row["name"] for row in rows)


def select_invitations(db: Database, partner: str) -> list[KeptInvitation]:
    """The partner's invitations, the newest wave first; of closed waves there are none."""
    rows = db.query(
        f"SELECT {WAVE_COLUMNS}, invitation.id, invitation.link_number, invitation.opted_out, "  # noqa: S608 - a constant
        "invitation.unreached FROM invitation JOIN wave ON wave.id = invitation.wave_id "
        "WHERE invitation.partner_id = :partner ORDER BY wave.opens_at DESC",
        {"partner": partner},
    )
    found = []
    for row in rows:
        invitation, number, opted_out, reach = tuple(row)[WAVE_WIDTH:]
        found.append(KeptInvitation(invitation, wave_of(row), number, bool(opted_out), reach == Reach.RETURNED))
    return found


def select_sent(db: Database, partner: str) -> list[SentMail]:
    """The mails that left for a partner, the oldest first; of closed waves there are none."""
    rows = db.query(
        "SELECT outbox.invitation_id, outbox.kind, outbox.round, outbox.sent_on FROM outbox "
        "LEFT JOIN invitation ON invitation.id = outbox.invitation_id "
        "WHERE (outbox.partner_id = :partner OR invitation.partner_id = :partner) AND outbox.state = 'sent' "
        "AND outbox.sent_on IS NOT NULL ORDER BY outbox.sent_on, outbox.due_at",
        {"partner": partner},
    )
    return [SentMail(row[0], MailKind(row[1]), row[2], date.fromisoformat(row[3])) for row in rows]


def count_copies(db: Database, partner: str, *, since: datetime) -> int:
    """Copies of what is kept that are on their way to a partner, or were asked since an instant."""
    rows = db.query(
        "SELECT count(*) AS number FROM outbox WHERE partner_id = :partner AND kind = :kind "
        "AND (state IN ('waiting', 'claimed') OR due_at >= :since)",
        {"partner": partner, "kind": MailKind.DATA, "since": to_text(since)},
    )
    return int(rows[0]["number"])


def delete_copies(db: Database, partner: str) -> None:
    """Forget that copies were mailed."""
    db.execute(
        "DELETE FROM outbox WHERE partner_id = :partner AND kind = :kind",
        {"partner": partner, "kind": MailKind.DATA},
    )


def select_live(db: Database, partner: str) -> list[LiveInvitation]:
    """The invitations of a partner in waves that still have their secret."""
    rows = db.query(
        "SELECT invitation.id, invitation.partner_id, invitation.link_number, wave.id, wave.secret FROM invitation "
        "JOIN wave ON wave.id = invitation.wave_id "
        "WHERE invitation.partner_id = :partner AND wave.secret IS NOT NULL",
        {"partner": partner},
    )
    return [LiveInvitation(*row) for row in rows]


def update_links_dead(db: Database, hashes: Mapping[str, bytes]) -> None:
    """Put another hash in place of a link's (invitation -> random bytes), and count the person as refused."""
    db.execute_many(
        "UPDATE invitation SET token_hash = :hash, link_number = link_number + 1, opted_out = 1 WHERE id = :id",
        [{"id": invitation, "hash": digest} for invitation, digest in hashes.items()],
    )


def delete_partners(db: Database, partners: Sequence[str]) -> None:
    """Take partners out of the list; their overleggen and mails go along, their invitations lose the person."""
    db.execute_many("DELETE FROM partner WHERE id = :id", [{"id": partner} for partner in partners])


def delete_uploads(db: Database) -> None:
    """Destroy the lists that wait for the confirmation of their preview: they may name who is being deleted."""
    db.execute("DELETE FROM upload")
