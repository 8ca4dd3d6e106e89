"""What is said of a mail that was just made: that it goes, or that it waits because nothing goes out."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.mail.settings import MailSettings

NO_SERVER = "Er is geen mailserver ingesteld."
ADVICE = "Zet smtp_host en mail_from in monitor.toml en herstart de monitor."


def say_done(done: Mapping[str, str], key: str, waiting: Mapping[str, str], mail: MailSettings) -> str | None:
    """What was done, by its key in the address. `waiting`: of what mails, while no mail can leave."""
    if key in waiting and mail.smtp is None and mail.folder is None:
        return f"{NO_SERVER} {waiting[key]} {ADVICE}"
    return done.get(key)
