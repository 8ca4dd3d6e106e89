"""A file waits for its confirmation and goes in wholly or not: another's file, a changed list, a day, kill -9."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest

from monitor.errors import BadInput, Busy, NotFound, OutOfOrder
from monitor.model import COMMAND, ListKind
from monitor.services import house_lists, partner_export, partner_import
from monitor.services.partner_doubts import NEW, USE, Choices
from monitor.store import lists
from monitor.store.entries import OVERLEG
from monitor.store.schema_house import houses
from tests import workers
from tests.answer_files import to_workbook, with_part
from tests.monitor.services.partner_files import ACCOUNT, HEADER, csv_bytes, import_file, take
from tests.scene import HOUSE, OTHER_HOUSE, Scene, count_rows, dump, dump_all, house_file, raw_bytes

NEW_ONE = ("nieuw@politie.example", "Nieuw", "Medewerker Politie", "Politie", "Overleg Noord")
CHANGED = ("p01@partner.example", "Pé", "Medewerker Gemeente", "Gemeente", "Overleg Zuid")
ODD = ("oost@politie.example", "Oost", "Wijkagent", "Politie", "Overleg Oost")
CHOICES = Choices(
    {("beroepsgroep", "wijkagent"): f"{USE}medewerker-politie", (OVERLEG, "overleg oost"): f"{NEW}:jeugd"}
)
KILLS = 20


def audit_lines(scene: Scene, what: str = "partners.imported") -> list[str]:
    with closing(sqlite3.connect(house_file(scene))) as connection:
        return [row[0] for row in connection.execute("SELECT result FROM audit WHERE what = ?", (what,))]


def test_a_confirmed_file_changes_the_list_and_the_same_file_again_changes_nothing(scene: Scene) -> None:
    data = csv_bytes(NEW_ONE, CHANGED, ODD)

    first = import_file(scene, data, choices=CHOICES)
    before = [line for line in dump(house_file(scene)) if "audit" not in line]
    second = import_file(scene, data)
    after = [line for line in dump(house_file(scene)) if "audit" not in line]

    assert (len(first.new), len(first.changed), len(first.gone)) == (2, 1, 23)
    assert (second.changes, second.same) == (False, 3)
    assert after == before
    found = {one.email: one for one in lists.select_partners(scene.installation.house(HOUSE))}
    assert len(found) == 26
    assert found["oost@politie.example"].beroepsgroep == "medewerker-politie"
    assert found["oost@politie.example"].overleggen == ("overleg-oost",)
    assert (found["p01@partner.example"].name, found["p01@partner.example"].overleggen) == ("Pé", ("zuid",))
    assert "new: 2, changed: 1, same: 0, removed: 0, left out: 0" in audit_lines(scene)[0]


def test_what_waits_is_in_no_list_and_nothing_of_it_is_left_in_the_file_afterwards(scene: Scene) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    waiting = count_rows(house_file(scene), "partner"), count_rows(house_file(scene), "upload")

    partner_import.cancel(scene.installation, HOUSE, upload=upload, account=ACCOUNT, actor=COMMAND)
    scene.installation.house(HOUSE).truncate_wal()
    houses.close()

    assert waiting == (24, 1)
    assert b"nieuw@politie.example" not in raw_bytes(scene.folder)


def test_the_log_names_no_address_and_no_name(scene: Scene) -> None:
    import_file(scene, csv_bytes(NEW_ONE, CHANGED, ODD), choices=CHOICES)

    log = [line for line in dump(house_file(scene)) if 'INTO "audit"' in line]
    assert len(log) == 3
    assert not [line for line in log if "@" in line or "Nieuw" in line or "Wijkagent" in line]


def test_those_not_in_the_file_are_removed_only_if_that_was_chosen(scene: Scene) -> None:
    data = csv_bytes(NEW_ONE, CHANGED)

    import_file(scene, data)
    assert count_rows(house_file(scene), "partner") == 25
    found = import_file(scene, data, choices=Choices(remove_gone=True))

    assert len(found.gone) == 23
    assert count_rows(house_file(scene), "partner") == 2


def test_only_the_account_that_brought_a_file_goes_on_with_it(scene: Scene) -> None:
    upload = take(scene, csv_bytes(NEW_ONE), account="somebody else")
    before = dump_all(scene)

    for step in (partner_import.preview, partner_import.get_waiting):
        with pytest.raises(NotFound):
            step(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    with pytest.raises(NotFound):
        partner_import.confirm(scene.installation, HOUSE, upload=upload, account=ACCOUNT, fingerprint="", actor=COMMAND)
    with pytest.raises(NotFound):
        partner_import.get_waiting(scene.installation, OTHER_HOUSE, upload=upload, account="somebody else")
    assert dump_all(scene) == before


def test_choosing_for_a_file_that_is_gone_meanwhile_is_refused_and_leaves_no_line(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    waiting = partner_import.get_waiting(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    partner_import.cancel(scene.installation, HOUSE, upload=upload, account=ACCOUNT, actor=COMMAND)
    monkeypatch.setattr(partner_import, "get_waiting", lambda *_args, **_more: waiting)
    before = dump_all(scene)
    given = {"upload": upload, "account": ACCOUNT, "actor": COMMAND}

    with pytest.raises(NotFound):
        partner_import.decide(scene.installation, HOUSE, choices=Choices(), **given)
    with pytest.raises(NotFound):
        partner_import.choose_columns(scene.installation, HOUSE, roles=waiting.roles, **given)
    with pytest.raises(NotFound):
        partner_import.cancel(scene.installation, HOUSE, **given)

    assert dump_all(scene) == before


def test_a_file_waits_for_a_day_and_is_then_destroyed(scene: Scene) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    scene.clock.move(hours=23)
    db = scene.installation.house(HOUSE)
    with db.atomic():
        kept = partner_import.delete_old_uploads(db, scene.installation.now())
    partner_import.get_waiting(scene.installation, HOUSE, upload=upload, account=ACCOUNT)

    scene.clock.move(hours=1)
    with pytest.raises(NotFound):
        partner_import.get_waiting(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    with db.atomic():
        destroyed = partner_import.delete_old_uploads(db, scene.installation.now())

    assert (kept, destroyed, count_rows(house_file(scene), "upload")) == (0, 1, 0)


def test_a_list_that_changed_since_the_preview_refuses_and_nothing_is_imported(scene: Scene) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    made = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    house_lists.add_entry(scene.installation, HOUSE, kind=ListKind.REGION, name="Oost", actor=COMMAND)
    before = dump_all(scene)

    with pytest.raises(OutOfOrder, match="veranderd sinds dit voorbeeld"):
        confirm(scene, upload, made.fingerprint)

    assert dump_all(scene) == before
    again = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    assert len(confirm(scene, upload, again.fingerprint).new) == 1


def test_a_list_that_changes_while_confirming_refuses_too(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    made = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    previewed = partner_import.preview

    def preview_and_change(*args: object, **options: object) -> object:
        found = previewed(*args, **options)  # type: ignore[arg-type] # passed on
        house_lists.add_entry(scene.installation, HOUSE, kind=ListKind.REGION, name="Oost", actor=COMMAND)
        return found

    monkeypatch.setattr(partner_import, "preview", preview_and_change)
    with pytest.raises(OutOfOrder):
        confirm(scene, upload, made.fingerprint)

    assert count_rows(house_file(scene), "partner") == 24


def test_other_choices_than_those_of_the_preview_refuse(scene: Scene) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    made = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    partner_import.decide(
        scene.installation, HOUSE, upload=upload, account=ACCOUNT, choices=Choices(remove_gone=True), actor=COMMAND
    )

    with pytest.raises(OutOfOrder):
        confirm(scene, upload, made.fingerprint)
    assert count_rows(house_file(scene), "partner") == 24


def test_an_open_doubt_refuses(scene: Scene) -> None:
    upload = take(scene, csv_bytes(ODD))
    made = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)

    with pytest.raises(OutOfOrder, match="twijfels"):
        confirm(scene, upload, made.fingerprint)


def test_confirming_twice_imports_once(scene: Scene) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    made = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)

    confirm(scene, upload, made.fingerprint)
    with pytest.raises(NotFound):
        confirm(scene, upload, made.fingerprint)

    assert count_rows(house_file(scene), "partner", "email = 'nieuw@politie.example'") == 1
    assert len(audit_lines(scene)) == 1


def confirm(scene: Scene, upload: str, fingerprint: str) -> object:
    return partner_import.confirm(
        scene.installation, HOUSE, upload=upload, account=ACCOUNT, fingerprint=fingerprint, actor=COMMAND
    )


@pytest.mark.parametrize("form", partner_export.FORMATS)
def test_the_exported_list_is_the_same_when_it_is_read_again_and_the_log_counts_it(scene: Scene, form: str) -> None:
    data = partner_export.take_along(scene.installation, HOUSE, form=form, actor=COMMAND)
    found = import_file(scene, data, name=f"partners.{form}")

    assert (found.same, found.changes, found.gone) == (24, False, [])
    assert audit_lines(scene, "partners.exported") == ["partners: 24"]


@pytest.mark.parametrize("form", partner_export.FORMATS)
def test_the_empty_file_has_the_columns_that_are_understood(scene: Scene, form: str) -> None:
    data = partner_export.export_template(scene.installation, HOUSE, form=form)

    with pytest.raises(BadInput, match="onder de eerste regel is het leeg"):
        take(scene, data, name=f"leeg.{form}")


BOMB = with_part(
    to_workbook([HEADER, NEW_ONE]), "xl/worksheets/sheet1.xml", (b"<row>" + b" " * 999_999 for _ in range(60))
)
BAD_FILES = {
    "empty": ("a.csv", b""),
    "no text": ("a.csv", b"\x00\x01\x02"),
    "renamed": ("a.csv", to_workbook([HEADER])),
    "no workbook": ("a.xlsx", b"E-mail\r\na@b.example\r\n"),
    "too large": ("a.csv", b"E-mail\r\n" + b"x" * 5_000_000),
    "too many rows": ("a.csv", b"E-mail\r\n" + b"a@b.example\r\n" * 20_001),
    "too many columns": ("a.csv", b";".join(b"k%d" % n for n in range(101)) + b"\r\nx\r\n"),
    "two columns of one name": ("a.csv", b"E-mail;E-mail\r\na;b\r\n"),
    "an open quotation mark": ("a.csv", b'E-mail;Naam\r\n"a@b.example;x\r\n'),
    "entities": ("a.xlsx", with_part(to_workbook([HEADER]), "xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>')),
    "a bomb": ("a.xlsx", BOMB),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_file_that_is_no_list_is_refused_in_one_sentence_and_nothing_is_kept(scene: Scene, kind: str) -> None:
    name, data = BAD_FILES[kind]
    before = dump_all(scene)

    with pytest.raises(BadInput) as refused:
        take(scene, data, name=name)

    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)
    assert dump_all(scene) == before


# ------------------------------------------------------------------ kill -9

STEPS = [
    *("insert_entries", "insert_overleggen", "insert_partners", "insert_partner_overleggen"),
    *("insert_aliases", "update_partners", "delete_memberships", "delete_upload", "insert_line", "delete_partners"),
]
MODULES = {
    **dict.fromkeys(STEPS[:4], "monitor.store.lists"),
    **{"insert_aliases": "monitor.store.entries", "insert_line": "monitor.store.audit"},
    **dict.fromkeys(("update_partners", "delete_memberships", "delete_upload"), "monitor.store.partners"),
    "delete_partners": "monitor.store.personal_data",
}


def wait_for_confirmation(scene: Scene) -> str:
    """A file of everything at once, decided."""
    upload = take(scene, csv_bytes(NEW_ONE, CHANGED, ODD))
    partner_import.decide(
        scene.installation,
        HOUSE,
        upload=upload,
        account=ACCOUNT,
        choices=replace(CHOICES, remove_gone=True),
        actor=COMMAND,
    )
    houses.close()
    return upload


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_of_confirming_nothing_is_imported_and_it_can_be_confirmed_again(
    scene: Scene, step: str
) -> None:
    upload = wait_for_confirmation(scene)
    before = dump(house_file(scene))

    killed = workers.run("import_and_die", scene.folder, HOUSE, upload, ACCOUNT, MODULES[step], step)

    assert (killed.returncode, killed.stdout.split()) == (-signal.SIGKILL, ["begun"])
    assert dump(house_file(scene)) == before
    again = workers.run("import_partners", scene.folder, HOUSE, upload, ACCOUNT)
    assert again.stdout.split() == ["begun", "done"]
    assert count_rows(house_file(scene), "partner") == 3


def test_killed_at_any_moment_everything_is_imported_or_nothing(scene: Scene) -> None:
    upload = wait_for_confirmation(scene)
    moments, before, kept = random.Random(4), dump(house_file(scene)), house_file(scene).read_bytes()
    for _ in range(KILLS):
        with workers.start("import_partners", scene.folder, HOUSE, upload, ACCOUNT) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(moments.uniform(0, 0.02))
            os.kill(process.pid, signal.SIGKILL)
            acknowledged = process.stdout.read() == "done\n"
        imported = count_rows(house_file(scene), "partner") == 3
        assert imported or not acknowledged
        assert imported or dump(house_file(scene)) == before
        assert count_rows(house_file(scene), "upload") == (0 if imported else 1)
        assert len(audit_lines(scene)) == (1 if imported else 0)
        with closing(sqlite3.connect(house_file(scene))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        for rest in house_file(scene).parent.glob(f"{HOUSE}.sqlite-*"):
            rest.unlink()
        house_file(scene).write_bytes(kept)

    assert workers.run("import_partners", scene.folder, HOUSE, upload, ACCOUNT).stdout.split()[-1] == "done"
    assert count_rows(house_file(scene), "partner") == 3


def test_a_new_file_takes_the_place_of_the_earlier_one_of_that_account_alone(scene: Scene) -> None:
    others = take(scene, csv_bytes(NEW_ONE), account="somebody else")
    earlier = take(scene, csv_bytes(NEW_ONE))

    later = take(scene, csv_bytes(NEW_ONE))

    with pytest.raises(NotFound):
        partner_import.get_waiting(scene.installation, HOUSE, upload=earlier, account=ACCOUNT)
    for upload, account in ((later, ACCOUNT), (others, "somebody else")):
        partner_import.get_waiting(scene.installation, HOUSE, upload=upload, account=account)


def test_one_preview_is_computed_at_a_time_and_who_waits_too_long_is_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = take(scene, csv_bytes(NEW_ONE))
    monkeypatch.setattr(partner_import, "_WAIT_SECONDS", 0.01)
    really, outcomes = partner_import.compare, []

    def look() -> None:
        try:
            partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
        except Busy as error:
            outcomes.append(str(error))
        finally:
            houses.close()

    def compare_while_another_looks(*given: object) -> object:
        other = threading.Thread(target=look)
        other.start()
        other.join()
        return really(*given)  # type: ignore[arg-type] # what the service gave

    monkeypatch.setattr(partner_import, "compare", compare_while_another_looks)
    made = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)
    monkeypatch.setattr(partner_import, "compare", really)
    again = partner_import.preview(scene.installation, HOUSE, upload=upload, account=ACCOUNT)

    assert len(outcomes) == 1 and "Probeer het over een minuut opnieuw" in outcomes[0]
    assert again.fingerprint == made.fingerprint
