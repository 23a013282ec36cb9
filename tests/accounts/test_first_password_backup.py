"""After a first password, a copy of the database of before opens nothing: not by the server.

The copy is a real one; see `tests/privacy/vault/test_old_backup.py`.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from privacy.models import KeyShare, KeyWrap
from privacy.vault import subjects, ways
from privacy.vault.box import create_box, open_box
from privacy.vault.errors import KeyDestroyed, VaultError
from tests.accounts.test_fresh_proof import FORM, SET, give_proof
from tests.people import NEW_PASSWORD, make_person
from tests.privacy.vault.test_old_backup import WHERE, copied

__all__ = ["copied"]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault"])


def test_the_wrap_of_before_opens_nothing_and_nothing_that_was_written_after(copied):
    dora = make_person("dora")
    dora.set_unusable_password()
    dora.save()
    ways.create_served(dora.subject_id)
    scope = uuid4()
    before = create_box(scope, owner=dora.subject_id).seal(b"yes", **WHERE)
    share = KeyShare.objects.get(owner=dora.subject_id, number=1)
    put_back = copied()
    client = Client()
    client.force_login(dora, "accounts.backends.UnlockingBackend")
    give_proof(client, SET)
    assert client.post(SET, FORM).status_code == 302
    mine = open_box(scope, by=subjects.unlock(dora.subject_id, password=NEW_PASSWORD, key=None))
    assert mine.open(before, **WHERE) == b"yes"
    after = mine.seal(b"no", **WHERE)
    put_back()
    assert KeyWrap.objects.get().kind == "server"
    with pytest.raises(KeyDestroyed):
        ways.unlock_served(dora.subject_id)
    # Whoever kept a copy of the vault of before as well reads what was written before, not after.
    share.save(force_insert=True)
    old = open_box(scope, by=ways.unlock_served(dora.subject_id))
    assert old.open(before, **WHERE) == b"yes"
    with pytest.raises(VaultError):
        old.open(after, **WHERE)
