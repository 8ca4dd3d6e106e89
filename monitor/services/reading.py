"""What managers read: houses, waves and frozen publications. Nothing here opens the vault."""

from __future__ import annotations

from monitor.errors import Misconfigured, NotFound
from monitor.model import House, Wave, WaveState
from monitor.results import Frozen, Publication
from monitor.services import publication_json
from monitor.services.installation import Installation
from monitor.store import directory, lists, vault, waves
from monitor.store.waves import WaveLevel

_read: dict[str, Publication] = {}
_MOST_READ = 64


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


def overlegvorm_beside(installation: Installation, house: str, wave: str, code: int, *, whole: bool) -> int | None:
    """The overlegvorm of an overleg, if its mean may stand beside it for who sees the whole house, or only this one.

    None where it is the only overleg of that overlegvorm: it would stand beside itself. With two, who may see one of
    them only could work out the other.
    """
    levels = overleggen_of(installation, house, wave)
    form = next((level.parent for level in levels if level.code == code), None)
    alike = sum(level.parent == form for level in levels) if form is not None else 0
    return form if alike >= (2 if whole else 3) else None


def get_publication(installation: Installation, house: str, wave: str) -> Frozen:
    """The frozen publication; read once per process, whatever the number of forms behind it. Raises NotFound."""
    db = installation.house(house)
    sha256 = vault.select_publication_hash(db, wave)
    if sha256 is None:
        raise NotFound("Van deze meting zijn er nog geen uitkomsten.")
    if sha256 not in _read:
        stored = vault.select_publication(db, wave)
        if stored is None:
            raise NotFound("Van deze meting zijn er nog geen uitkomsten.")
        while len(_read) >= _MOST_READ:
            _read.pop(next(iter(_read)), None)
        _read[sha256] = publication_json.from_text(stored[0])
    return Frozen(_read[sha256], sha256)
