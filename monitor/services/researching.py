"""The forms of a closed wave for a researcher: who may have them, until when, and the bundle of files with its line."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.errors import NotFound, OutOfOrder
from monitor.exports import research_codebook, research_csv, research_sav
from monitor.exports.research_data import FormsData, Terms, code_rows, coding_of, variables_of
from monitor.model import Actor, House, Right, Wave, WaveState
from monitor.results import Frozen
from monitor.results.rules import least_shown
from monitor.services import accounts, audit, reading, sealing
from monitor.services.clock import local_date, plain_date
from monitor.services.closed_waves import closed_waves
from monitor.services.heavy import one_heavy_task
from monitor.services.installation import Installation
from monitor.services.waves import get_wave
from monitor.store import vault, waves

NO_PAGE = "Deze pagina bestaat niet."


class Gone(StrEnum):
    """Why the forms of a closed wave are not given."""

    ERASED = "erased"
    TOO_FEW = "too few"
    UNREADABLE = "unreadable"
    """Another version of this program made the publication, so that nothing says whether there are enough."""


@dataclass(frozen=True)
class Offer:
    """What a researcher may get of a closed wave. gone: why that is nothing, or None.

    forms: how many there are; None where they are not given. fewest: how many there must be.
    """

    right: Right
    until: date
    house: House
    wave: Wave
    forms: int | None
    fewest: int
    gone: Gone | None


@dataclass(frozen=True)
class Bundle:
    """The files in one, as they are handed over."""

    name: str
    data: bytes
    forms: int


def find_offer(installation: Installation, account: str, house: str, wave: str) -> Offer:
    """What an account may get of a wave; nothing is opened or written.

    Raises NotFound without the right (it is read anew: it may have been taken away meanwhile), without the wave, and
    before it is closed.
    """
    right = find_right(installation, account, house)
    found = get_wave(installation, house, wave)
    if found.state is not WaveState.CLOSED:
        raise NotFound("Deze meting is nog niet gesloten. Formulieren zijn er pas als de uitkomsten er zijn.")
    frozen = _read(installation, house, wave)
    fewest, gone = least_shown(found.minimum, outside=True), None
    if found.erased_on is not None or local_date(installation.now()) >= found.retention_date:
        gone = Gone.ERASED
    elif frozen is None:
        gone = Gone.UNREADABLE
    elif min(frozen.publication.report.forms, frozen.publication.report.respondents) < fewest:
        gone = Gone.TOO_FEW
    forms = frozen.publication.report.forms if frozen and not gone else None
    return Offer(right, right.until or date.min, reading.get_house(installation, house), found, forms, fewest, gone)


def _read(installation: Installation, house: str, wave: str) -> Frozen | None:
    """Its publication, without which nothing says whether there are enough; None where it cannot be read."""
    found = next((one for one in closed_waves(installation, house) if one.wave.id == wave), None)
    if found is None:
        raise NotFound("Van deze meting zijn er nog geen uitkomsten.")
    return found.frozen


def list_offers(installation: Installation, account: str, house: str) -> list[Offer]:
    """What an account may get of every closed wave of a house, the newest first. Raises NotFound without the right."""
    find_right(installation, account, house)
    closed = [one for one in reading.list_waves(installation, house) if one.state is WaveState.CLOSED]
    return [find_offer(installation, account, house, one.id) for one in closed]


def find_right(installation: Installation, account: str, house: str) -> Right:
    """The right of an account to the forms of a house, as it is now. Raises NotFound."""
    state = accounts.get_account(installation, account)
    right = accounts.research_right(state.account, house, local_date(installation.now()))
    if right is None or state.disabled:
        raise NotFound(NO_PAGE)
    return right


def take_forms(
    installation: Installation, account: str, house: str, wave: str, *, purpose: str, actor: Actor
) -> Bundle:
    """The forms in a bundle; the log says who took them and for what, or they are not given.

    purpose: what the researcher read and confirmed. Raises NotFound as `find_offer`; OutOfOrder where the forms are
    not given, or the right has another purpose by now; Misconfigured if the vault does not open; Overloaded while
    others make files.
    """
    offer = _confirm(installation, account, house, wave, purpose)
    with one_heavy_task(installation):
        data = read_forms(installation, offer)
        packed = _pack(data, local_date(installation.now()))
    db = installation.house(house)
    with db.atomic():
        # Making the files takes seconds: by now the right, or the forms, may be gone.
        offer = _confirm(installation, account, house, wave, purpose)
        audit.note(db, installation.now(), actor, what="forms.taken", target=wave, result=_result(offer, data))
    return Bundle(f"formulieren-{house}-{wave}.zip", packed, len(data.rows))


def _confirm(installation: Installation, account: str, house: str, wave: str, purpose: str) -> Offer:
    offer = find_offer(installation, account, house, wave)
    if offer.right.purpose.strip() != purpose.strip():
        raise OutOfOrder("Uw recht heeft nu een ander doel. Open de pagina opnieuw en lees het.")
    return _refuse_gone(offer)


def _refuse_gone(offer: Offer) -> Offer:
    if offer.gone is Gone.ERASED:
        raise OutOfOrder(
            f"De formulieren van {offer.wave.name} zijn er niet meer: de antwoorden zijn gewist, of worden dat nu."
        )
    if offer.gone is Gone.TOO_FEW:
        raise OutOfOrder(
            f"{offer.wave.name} heeft te weinig formulieren. Wij geven ze alleen als er ten minste {offer.fewest} "
            "zijn, van evenveel mensen."
        )
    if offer.gone is Gone.UNREADABLE:
        raise OutOfOrder(
            f"De uitkomsten van {offer.wave.name} zijn met deze versie van het programma niet te lezen. Daarom geven "
            "wij de formulieren nu niet. Vraag het de beheerder."
        )
    return offer


def _result(offer: Offer, data: FormsData) -> str:
    """Formats, number and end first: what stands behind the purpose is somebody's own text."""
    until = plain_date(offer.until)
    return f"{audit.DONE}, sav and csv, forms: {len(data.rows)}, until: {until}, purpose: {offer.right.purpose.strip()}"


