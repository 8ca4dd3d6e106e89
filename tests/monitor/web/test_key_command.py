"""The command that confirms that a copy of the link key was put away."""

from __future__ import annotations

from dataclasses import replace

from monitor.services.key_backup import key_backup_confirmed
from tests.page_checks import make_app
from tests.scene import Scene


def test_keys_confirm_notes_it_for_this_key(scene: Scene) -> None:
    real = replace(scene, installation=replace(scene.installation, invented=False))
    assert not key_backup_confirmed(real.installation)

    result = make_app(real).test_cli_runner().invoke(args=["keys", "confirm"])

    assert result.exit_code == 0 and "Bevestigd" in result.output
    assert key_backup_confirmed(real.installation)
