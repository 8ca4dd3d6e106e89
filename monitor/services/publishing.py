"""Closing a wave: once, everything is computed, hidden where it must be and frozen; and the proof of it afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata

from monitor.errors import Mismatch, NotFound, OutOfOrder
from monitor.model import COMMAND, Actor, FrameRow, Limits, Outcome, Wave, WaveState
from monitor.results import Frozen, Publication, Report
from monitor.services import audit, publication_json, sealing
from monitor.services.chunks import Forms, count_frame, open_chunks, open_forms, open_frame, seal_chunks, seal_frame
from monitor.services.clock import local_date
from monitor.services.closing import stop_answers
from monitor.services.computing import compute
from monitor.services.installation import Installation
from monitor.services.sending import CONTACT, WORDS
from monitor.services.waves import get_wave
from monitor.store import invitations, lists, reminders, vault, waves
from monitor.store.database import Database

_LIBRARIES = ("numpy", "scipy", "pingouin")


@dataclass(frozen=True)
class Closed:
    """A closed wave's publication. `wiped`: drafts, links and forms are gone from the files, the -wal included."""

    sha256: str
    wiped: bool


def close_wave(
    installation: Installation, house: str, wave: str, *, early: bool = False, actor: Actor = COMMAND
) -> Closed:
    """Close a wave and freeze its publication. Done before: the same answer again.

    Killed halfway it can be called again: until the last transaction nothing is lost, after it all is done.
    Raises NotFound; Busy if another process is closing this house; OutOfOrder before the closing instant, or within
    the 60 minutes after it while there are drafts, unless `early`.
    """
    db = installation.house(house)
    with db.only_one("closing"):
        found = get_wave(installation, house, wave)
        if found.state is WaveState.CLOSED:
            return Closed(vault.select_publication_hash(db, wave) or "", wiped=db.truncate_wal())
        stop_answers(installation, house, wave, early=early, actor=actor)
        sha256 = _freeze(installation, db, get_wave(installation, house, wave), actor)
        return Closed(sha256, wiped=db.truncate_wal())


def _freeze(installation: Installation, db: Database, wave: Wave, actor: Actor) -> str:
    secret, _ = waves.select_secrets(db, wave.id)
    if secret is None:
        raise OutOfOrder(f"Meting {wave.id} heeft geen sleutel meer.")
    old_key = sealing.wave_key(installation.link_key, secret)
    questionnaire = installation.questionnaire_of(wave)
    sealed = [form for _, form in vault.select_forms(db, wave.id)]
    forms = open_forms(old_key, wave.id, sealed, len(questionnaire.items))
    frame = count_frame(invitations.select_frame(db, wave.id))
    found = _publish(
        installation,
        db,
        wave,
        forms,
        frame,
        limits=installation.limits,
        earlier=_find_earlier(db, wave),
        check=True,
    )
    text = publication_json.to_text(found)
    sha256 = publication_json.fingerprint(text)
    vault_secret = secrets.token_bytes(sealing.SECRET_BYTES)
    new_key = sealing.vault_key(installation.link_key, vault_secret)
    with db.atomic():
        vault.insert_chunks(db, wave.id, seal_chunks(new_key, wave.id, forms))
        vault.insert_frame(db, wave.id, seal_frame(new_key, wave.id, frame))
        _reseal_side(db, wave.id, old_key, new_key)
        vault.insert_publication(db, wave.id, body=text, sha256=sha256)
        vault.delete_forms(db, wave.id)
        vault.delete_drafts(db, wave.id)
        invitations.delete_invitations(db, wave.id)
        reminders.update_untold(db, wave.id)
        waves.update_secrets(db, wave.id, vault_secret=vault_secret)
        waves.update_counts(db, wave.id, day=None, counts=None)
        waves.update_state(db, wave.id, before=WaveState.CLOSING, after=WaveState.CLOSED)
        audit.note(db, installation.now(), actor, what="wave.frozen", target=wave.id, result=f"fingerprint: {sha256}")
    return sha256


def _reseal_side(db: Database, wave: str, old_key: bytes, new_key: bytes) -> None:
    """Comments and addresses under the vault key, with new ids."""
    for purpose, kind in ((WORDS, vault.WORDS), (CONTACT, vault.CONTACT)):
        context = purpose + wave.encode()
        texts = [sealing.unseal(old_key, sealed, context) for _, sealed in vault.select_side(db, kind, wave)]
        vault.delete_side(db, kind, wave)
        for text in texts:
            sealed = sealing.seal(new_key, text, context)
            vault.insert_side(db, kind, wave=wave, entry=secrets.token_bytes(16), sealed=sealed)


