"""Statements on invitations: who may fill in what, and whether that has been done. Never what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from sqlite3 import Row

from monitor.model import FrameRow, House, InvitedOverleg, Membership, MembershipState, Outcome, Wave
from monitor.store.database import Database
from monitor.store.lists import HOUSE_COLUMNS, house_of
from monitor.store.waves import WAVE_COLUMNS, WAVE_WIDTH, wave_of


@dataclass(frozen=True)
class NewInvitation:
    """An invitation to be entered. `partner` None with `test`: a try-out that never counts."""

    id: str
    partner: str | None
    token_hash: bytes
    beroepsgroep: int
    organisatietype: int
    overleggen: tuple[int, ...]
    geslacht: int | None = None
    test: bool = False


@dataclass(frozen=True)
class FoundInvitation:
    """What a link leads to. `secret` is the wave's, None once closed."""

    id: str
    outcome: Outcome
    begun: bool
    beroepsgroep: int
    house: House
    wave: Wave
    secret: bytes | None
    draft_size: int
    sealed_draft: bytes | None
    test: bool = False
    opted_out: bool = False


class Reach(IntEnum):
    """Whether mail reaches somebody.

    RETURNED, told by name: a mail came back that goes to everybody, or the coordinator says so. SILENT, told of nobody:
    only a reminder came back, which goes to who has not answered, so that naming its person would say just that.
    """

    FINE = 0
    RETURNED = 1
    SILENT = 2


_FIND = (
    f"SELECT {WAVE_COLUMNS}, invitation.id, invitation.outcome, invitation.begun, invitation.beroepsgroep, "  # noqa: S608 - constants
    f"wave.secret, wave.draft_size, draft.sealed, invitation.test, invitation.opted_out, {HOUSE_COLUMNS} "
    "FROM invitation JOIN wave ON wave.id = invitation.wave_id LEFT JOIN draft ON draft.id = :draft "
    "CROSS JOIN house WHERE invitation.token_hash = :token_hash"
)


def insert_invitations(db: Database, wave: str, invitations: Sequence[NewInvitation]) -> None:
    """Enter invitations, without their overleggen."""
    db.execute_many(
        "INSERT INTO invitation (id, wave_id, partner_id, link_number, token_hash, outcome, begun, beroepsgroep, "
        "organisatietype, geslacht, test) VALUES (:id, :wave, :partner, 1, :token_hash, :outcome, 0, :beroepsgroep, "
        ":organisatietype, :geslacht, :test)",
        [
            {
                "id": invitation.id,
                "wave": wave,
                "partner": invitation.partner,
                "token_hash": invitation.token_hash,
                "outcome": Outcome.NO_RESPONSE,
                "beroepsgroep": invitation.beroepsgroep,
                "organisatietype": invitation.organisatietype,
                "geslacht": invitation.geslacht,
                "test": int(invitation.test),
            }
            for invitation in invitations
        ],
    )


def insert_invitation_overleggen(db: Database, invitations: Sequence[NewInvitation]) -> None:
    """Enter which overleggen the invitations are about."""
    db.execute_many(
        "INSERT INTO invitation_overleg (invitation_id, overleg, state) VALUES (:invitation, :overleg, :state)",
        [
            {"invitation": invitation.id, "overleg": overleg, "state": MembershipState.OPEN}
            for invitation in invitations
            for overleg in invitation.overleggen
        ],
    )


def select_invitation(db: Database, token_hash: bytes, *, draft: bytes) -> FoundInvitation | None:
    """What the link with this hash leads to, with the draft of that id, or None."""
    rows = db.query(_FIND, {"token_hash": token_hash, "draft": draft})
    if not rows:
        return None
    invitation, outcome, begun, beroepsgroep, secret, size, sealed, test, opted_out, *house = rows[0][WAVE_WIDTH:]
    return FoundInvitation(
        invitation,
        Outcome(outcome),
        bool(begun),
        beroepsgroep,
        house_of(*house),
        wave_of(rows[0]),
        secret,
        size,
        sealed,
        bool(test),
        bool(opted_out),
    )


