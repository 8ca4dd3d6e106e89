"""What the lines of the audit log say in plain Dutch. A new `what` needs its sentence here; a test collects them."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "metingen": "Metingen",
    "mails": "Mails",
    "lijsten": "Partners en lijsten",
    "gegevens": "Persoonsgegevens",
    "accounts": "Collega’s en rollen",
    "inloggen": "Inloggen",
    "installatie": "Installatie",
}
"""Kind in an address -> how the page calls it."""

_SENTENCES: Mapping[str, Mapping[str, str]] = {
    "metingen": {
        "wave.changed": "Meting gewijzigd",
        "wave.closed": "Meting gesloten voor antwoorden",
        "wave.created": "Meting gemaakt",
        "wave.discarded": "Concept weggegooid",
        "wave.extended": "Meting verlengd",
        "wave.frozen": "Uitkomsten berekend en vastgelegd",
        "wave.invited": "Partner later uitgenodigd",
        "wave.opened": "Meting geopend",
        "wave.ready": "Meting klaargezet",
        "wave.tested": "Testlink gemaakt",
        "wave.text_changed": "Tekst van een meting gewijzigd",
        "wave.withdrawn": "Klaargezette meting ingetrokken",
    },
    "mails": {
        "account_mail.sent": "Mails over accounts verstuurd",
        "link.revoked": "Nieuwe link voor een partner",
        "link.sent_again": "Link opnieuw verstuurd",
        "mail.returned": "Mail kwam terug",
        "mail.sent": "Mails verstuurd",
        "mail.tested": "Proefmail verstuurd",
        "mails.held": "Mails gepauzeerd",
        "mails.resumed": "Mails gaan weer verder",
        "partner.reached": "Partner is weer bereikbaar",
        "partner.unreached": "Partner is onbereikbaar",
        "reminder.decided": "Herinnering klaargezet",
        "reminder.skipped": "Herinnering overgeslagen",
    },
    "lijsten": {
        "house.changed": "Gegevens van het huis gewijzigd",
        "list.changed": "Keuzelijst gewijzigd",
        "overleg.changed": "Overleg gewijzigd",
        "overleg.created": "Overleg toegevoegd",
        "overleg.ended": "Overleg beëindigd",
        "partner.added": "Partner toegevoegd",
        "partner.address": "Adres van een partner gewijzigd",
        "partner.changed": "Partner gewijzigd",
        "partners.exported": "Lijst met partners opgehaald",
        "partners.imported": "Lijst met partners ingelezen",
        "partners.uploaded": "Bestand met partners geladen",
    },
    "gegevens": {
        "partner.deleted": "Gegevens van een partner gewist",
        "personal_data.requested": "Overzicht van gegevens aan de partner gestuurd",
        "wave.erased": "Antwoorden van een meting gewist",
    },
    "accounts": {
        "account.created": "Account gemaakt",
        "account.disabled": "Account uitgezet",
        "account.enabled": "Account weer aangezet",
        "account.identity_tied": "Account verbonden met de organisatie",
        "account.identity_untied": "Account losgemaakt van de organisatie",
        "account.invited": "Collega uitgenodigd",
        "account.opened": "Uitnodiging gebruikt",
        "account.trial_mail": "Proefmail verstuurd",
        "right.given": "Rol gegeven",
        "right.taken": "Rol weggehaald",
    },
    "inloggen": {
        "password.asked": "Link voor een nieuw wachtwoord gevraagd",
        "password.changed": "Wachtwoord vervangen",
        "second_factor.code": "Code van de tweede factor ingevuld",
        "second_factor.codes": "Nieuwe herstelcodes gemaakt",
        "second_factor.recovery": "Ingelogd met een herstelcode",
        "second_factor.reset": "Tweede factor weggehaald",
        "second_factor.set": "Tweede factor ingesteld",
        "session.ended": "Uitgelogd",
        "sign_in.done": "Ingelogd met wachtwoord",
        "sign_in.failed": "Inloggen mislukt",
        "sign_in.provider": "Ingelogd bij de organisatie",
    },
    "installatie": {
        "house.created": "Huis gemaakt",
        "key.backup_confirmed": "Kopie van de sleutel bevestigd",
    },
}
WORDS: Mapping[str, tuple[str, str]] = {
    what: (kind, sentence) for kind, sentences in _SENTENCES.items() for what, sentence in sentences.items()
}
"""What -> its kind, and the sentence."""

RESULTS: Mapping[str, str] = {
    "accepted": "aangenomen",
    "added": "toegevoegd",
    "changed": "gewijzigd",
    "choices": "keuzes",
    "chosen": "gekozen",
    "closes": "sluit op",
    "columns": "kolommen",
    "defaults added": "standaard toegevoegd",
    "deleted": "gewist",
    "destroyed": "vernietigd",
    "down": "er kan geen mail weg",
    "early": "eerder dan gepland",
    "expected response": "verwachte respons",
    "failed": "niet gelukt",
    "forecast seen": "voorspelling bekeken",
    "genders wiped": "geslacht gewist",
    "groupings": "uitkomsten per",
    "groups merged": "groepen samengevoegd",
    "groups taken apart": "groepen uit elkaar",
    "invitations": "uitnodigingen",
    "later": "nu niet aangenomen",
    "left out": "weggelaten",
    "lost": "verbinding verbroken, niet verstuurd",
    "merged": "samengevoegd",
    "minimum": "kleinste groep",
    "moved": "overgezet",
    "names": "namen",
    "new": "nieuw",
    "no_address": "dit adres neemt geen mail aan",
    "not given": "niet opgegeven",
    "purpose": "doel",
    "removed": "verwijderd",
    "rows": "rijen",
    "same": "hetzelfde",
    "sealed_contact": "achtergelaten adressen",
    "sealed_words": "open antwoorden",
    "sent": "verstuurd",
    "spellings": "schrijfwijzen",
    "taken up": "weer in gebruik",
    "unknown": "verbinding verbroken, misschien verstuurd",
    "vault_chunk": "pakketten antwoorden",
    "vault_frame": "telling van de respons",
}
"""Words of results; what stands behind "refused" or "purpose" is somebody's own text."""

TARGETS: Mapping[str, str] = {
    "all": "alle lijsten",
    "invitation": "uitnodiging",
    "landing": "eerste pagina",
    "last_reminder": "laatste herinnering",
    "nl": "Nederlands",
    "en": "Engels",
    "reminder": "herinnering",
}
"""Words beside the ids of what a line is about."""