def _find_earlier(db: Database, wave: Wave) -> Frozen | None:
    """The publication to compare a wave with: of the closed wave before it, if that asked exactly the same."""
    for other in waves.select_waves(db):
        same = (other.questionnaire, other.version, other.questionnaire_sha256) == (
            wave.questionnaire,
            wave.version,
            wave.questionnaire_sha256,
        )
        if same and other.state is WaveState.CLOSED and other.opens_at < wave.opens_at:
            return _read_frozen(db, other.id)
    return None


def _read_frozen(db: Database, wave: str) -> Frozen | None:
    stored = vault.select_publication(db, wave)
    return None if stored is None else Frozen(publication_json.from_text(stored[0]), stored[1])


def _publish(
    installation: Installation,
    db: Database,
    wave: Wave,
    forms: Forms,
    frame: Sequence[FrameRow],
    *,
    limits: Limits,
    earlier: Frozen | None,
    check: bool,
) -> Publication:
    house = lists.select_house(db)
    questionnaire = installation.questionnaire_of(wave)
    reports = compute(
        questionnaire,
        forms,
        [_fold_outcome(row) for row in frame],
        waves.select_levels(db, wave.id),
        groupings=wave.groupings,
        minimum=wave.minimum,
        limits=limits,
        earlier=earlier,
        check=check,
    )
    inside, outside = (_tell_less(report) for report in (reports.inside, reports.outside))
    return Publication(
        format=publication_json.FORMAT,
        house=house.id,
        house_name=house.name,
        wave=wave.id,
        wave_name=wave.name,
        questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_sha256=questionnaire.sha256,
        period_start=wave.period_start.isoformat(),
        period_end=wave.period_end.isoformat(),
        opened_on=local_date(wave.opens_at).isoformat(),
        closed_on=local_date(wave.closes_at).isoformat(),
        minimum=wave.minimum,
        invented=house.invented,
        versions=versions_used(),
        alpha_threshold=limits.alpha,
        smallest_difference=limits.difference,
        report=inside,
        outside=outside,
        pooling=reports.pooling,
    )


_FOLDED = (Outcome.REFUSED, Outcome.UNREACHED)


def _fold_outcome(row: FrameRow) -> FrameRow:
    """Refused and unreached as no response.

    A coordinator saw by name who opted out and whom no mail reached. Beside those names the two counts would tell
    whether one of them had answered after all.
    """
    return replace(row, outcome=Outcome.NO_RESPONSE) if row.outcome in _FOLDED else row


def _tell_less(report: Report) -> Report:
    """The report without the two counts that are folded, rather than with noughts for them."""
    return replace(report, response=replace(report.response, refused=None, unreached=None))


def versions_used() -> Mapping[str, str]:
    """The libraries whose numbers are in a publication."""
    return {name: metadata.version(name) for name in _LIBRARIES}


def verify_publication(installation: Installation, house: str, wave: str) -> tuple[str, ...]:
    """Compute a publication again from the vault and compare; gives notes (library versions that differ).

    Raises NotFound without a publication or vault; Mismatch with the paths that differ, never their values.
    """
    db = installation.house(house)
    found = get_wave(installation, house, wave)
    stored = vault.select_publication(db, wave)
    sealed_frame = vault.select_frame(db, wave)
    _, vault_secret = waves.select_secrets(db, wave)
    if stored is None:
        raise NotFound(f"Meting {wave} is niet gesloten; er is nog geen publicatie.")
    if sealed_frame is None or vault_secret is None:
        raise NotFound(f"De antwoorden van meting {wave} zijn gewist. De publicatie is niet meer na te rekenen.")
    text, sha256 = stored
    if publication_json.fingerprint(text) != sha256:
        raise Mismatch("De publicatie is veranderd: haar inhoud past niet bij het kenmerk (SHA-256).", ("sha256",))
    key = sealing.vault_key(installation.link_key, vault_secret)
    questionnaire = installation.questionnaire_of(found)
    forms = open_chunks(key, wave, vault.select_chunks(db, wave), len(questionnaire.items))
    before = publication_json.from_text(text)
    now = _publish(
        installation,
        db,
        found,
        forms,
        open_frame(key, wave, sealed_frame),
        limits=Limits(alpha=before.alpha_threshold, difference=before.smallest_difference),
        earlier=_read_frozen(db, before.report.change.wave) if before.report.change else None,
        check=False,
    )
    again = publication_json.to_text(now)
    paths = [path for path in publication_json.differences(text, again) if not path.startswith("versions.")]
    if paths:
        raise Mismatch(f"De publicatie van {wave} verschilt van de kluis op {len(paths)} plaatsen.", tuple(paths))
    then, after = before.versions, versions_used()
    return tuple(f"{name}: {then.get(name)} toen, {after[name]} nu" for name in after if then.get(name) != after[name])
