"""Delivery reports: the shapes that are known are read, and everything else says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.mail.bounces import LARGEST, Report, find_ids, find_marks, read_report
from tests.monitor.mail.bounce_samples import (
    MAIL,
    MARK,
    MESSAGE_ID,
    OUT_OF_OFFICE,
    QUESTION,
    READ_RECEIPT,
    exchange,
    gmail,
    lines,
    nested,
    postfix,
    sendmail,
)

SHAPES = {
    "postfix": (postfix(), "5.1.1"),
    "exchange online": (exchange(), "5.1.10"),
    "gmail": (gmail(), "5.1.1"),
    "sendmail": (sendmail(), "5.2.1"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_report_of_every_known_server_gives_our_mail_and_its_mark_and_says_that_it_will_not_arrive(
    shape: str,
) -> None:
    raw, status = SHAPES[shape]

    assert read_report(raw) == Report((MAIL,), hard=True, status=status, marks=(MARK,))


def test_what_a_mail_answers_to_is_no_sign_that_it_came_back() -> None:
    raw = postfix().replace(b"Message-ID: <", b"In-Reply-To: <").replace(b"X-Veiligheidshuis-Mail", b"References")

    assert read_report(raw) is None


def test_a_mark_counts_only_among_the_headers_that_came_back() -> None:
    # In the text, or in a header of the report, anybody can have put it.
    for raw in (
        postfix(mark="", body=f"X-Veiligheidshuis-Mail: {MARK}"),
        postfix(mark="").replace(b"Auto-Submitted:", f"X-Veiligheidshuis-Mail: {MARK}\r\nAuto-Submitted:".encode()),
    ):
        report = read_report(raw)

        assert report is not None
        assert (report.ids, report.marks) == ((MAIL,), ())


def test_a_mark_is_found_where_the_message_id_was_changed() -> None:
    report = read_report(postfix(mail="anders", mark=MARK.upper()))

    assert report is not None
    assert (report.ids, report.marks) == ((), (MARK,))


@pytest.mark.parametrize(
    ("action", "status", "hard"),
    [
        ("failed", "5.1.1", True),
        ("failed", "4.4.7", True),  # given up after days of trying
        ("failed", "", True),
        ("FAILED", "5.0.0", True),
        ("delayed", "4.4.1", False),
        ("delayed", "5.0.0", False),
        ("delivered", "2.0.0", False),
        ("relayed", "2.1.9", False),
        ("expanded", "2.0.0", False),
        ("", "5.7.1", True),
        ("", "4.2.2", False),
        ("", "9.9.9", False),
        ("iets anders", "geen status", False),
    ],
)
def test_only_what_was_given_up_for_good_is_hard(action: str, status: str, hard: bool) -> None:
    report = read_report(postfix(action=action, status=status))

    assert report is not None
    assert report.hard is hard


def test_a_report_about_two_recipients_of_whom_one_got_it_is_not_hard() -> None:
    second = b"\r\nFinal-Recipient: rfc822; ander@gemeente.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n--4Xk"
    raw = postfix().replace(b"\r\n--4Xk", second, 3).replace(second, b"\r\n--4Xk", 2)

    report = read_report(raw)

    assert report is not None
    assert report.hard is False


@pytest.mark.parametrize(
    "raw",
    [
        OUT_OF_OFFICE,
        READ_RECEIPT,
        QUESTION,
        b"",
        b"\x00" * 500,
        b"Content-Type: multipart/report",
        b'Content-Type: multipart/report; boundary="a"\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\n',
        lines(f"Content-Type: message/delivery-status\nMessage-ID: {MESSAGE_ID}\n\nAction: failed\nStatus: 5.1.1"),
        postfix(mail="geen-nummer-van-ons", mark=""),
        postfix(mail=MAIL + "0", mark=MARK + "0"),
        postfix(mail=MAIL[:-1], mark=MARK[1:]),
        postfix().replace(b"message/delivery-status", b"text/plain"),
        postfix().replace(b"Action:", b"Actie:").replace(b"Status:", b"Stand:"),
    ],
    ids=range(13),
)
def test_every_other_mail_says_nothing(raw: bytes) -> None:
    assert read_report(raw) is None


def test_a_report_that_is_too_large_is_not_read() -> None:
    assert read_report(postfix(body="x" * LARGEST)) is None
    assert read_report(postfix(body="x" * (LARGEST // 2))) is not None


@pytest.mark.parametrize("depth", [30, 100, 5000])
@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/digest", "message/rfc822"])
def test_parts_within_parts_without_end_are_not_followed(kind: str, depth: int) -> None:
    assert read_report(nested(depth, kind=kind)) is None


@given(st.binary(max_size=400), st.integers(0, 2000), st.integers(0, 400))
def test_a_report_with_anything_put_in_its_place_gives_no_error(noise: bytes, at: int, length: int) -> None:
    raw = postfix()

    report = read_report(raw[:at] + noise + raw[at + length :])

    assert report is None or len(report.ids) <= 5


@given(st.binary(max_size=2000))
def test_any_bytes_give_no_error(raw: bytes) -> None:
    read_report(b"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\n" + raw)


@given(st.text(max_size=300))
def test_ids_in_a_copied_text_are_only_what_could_be_ours(text: str) -> None:
    assert all(len(found) == 32 and int(found, 16) >= 0 for found in find_ids(text))
    assert all(len(found) == 65 for found in find_marks(text))


def test_ids_are_found_wherever_a_mail_program_puts_them() -> None:
    text = (
        f"Diagnostische gegevens\nMessage-ID: <{MAIL.upper()}@monitor.example>\nOnderwerp: x\n<{MAIL}@monitor.example>"
    )

    assert find_ids(text) == (MAIL,)