def select_invited_overleggen(db: Database, *, wave: str, invitation: str) -> tuple[InvitedOverleg, ...]:
    """The overleggen on an invitation, by code."""
    rows = db.query(
        "SELECT invitation_overleg.overleg, wave_level.label, invitation_overleg.state FROM invitation_overleg "
        "JOIN wave_level ON wave_level.wave_id = :wave AND wave_level.variable = 'overleg' "
        "AND wave_level.code = invitation_overleg.overleg WHERE invitation_overleg.invitation_id = :invitation "
        "ORDER BY invitation_overleg.overleg",
        {"wave": wave, "invitation": invitation},
    )
    return tuple(InvitedOverleg(row[0], row[1], MembershipState(row[2])) for row in rows)


@dataclass(frozen=True)
class DeletedInvitation:
    """The invitation of somebody who was deleted since; groups by their codes."""

    beroepsgroep: int
    organisatietype: int
    overleggen: frozenset[int]


def select_deleted(db: Database, wave: str) -> list[DeletedInvitation]:
    """The invitations of a wave whose partner was deleted."""
    found: dict[str, tuple[int, int, set[int]]] = {}
    for row in db.query(
        "SELECT invitation.id, invitation.beroepsgroep, invitation.organisatietype, invitation_overleg.overleg "
        "FROM invitation JOIN invitation_overleg ON invitation_overleg.invitation_id = invitation.id "
        "WHERE invitation.wave_id = :wave AND invitation.partner_id IS NULL AND invitation.test = 0",
        {"wave": wave},
    ):
        found.setdefault(row[0], (row[1], row[2], set()))[2].add(row[3])
    return [DeletedInvitation(group, kind, frozenset(overleggen)) for group, kind, overleggen in found.values()]


def update_begun(db: Database, invitation: str) -> None:
    """Note that a page was kept."""
    db.execute("UPDATE invitation SET begun = 1 WHERE id = :id", {"id": invitation})


def update_outcome_once(db: Database, invitation: str, outcome: Outcome) -> bool:
    """Note that somebody answered or was at none of the overleggen; False if that had been noted before."""
    changed = db.execute(
        "UPDATE invitation SET outcome = :outcome WHERE id = :id AND outcome NOT IN (:answered, :ineligible)",
        {"id": invitation, "outcome": outcome, "answered": Outcome.ANSWERED, "ineligible": Outcome.INELIGIBLE},
    )
    return changed == 1


def update_round(db: Database, invitation: str) -> None:
    """Note how many reminders had been sent to who answers now; nothing where no mail ever left.

    One of which nobody knows whether it left counts: who answers after it most likely had it.
    """
    db.execute(
        "UPDATE invitation SET round = (SELECT sum(CASE WHEN kind = 'reminder' THEN 1 ELSE 0 END) FROM outbox "
        "WHERE outbox.invitation_id = invitation.id AND (outbox.state = 'sent' "
        "OR outbox.doubts > 0 AND (outbox.state <> 'failed' OR outbox.code = 'unknown'))) WHERE id = :id",
        {"id": invitation},
    )


def update_opted_out(db: Database, invitation: str) -> None:
    """Note that somebody wants no mails of this wave."""
    db.execute("UPDATE invitation SET opted_out = 1 WHERE id = :id", {"id": invitation})


def update_unreached(db: Database, invitation: str, reach: Reach) -> None:
    """Note whether the address takes mail."""
    db.execute("UPDATE invitation SET unreached = :reach WHERE id = :id", {"id": invitation, "reach": reach})


def update_bounced(db: Database, invitation: str, reach: Reach) -> bool:
    """Note that a mail did not arrive; False if no more is known by it.

    Who is named already stays named: to take a name away would tell something.
    """
    changed = db.execute(
        "UPDATE invitation SET unreached = :reach WHERE id = :id AND unreached NOT IN (:reach, :returned)",
        {"id": invitation, "reach": reach, "returned": Reach.RETURNED},
    )
    return changed == 1


