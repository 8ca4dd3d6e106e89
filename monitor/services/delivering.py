"""Sending what is due in the outbox of a house or of the directory: paced, resumable, one sender at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from monitor.errors import Busy, OutOfOrder
from monitor.mail.delivery import Delivered, Delivery, Outcome, Step, open_delivery
from monitor.mail.drawing import Paragraph, draw_html, draw_text
from monitor.mail.explaining import explain
from monitor.mail.message import Mail
from monitor.model import TICK, Actor, WaveState
from monitor.services import audit
from monitor.services.account_letters import SENDER
from monitor.services.directory_outbox import DirectoryOutbox
from monitor.services.house_outbox import HouseOutbox
from monitor.services.installation import Installation
from monitor.services.letters import message_id
from monitor.services.mail_batch import Batch
from monitor.services.mail_results import Sent
from monitor.services.progress import progress
from monitor.services.time_limit import never
from monitor.services.waves import get_wave
from monitor.store import account_outbox, mail_counts, outbox, reminders
from monitor.store.database import Database
from monitor.store.outbox import MailKind
from monitor.store.reminders import ReminderState

_TASK = "mail"


@dataclass(frozen=True)
class MailFault:
    """Since when the mail server takes nothing, and one sentence that says what to do."""

    since: datetime
    sentence: str


@dataclass(frozen=True)
class DryRun:
    """What would go out, in numbers that a coordinator may know.

    `over`: the wave is closed, nothing goes. `waiting`: invitations and links asked for again. `silent`: to how
    many a reminder would go at the most, by this morning's counts; None where fewer than three have, or have not,
    answered. `reminders`: the moments planned.
    """

    waiting: int
    silent: int | None
    reminders: tuple[datetime, ...]
    per_minute: int
    per_day: int
    paused: bool
    over: bool = False


def send_due(
    installation: Installation,
    house: str,
    *,
    limit: int | None = None,
    actor: Actor = TICK,
    stopped: Callable[[], bool] = never,
) -> Sent:
    """Send what is due in a house, at most what may leave in a minute; where another sender is at work, nothing.

    Reminders go last, with a limit of their own, and are told of nowhere: `Sent` is about the other mails alone.
    What is claimed is marked after every mail, so that it can be stopped at any moment and goes on where it was.
    limit: at most so many of either. stopped: asked before each mail, whether to leave the rest. Raises NotFound.
    """
    db = installation.house(house)
    if not installation.mail.works or not outbox.has_work(db, installation.now()):
        return Sent()
    return _send(
        installation,
        db,
        lambda: (
            HouseOutbox(installation, house, actor=actor),
            HouseOutbox(installation, house, reminders=True, actor=actor),
        ),
        limit,
        stopped,
    )


def send_account_mails(
    installation: Installation, *, limit: int | None = None, stopped: Callable[[], bool] = never
) -> Sent:
    """The same for mails about accounts."""
    db = installation.directory()
    if not installation.mail.works or not account_outbox.has_work(db, installation.now()):
        return Sent()
    return _send(installation, db, lambda: (DirectoryOutbox(installation),), limit, stopped)


def _send(
    installation: Installation,
    db: Database,
    make_queues: Callable[[], Sequence[HouseOutbox | DirectoryOutbox]],
    limit: int | None,
    stopped: Callable[[], bool],
) -> Sent:
    with ExitStack() as held:
        try:
            held.enter_context(db.only_one(_TASK))
        except Busy:
            return Sent(busy=True)
        with open_delivery(installation.mail) as delivery:
            first, *rest = make_queues()
            told = _run(first, delivery, limit, stopped)
            for queue in rest if told.fault is None else ():
                _run(queue, delivery, limit, stopped)
            return told


def _run(
    queue: HouseOutbox | DirectoryOutbox, delivery: Delivery, limit: int | None, stopped: Callable[[], bool]
) -> Sent:
    queue.recover()
    return Batch(queue, delivery).run(takewhile(lambda _mail: not stopped(), queue.list_due(limit)))


def get_fault(installation: Installation, house: str) -> MailFault | None:
    """Why no mail of a house can leave now, or None."""
    if not installation.mail.works:
        return None
    kept = mail_counts.select_fault(installation.house(house))
    if kept is None:
        return None
    delivered = Delivered(Outcome(kept.outcome), Step(kept.step) if kept.step else None, kept.code)
    return MailFault(kept.since, explain(delivered))


def send_test(installation: Installation, address: str, *, actor: Actor) -> Delivered:
    """Send one mail to try the mail server. Raises BadInput for what is no address, OutOfOrder without a server."""
    if not installation.mail.works:
        raise OutOfOrder("Er is geen mailserver ingesteld. Zet smtp_host en mail_from in monitor.toml.")
    now = installation.now()
    blocks = [Paragraph("Dit is een proefmail van de Veiligheidshuis-monitor. Leest u dit, dan werkt het versturen.")]
    mail = Mail(
        to=address,
        subject="Proefmail van de Veiligheidshuis-monitor",
        text=draw_text(blocks),
        html=draw_html(blocks, title="Proefmail", sender=SENDER, language="nl"),
        message_id=message_id(installation, f"proef-{int(now.timestamp())}"),
        sender=installation.mail.sender,
        sender_name=SENDER,
    )
    with open_delivery(installation.mail) as delivery:
        delivered = delivery.deliver(mail, now)
    db = installation.directory()
    with db.atomic():
        audit.note(db, now, actor, what="mail.tested", result=f"{delivered.outcome} {delivered.code}".strip())
    return delivered


def dry_run(installation: Installation, house: str, wave: str) -> DryRun:
    """What would go out in a wave. Raises NotFound. To how many a reminder goes is only told as live counts are."""
    db = installation.house(house)
    found = get_wave(installation, house, wave)
    silent = None
    if found.state is WaveState.OPEN:
        counted = progress(installation, house, wave).live.house
        if counted.eligible is not None and counted.answered is not None:
            silent = counted.eligible - counted.answered
    planned = [one.due_at for one in reminders.select_reminders(db, wave) if one.state is ReminderState.PLANNED]
    return DryRun(
        waiting=outbox.count_waiting(db, wave, (MailKind.INVITATION, MailKind.AGAIN)),
        silent=silent,
        reminders=tuple(planned),
        per_minute=installation.mail.per_minute,
        per_day=installation.mail.per_day,
        paused=found.mail_paused,
        over=found.state in (WaveState.CLOSING, WaveState.CLOSED),
    )
