"""Line breaks in what is typed: no mail gets another recipient, subject or body by them."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD, log_in, make_person

pytestmark = pytest.mark.django_db(transaction=True)

BREAKS = ("\n", "\r\n", "\r", "%0a", "\u2028", "\x0b", "\x85")
MORE = "Bcc: victim@example.net"


@pytest.mark.parametrize("line_break", BREAKS)
def test_no_address_carries_a_second_one(line_break, office):
    for email in (f"dora@example.org{line_break}{MORE}", f"dora@example.org,{line_break}{MORE}"):
        form = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
        Client().post("/account/signup/", form)
        Client().post("/account/password/reset/", {"email": email})
        office.post("/admin/accounts/invitation/add/", {"email": email})
    for sent in mail.outbox:
        assert "victim" not in f"{sent.recipients()} {sent.subject}"
    assert not User.objects.filter(email__contains="victim").exists()


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_name_breaks_no_header_of_a_mail(line_break, settings):
    person, client = make_person("dora"), Client()
    log_in(client, person)
    client.post("/profile/", {"name": f"Dora{line_break}{MORE}"})
    settings.DASITE_SITE_NAME = "Tenants' Desk"
    Client().post("/account/password/reset/", {"email": person.email})
    (sent,) = mail.outbox
    assert sent.recipients() == [person.email]
    head = sent.message().as_string().partition("\n\n")[0]
    assert not any(line.startswith("Bcc") for line in head.splitlines())


def test_a_mail_goes_to_the_address_that_is_known_never_to_the_one_that_was_typed():
    """Addresses that only look alike after folding their letters are not the same mailbox."""
    make_person("mike")
    for typed in ("m\u0131ke@example.org", "M\u0130KE@example.org", "mi\u212ae@example.org"):
        Client().post("/account/password/reset/", {"email": typed})
    for sent in mail.outbox:
        if "mike@example.org" not in sent.recipients():
            assert "/account/password/reset/key/" not in sent.body