def read_forms(installation: Installation, offer: Offer) -> FormsData:
    """Open the vault and keep of each form its answers, nothing else. Raises OutOfOrder where it is gone."""
    from monitor.services.chunks import open_chunks  # numpy: only where forms are taken

    db, wave = installation.house(offer.house.id), offer.wave
    _, secret = waves.select_secrets(db, wave.id)
    if secret is None:
        raise OutOfOrder(f"De antwoorden van {wave.name} zijn gewist.")
    questionnaire = installation.questionnaire_of(wave)
    key = sealing.vault_key(installation.link_key, secret)
    forms = open_chunks(key, wave.id, vault.select_chunks(db, wave.id), len(questionnaire.items))
    coding, today = coding_of(questionnaire), local_date(installation.now())
    return FormsData(
        house=offer.house.id,
        house_name=offer.house.name,
        wave=wave.id,
        wave_name=wave.name,
        period=(wave.period_start, wave.period_end),
        closed_on=local_date(wave.closes_at),
        invented=offer.house.invented,
        questionnaire=questionnaire,
        terms=Terms(offer.right.purpose.strip(), offer.until, today, wave.retention_date),
        variables=variables_of(questionnaire),
        coding=coding,
        rows=code_rows((form.tobytes() for form in forms["answers"]), coding, salt=wave.id),
    )


def _pack(data: FormsData, day: date) -> bytes:
    """The files in a zip, with the day as their only time."""
    files = {
        research_codebook.SAV: research_sav.to_sav(data),
        research_codebook.CODES: research_csv.to_codes(data),
        research_codebook.WORDS: research_csv.to_words(data),
        research_codebook.TEXT: research_codebook.to_text(data),
        research_codebook.JSON: research_codebook.to_json(data),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as bundle:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.external_attr = 0o600 << 16
            bundle.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
