"""What the analyst's page prints: every house of the register with what it gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.store.benchmark_files import Given, Registered
from monitor.web.formats import day


@dataclass(frozen=True)
class FileLine:
    """A file that was given. counts: it is the latest of its wave and was not taken back."""

    wave: str
    details: str
    status: str
    counts: bool


@dataclass(frozen=True)
class HouseCard:
    """A house with its files, the latest first."""

    house: str
    fingerprint: str
    since: str
    files: tuple[FileLine, ...]


@dataclass(frozen=True)
class GatheringPage:
    """The register; house, fingerprint: as they were typed and could not be kept."""

    houses: tuple[HouseCard, ...]
    house: str
    fingerprint: str


def gathering_page(houses: Sequence[Registered], files: Sequence[Given], typed: Mapping[str, str]) -> GatheringPage:
    """The page."""
    return GatheringPage(
        tuple(
            HouseCard(
                one.house,
                one.fingerprint,
                day(one.registered_at),
                tuple(_line(file) for file in reversed(files) if file.house == one.house),
            )
            for one in houses
        ),
        typed.get("house", ""),
        typed.get("fingerprint", ""),
    )


def _line(file: Given) -> FileLine:
    status = "telt mee" if file.counts else "meting teruggenomen" if file.withdrawn else "vervangen"
    days = f"Gemaakt op {day(file.made_at)}, opgenomen op {day(file.received_at)}."
    return FileLine(file.wave, f"{file.questionnaire}, versie {file.version}. {days}", status, file.counts)