def update_link(db: Database, invitation: str, *, number: int, token_hash: bytes) -> None:
    """Put another link in place of the one that was; that one leads nowhere from now on."""
    db.execute(
        "UPDATE invitation SET link_number = :number, token_hash = :token_hash WHERE id = :id",
        {"id": invitation, "number": number, "token_hash": token_hash},
    )


def update_membership(db: Database, *, invitation: str, overleg: int, state: MembershipState) -> None:
    """Note what became of one overleg of an invitation."""
    db.execute(
        "UPDATE invitation_overleg SET state = :state WHERE invitation_id = :invitation AND overleg = :overleg",
        {"invitation": invitation, "overleg": overleg, "state": state},
    )


def select_frame(db: Database, wave: str) -> list[FrameRow]:
    """One row per invited person of a wave that is not closed yet, in no order that tells anything."""
    vormen = {
        row["code"]: row["parent"]
        for row in db.query(
            "SELECT code, parent FROM wave_level WHERE wave_id = :wave AND variable = 'overleg'", {"wave": wave}
        )
    }
    memberships: dict[str, list[Membership]] = {}
    for row in db.query(
        "SELECT invitation_overleg.invitation_id, invitation_overleg.overleg, invitation_overleg.state "
        "FROM invitation_overleg JOIN invitation ON invitation.id = invitation_overleg.invitation_id "
        "WHERE invitation.wave_id = :wave ORDER BY invitation_overleg.invitation_id, invitation_overleg.overleg",
        {"wave": wave},
    ):
        memberships.setdefault(row[0], []).append(Membership(row[1], vormen[row[1]], MembershipState(row[2])))
    return [
        FrameRow(
            outcome=_outcome(row),
            values=_values(row),
            memberships=tuple(memberships.get(row["id"], ())),
            round=row["round"],
        )
        for row in db.query(
            "SELECT id, outcome, begun, opted_out, unreached, round, beroepsgroep, organisatietype, geslacht "
            "FROM invitation WHERE wave_id = :wave AND test = 0 ORDER BY id",
            {"wave": wave},
        )
    ]


def _outcome(row: Row) -> Outcome:
    """The precedence of statistics.md: answered, not eligible, refused, partial, unreached, no response."""
    came = Outcome(row["outcome"])
    if came is not Outcome.NO_RESPONSE:
        return came
    if row["opted_out"]:
        return Outcome.REFUSED
    if row["begun"]:
        return Outcome.PARTIAL
    return Outcome.UNREACHED if row["unreached"] else came


def _values(row: Row) -> dict[str, int]:
    names = ("beroepsgroep", "organisatietype", "geslacht")
    return {name: row[name] for name in names if row[name] is not None}


def count_begun(db: Database, wave: str) -> int:
    """Persons who kept a page but did not send."""
    rows = db.query(
        "SELECT count(*) AS number FROM invitation WHERE wave_id = :wave AND begun = 1 "
        "AND test = 0 AND outcome NOT IN (:answered, :ineligible)",
        {"wave": wave, "answered": Outcome.ANSWERED, "ineligible": Outcome.INELIGIBLE},
    )
    return int(rows[0]["number"])


def delete_invitations(db: Database, wave: str) -> None:
    """Destroy all that is known per person of a closed wave."""
    db.execute("DELETE FROM invitation WHERE wave_id = :wave", {"wave": wave})


def select_untouched(db: Database, wave: str, *, most: int) -> list[tuple[str, int]]:
    """(id, link number) of invitations that nobody began, those with most overleggen first."""
    rows = db.query(
        "SELECT invitation.id, invitation.link_number FROM invitation "
        "JOIN invitation_overleg ON invitation_overleg.invitation_id = invitation.id "
        "WHERE invitation.wave_id = :wave AND invitation.begun = 0 AND invitation.test = 0 "
        "AND invitation.outcome = :outcome "
        "GROUP BY invitation.id, invitation.link_number ORDER BY count(*) DESC, invitation.id LIMIT :most",
        {"wave": wave, "outcome": Outcome.NO_RESPONSE, "most": most},
    )
    return [(row["id"], row["link_number"]) for row in rows]
