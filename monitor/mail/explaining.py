"""What went wrong with a mail server, in one sentence that says which step, and what to set."""

from __future__ import annotations

from monitor.mail.delivery import Delivered, Outcome, Step

_STEPS = {
    Step.CONNECT: "De mailserver is niet te bereiken. Kijk naar smtp_host en smtp_port, en of de firewall dit toelaat",
    Step.GREETING: "De mailserver groet niet zoals een mailserver hoort te doen. Kijk naar smtp_host en smtp_port",
    Step.STARTTLS: (
        "De mailserver biedt geen STARTTLS aan, dus er is niets naartoe gegaan. Zet dat daar aan, of kies "
        "smtp_security = tls met de poort die daarbij hoort (meestal 465)"
    ),
    Step.CERTIFICATE: (
        "Het certificaat van de mailserver klopt niet voor de naam in smtp_host, of deze machine vertrouwt de uitgever "
        "niet. Gebruik in smtp_host de naam uit het certificaat, of zet het certificaat van de uitgever bij de "
        "vertrouwde certificaten van deze machine"
    ),
    Step.LOGIN: "Inloggen bij de mailserver lukt niet. Kijk naar smtp_user en smtp_password",
    Step.SENDER: "De mailserver neemt geen mail aan van het adres in mail_from. Vraag de beheerder om dat toe te staan",
    Step.RECIPIENT: "De mailserver neemt geen mail aan voor deze ontvanger",
    Step.CONTENT: "De mailserver neemt deze mail niet aan",
    Step.FOLDER: "De map voor mails is niet te schrijven. Kijk naar de rechten en de ruimte op de schijf",
}
_OUTCOMES = {
    Outcome.NO_ADDRESS: "Dit adres bestaat niet, zegt de mailserver",
    Outcome.REFUSED: (
        "De mailserver weigert deze mail om een andere reden dan het adres. Vraag de beheerder van de mailserver of "
        "deze machine mail naar buiten mag sturen"
    ),
    Outcome.LATER: (
        "De mailserver neemt nu nog geen mail aan. Blijft dat zo, vraag de beheerder van de mailserver dan of er een "
        "grens is aan het aantal mails, en zet mail_per_minute of mail_per_day zo nodig lager"
    ),
    Outcome.UNKNOWN: "De verbinding brak af na het afgeven. Of de mail is aangenomen, is niet te weten",
    Outcome.LOST: "De mailserver verbrak de verbinding. Probeer het later opnieuw",
}


def explain(delivered: Delivered) -> str:
    """One sentence about what went wrong, with the number that the server gave."""
    step = delivered.step if delivered.outcome is Outcome.DOWN else None
    sentence = _STEPS[step] if step else _OUTCOMES.get(delivered.outcome, _STEPS[Step.CONTENT])
    return f"{sentence} (antwoord {delivered.code})." if delivered.code else f"{sentence}."
