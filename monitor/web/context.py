"""What a request needs of the application: its settings and its installation, made when first asked for."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from monitor.errors import Misconfigured
from monitor.model import Limits
from monitor.services.installation import Installation, demo_marker, read_link_key
from monitor.web.settings import Settings, check_start, read_settings


def settings_of(app: Flask) -> Settings:
    """The application's settings, read at first use. Raises Misconfigured."""
    if "monitor.settings" not in app.extensions:
        app.extensions["monitor.settings"] = read_settings(app.config["INSTANCE"])
    return cast(Settings, app.extensions["monitor.settings"])


def installation_of(app: Flask) -> Installation:
    """The application's installation, checked and opened at first use. Raises Misconfigured."""
    if "monitor.installation" not in app.extensions:
        settings = settings_of(app)
        check_start(settings)
        if settings.demo and not demo_marker(settings.instance).is_file():
            raise Misconfigured(
                f"{settings.instance} is geen demo: haal demo = true weg, of maak een demo met make run."
            )
        app.extensions["monitor.installation"] = Installation(
            settings.instance,
            read_link_key(settings.instance),
            invented=settings.demo,
            limits=Limits(alpha=settings.alpha_threshold, difference=settings.smallest_difference),
            base_url=settings.base_url,
            mail=settings.mail,
            secret=settings.secret_key.encode(),
        )
    return cast(Installation, app.extensions["monitor.installation"])


def settings() -> Settings:
    """The settings of the application that is at work."""
    return settings_of(current_app)


def installation() -> Installation:
    """The installation of the application that is at work."""
    return installation_of(current_app)


def secret_key() -> bytes:
    """The key of form tokens."""
    return settings().secret_key.encode()
