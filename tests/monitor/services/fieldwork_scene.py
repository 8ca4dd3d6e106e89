"""A wave as a coordinator sets it up, in the small house of tests/scene.py; with mail that goes to a folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.mail.settings import MailSettings
from monitor.model import Actor, Wave
from monitor.services import opening, try_out, wave_groups, wave_setup
from monitor.services.installation import Installation
from monitor.services.wave_setup import NewDraft
from tests.scene import HOUSE, QUESTIONNAIRE, Scene

ACTOR = Actor("a1 Coördinator", "203.0.113.7")
OPENS_LATER = datetime(2026, 12, 1, 8, tzinfo=UTC)


def with_mail(scene: Scene) -> Installation:
    """The installation of the scene, in which mails can leave."""
    return replace(scene.installation, mail=MailSettings(folder=scene.folder / "mails"))


def make_draft(
    installation: Installation, *, name: str = "Meting winter", opens_at: datetime = OPENS_LATER, like: str = ""
) -> Wave:
    """A draft with everything as it comes."""
    new = NewDraft(name, QUESTIONNAIRE[0], QUESTIONNAIRE[1], opens_at, like)
    return wave_setup.create_draft(installation, HOUSE, new, actor=ACTOR)


def make_complete(installation: Installation, *, opens_at: datetime = OPENS_LATER) -> Wave:
    """A draft of which every point is in order."""
    wave = make_draft(installation, opens_at=opens_at)
    wave_groups.see_forecast(installation, HOUSE, wave.id, actor=ACTOR)
    try_out.make_test_link(installation, HOUSE, wave.id, actor=ACTOR)
    return wave


def make_ready(installation: Installation, *, opens_at: datetime = OPENS_LATER) -> Wave:
    """The same, waiting for its time."""
    wave = make_complete(installation, opens_at=opens_at)
    return opening.send_out(installation, HOUSE, wave.id, actor=ACTOR)


def audit_lines(installation: Installation) -> list[tuple[str, str, str]]:
    """(what, who, result) of the house's audit log."""
    rows = installation.house(HOUSE).query("SELECT what, who, result FROM audit ORDER BY number")
    return [(row[0], row[1], row[2]) for row in rows]
