"""Each row of the vectors opens or is refused by name, here and in the independent reader."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from privacy.models import (
    Admission,
    Grant,
    KeyShare,
    RoleKey,
    RoleMember,
    SubjectKey,
    Ticket,
    UnlockedKey,
)
from privacy.retention import receipts
from privacy.retention.errors import ReceiptRefused
from privacy.vault import (
    admissions,
    browser,
    keyring,
    passkeys,
    recipients,
    recovery,
    roles,
    subjects,
    texts,
    tickets,
    wrap,
)
from privacy.vault.box import box_from, open_guest_box
from privacy.vault.errors import VaultError
from privacy.vault.secret import Secret
from privacy.vault.unlocked import Unlocked
from tests.privacy.vault import independent, independent_rows, make_vectors
from tests.privacy.vault.independent import Refused

VECTORS = Path(__file__).parent / "vectors"
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def load(name: str):
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


SHARES = load("shares")
GIVER = ("0a0b0c0d-1111-4222-8333-444455556666", 3)


def each(name: str):
    vectors = load(name)
    return pytest.mark.parametrize("vector", vectors, ids=[v["comment"] for v in vectors])


def ends(open_it) -> tuple[str, object]:
    """Return how `open_it` ends, in the words of the vectors, and what it returned."""
    try:
        return "opens", open_it()
    except Refused as error:
        return str(error), None
    except (VaultError, ReceiptRefused) as error:
        return type(error).__name__, None


def expected(vector, value: object) -> tuple[str, object]:
    return (vector["result"], value if vector["result"] == "opens" else None)


def raw(vector, name: str) -> bytes:
    return bytes.fromhex(vector[name])


def secret(vector, name: str) -> Secret:
    return Secret(raw(vector, name))


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def use_root_keys(settings, keys: dict[str, str]) -> None:
    encoded = (
        f"{name}:{base64.b64encode(bytes.fromhex(key)).decode()}" for name, key in keys.items()
    )
    settings.DASITE_ROOT_KEYS = ",".join(encoded)


def share_row(vector) -> KeyShare:
    named = {name: vector[name] for name in ("kind", "number")}
    return KeyShare(
        **named, owner=UUID(vector["owner"]), root_key="1", sealed=raw(vector, "sealed")
    )


@pytest.fixture
def installation(db, settings) -> None:
    """The shares of the vectors, as a database that was put back would hold them."""
    use_root_keys(settings, {"1": SHARES[0]["root_key"]})
    for vector in SHARES:
        if vector["result"] == "opens":
            share_row(vector).save()


@each("shares")
def test_shares(vector, settings):
    use_root_keys(settings, {"1": vector["root_key"]})
    found = ends(lambda: keyring.open_share(share_row(vector)).reveal())
    assert found == expected(vector, raw(vector, "share"))
    assert ends(lambda: independent_rows.share(vector)) == found


@each("wraps")
def test_master_keys_and_private_keys(vector):
    subject, generation = UUID(vector["subject"]), vector["generation"]
    given, share = secret(vector, "secret"), secret(vector, "subject_share")
    table = "privacy_key_wrap"
    if vector["kind"] == "private key":
        kek, table = wrap.subject_kek(given, share, subject, generation), "privacy_subject_key"
    elif vector["pepper"]:
        kek = wrap.password_kek(given, secret(vector, "pepper"), share, subject)
    else:
        kek = wrap.secret_kek(vector["kind"], given, share, subject)

    def open_it() -> bytes:
        sealed = raw(vector, "sealed")
        key = wrap.open_key(kek, sealed, table=table, subject_id=subject, generation=generation)
        return key.reveal()

    assert ends(open_it) == expected(vector, raw(vector, "key"))
    assert ends(lambda: independent_rows.wrapped(vector)) == ends(open_it)


def test_what_a_passkey_yields_is_made_one_persons_secret():
    (vector,) = (v for v in load("wraps") if v["comment"] == "passkey")
    prf = Secret(make_vectors.fixed("PRF"))
    found = passkeys.way_secret(prf, UUID(vector["subject"]))
    assert found.reveal() == raw(vector, "secret")


@each("unlocked")
def test_unlocked_keys(vector, db):
    UnlockedKey.objects.create(
        id=vector["id"],
        subject_id=UUID(vector["subject"]),
        generation=vector["generation"],
        sealed=raw(vector, "sealed"),
        idle_minutes=30,
        idle_until=NOON,
        absolute_until=NOON,
    )
    earlier = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
    found = browser.Unlock(vector["cookie"], clock=lambda: earlier).current()
    opened = found and found.master_key.reveal() + found.private_key.reveal()
    keys = raw(vector, "master_key") + raw(vector, "private_key")
    assert opened == (keys if vector["result"] == "opens" else None)
    assert ends(lambda: independent_rows.unlocked(vector)) == expected(vector, keys)


@each("verifiers")
def test_locked_verifiers(vector, settings):
    use_root_keys(settings, vector["root_keys"])
    found = ends(lambda: subjects.open_verifier(vector["locked"]))
    assert found == expected(vector, raw(vector, "verifier"))
    assert ends(lambda: independent_rows.verifier(vector)) == found


@each("texts")
def test_texts_that_the_installation_reads(vector, installation):
    sealed = vector["sealed"]
    found = ends(lambda: texts.open_text(sealed, table=vector["table"], row=vector["row"]))
    assert found == expected(vector, vector["text"])
    assert ends(lambda: independent_rows.text(vector, SHARES)) == found


@each("tickets")
def test_tickets(vector, installation):
    Ticket.objects.create(
        id=UUID(vector["id"]),
        scope=UUID(vector["scope"]),
        operation=vector["operation"],
        sealed=raw(vector, "sealed"),
        expires_at=moment(vector["expires_at"]),
    )

    def open_it() -> dict[str, str]:
        now = moment(vector["taken_at"])
        box = tickets.take_ticket(vector["id"], operation=vector["taken_for"], now=now)
        return {str(epoch): key.reveal().hex() for epoch, key in box.hand_over().items()}

    assert ends(open_it) == expected(vector, vector["scope_keys"])
    assert not Ticket.objects.exists()
    assert ends(lambda: independent_rows.ticket(vector, SHARES)) == expected(
        vector, vector["scope_keys"]
    )


@each("roles")
def test_roles(vector, installation):
    row = RoleKey.objects.create(
        role=UUID(vector["role"]),
        generation=vector["generation"],
        public_key=raw(vector, "public_key"),
        proof=raw(vector, "proof"),
    )
    member, generation = UUID(vector["member"]), vector["member_generation"]
    RoleMember.objects.create(
        role_key=row, subject_id=member, generation=generation, sealed=raw(vector, "sealed")
    )

    def open_it() -> bytes:
        recipients.of_role_key(row)
        private = secret(vector, "member_private_key")
        by = Unlocked(member, generation, Secret(b""), private)
        return roles.private_keys(by, row.role)[row.generation].reveal()

    assert ends(open_it) == expected(vector, raw(vector, "role_private_key"))
    assert ends(lambda: independent_rows.role(vector, SHARES)) == ends(open_it)


@each("admissions")
def test_admissions(vector, installation):
    SubjectKey.objects.create(
        subject_id=UUID(GIVER[0]),
        generation=GIVER[1],
        public_key=raw(vector, "public_key"),
        signing_key=raw(vector, "signing_key"),
        proof=raw(vector, "proof"),
        sealed_private_key=b"",
    )
    row = Admission(
        **{name: UUID(vector[name]) for name in ("scope", "recipient", "given_by")},
        **{name: vector[name] for name in ("kind", "generation", "reason")},
        created_at=moment(vector["created_at"]),
        expires_at=moment(vector["expires_at"]) if vector["expires_at"] else None,
        signature=raw(vector, "signature"),
    )
    result = vector["result"].replace("holds", "opens")
    assert ends(lambda: admissions.check(row)) == (result, None)
    assert ends(lambda: independent_rows.admission(vector, SHARES, GIVER)) == (result, None)


@each("guests")
def test_guests(vector, installation):
    Grant.objects.create(
        scope=UUID(vector["scope"]),
        epoch=vector["epoch"],
        recipient=UUID(vector["recipient"]),
        generation=0,
        sealed=raw(vector, "sealed"),
    )

    def open_it() -> bytes:
        opened = open_guest_box(UUID(vector["scope"]), vector["token"])
        return opened.hand_over()[vector["epoch"]].reveal()

    assert ends(open_it) == expected(vector, raw(vector, "scope_key"))
    assert ends(lambda: independent_rows.guest(vector)) == ends(open_it)


@each("codes")
def test_recovery_codes(vector):
    found = ends(lambda: recovery.read_code(vector["typed"]).reveal())
    assert found == expected(vector, raw(vector, "secret"))
    assert ends(lambda: independent.secret_of(vector["typed"])) == found


@each("receipts")
def test_receipts(vector, settings):
    use_root_keys(settings, {"1": vector["root_key"]})
    found = ends(lambda: receipts.check(vector["receipt"]))
    assert found[0] == vector["result"].replace("genuine", "opens")
    assert ends(lambda: independent_rows.receipt(vector)) == found


def test_what_the_vault_writes_the_independent_reader_opens(installation, db, settings):
    code = recovery.make_code()
    assert independent.secret_of(code) == recovery.read_code(code).reveal()
    locked = subjects.lock_verifier(b"v" * 32)
    vector = {"root_keys": {"1": SHARES[0]["root_key"]}, "locked": locked}
    assert independent_rows.verifier(vector) == b"v" * 32
    ticket = tickets.issue_ticket(_box(), operation="draw", now=NOON)
    row = Ticket.objects.get(pk=UUID(ticket))
    written = {
        "id": ticket,
        "scope": str(row.scope),
        "operation": "draw",
        "expires_at": int(row.expires_at.timestamp()),
        "taken_for": "draw",
        "taken_at": int(NOON.timestamp()),
        "sealed": bytes(row.sealed).hex(),
    }
    held = {str(epoch): key.reveal().hex() for epoch, key in _box().hand_over().items()}
    assert independent_rows.ticket(written, SHARES) == held


def _box():
    (good,) = (v for v in load("tickets") if v["result"] == "opens")
    keys = {int(epoch): Secret(bytes.fromhex(key)) for epoch, key in good["scope_keys"].items()}
    return box_from(UUID(good["scope"]), keys)
