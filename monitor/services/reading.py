"""What managers read: houses, waves and frozen publications. Nothing here opens the vault."""

from __future__ import annotations

from collections.abc import Callable, Collection

from monitor.errors import Misconfigured, NotFound
from monitor.model import House, Wave, WaveState
from monitor.results import Frozen, Publication
from monitor.services import narrowing, publication_json
from monitor.services.installation import Installation
from monitor.services.kept import Kept
from monitor.store import directory, lists, vault, waves
from monitor.store.waves import WaveLevel

_NO_OUTCOMES = "Van deze meting zijn er nog geen uitkomsten."
_ROOM = 64 * 2**20
"""Bytes of stored text whose publications are kept; they take twice that in memory. A large house's has 600 kB."""
_read: Kept[Publication] = Kept(_ROOM)


def get_house(installation: Installation, house: str) -> House:
    """A house. Raises NotFound."""
    return lists.select_house(installation.house(house))


def get_houses(installation: Installation) -> dict[str, House]:
    """Every house, by id."""
    return {house: get_house(installation, house) for house in directory.select_house_names(installation.directory())}


def check_houses(installation: Installation) -> None:
    """Raise Misconfigured if invented and real houses would stand in one installation.

    A house whose file does not open is no reason to close the others: `house_faults` tells of it.
    """
    for house in directory.select_house_names(installation.directory()):
        if _fault_of(installation, house) is None and get_house(installation, house).invented != installation.invented:
            kind = "echt" if installation.invented else "verzonnen"
            raise Misconfigured(
                f"Huis {house} is {kind} en hoort niet in deze map. De demo en echte huizen hebben elk een eigen map."
            )


def house_faults(installation: Installation) -> list[str]:
    """The houses that cannot be served, each in a sentence."""
    faults = (
        (house, _fault_of(installation, house)) for house in directory.select_house_names(installation.directory())
    )
    return [f"Huis {house} is niet te openen: {fault}" for house, fault in faults if fault is not None]


def _fault_of(installation: Installation, house: str) -> str | None:
    try:
        get_house(installation, house)
    except (NotFound, Misconfigured) as error:
        return str(error)
    return None


def questionnaire_faults(installation: Installation) -> list[str]:
    """What is wrong with the questionnaires' files, and with those of waves that are not closed yet, in sentences."""
    faults = [str(error) for error in installation.questionnaires.errors]
    for house in directory.select_house_names(installation.directory()):
        if _fault_of(installation, house) is not None:
            continue
        for wave in list_waves(installation, house):
            if wave.state in (WaveState.OPEN, WaveState.CLOSING):
                try:
                    installation.questionnaire_of(wave)
                except Misconfigured as error:
                    faults.append(f"Meting {wave.id} van {house}: {error}")
    return faults


def list_waves(installation: Installation, house: str) -> list[Wave]:
    """All waves of a house, the newest first."""
    return waves.select_waves(installation.house(house))


def overleggen_of(installation: Installation, house: str, wave: str) -> list[WaveLevel]:
    """The overleggen of a wave; `source` is the id that rights name. Of a wave that never opened there are none yet."""
    db = installation.house(house)
    found = waves.select_wave(db, wave)
    if found is None or found.state in (WaveState.DRAFT, WaveState.READY):
        return []
    return waves.select_levels(db, wave).get("overleg", [])


def overlegvorm_beside(
    installation: Installation, house: str, wave: str, code: int, *, seen: Collection[int] | None
) -> int | None:
    """The overlegvorm of an overleg, if its mean may stand beside it; None where it is the only one: itself.

    seen: the overleggen that a reader may see who does not see the whole house; None: everything. Of the others there
    must be enough that are shown, or that reader could work one out. Raises NotFound before the wave is closed.
    """
    forms = {level.code: level.parent for level in overleggen_of(installation, house, wave)}
    form = forms.get(code)
    if form is None or list(forms.values()).count(form) < 2:
        return None
    if seen is None:
        return form
    report = get_publication(installation, house, wave).publication.report
    return form if narrowing.form_beside(report, form, forms, seen) else None


def narrow_for(installation: Installation, found: Frozen, may_see: Callable[[str], bool]) -> Frozen:
    """A publication for somebody who sees the overleggen with some keys only; other waves number them otherwise."""
    publication = found.publication
    levels = overleggen_of(installation, publication.house, publication.wave)
    return narrowing.narrow_frozen(found, [level.code for level in levels if may_see(level.source)])


def publication_hash(installation: Installation, house: str, wave: str) -> str:
    """What pages of the publication are kept by; nothing is parsed. Raises NotFound."""
    sha256 = vault.select_publication_hash(installation.house(house), wave)
    if sha256 is None:
        raise NotFound(_NO_OUTCOMES)
    return sha256


def get_publication(installation: Installation, house: str, wave: str) -> Frozen:
    """The frozen publication; parsed once while there is room. Raises NotFound, and Misconfigured if unreadable."""

    def read() -> tuple[Publication, int]:
        stored = vault.select_publication(installation.house(house), wave)
        if stored is None:
            raise NotFound(_NO_OUTCOMES)
        return publication_json.from_text(stored[0]), len(stored[0])

    sha256 = publication_hash(installation, house, wave)
    return Frozen(_read.get(sha256, read), sha256)
