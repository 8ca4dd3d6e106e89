"""Mail addresses in a house's own text become links, and nothing else does."""

from __future__ import annotations

from monitor.web.mail_links import with_mail_links


def test_an_address_becomes_a_link_and_the_full_stop_behind_it_does_not() -> None:
    assert with_mail_links("Mail naar meting@huis.example.") == (
        'Mail naar <a href="mailto:meting@huis.example">meting@huis.example</a>.'
    )


def test_everything_else_stays_text() -> None:
    assert with_mail_links('<script>"x"@y</script> 010 - 123') == "&lt;script&gt;&#34;x&#34;@y&lt;/script&gt; 010 - 123"
    assert with_mail_links("") == ""
