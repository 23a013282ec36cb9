"""Keys refuse every way in which they might end in a log, a store or another object."""

from __future__ import annotations

import copy
import io
import json
import pickle
from uuid import UUID

import pytest
from django.utils import timezone

from privacy.vault.aead import Place, SealKey
from privacy.vault.box import Box
from privacy.vault.browser import Unlock
from privacy.vault.kdf import Argon2Params, PasswordKey
from privacy.vault.roots import parse_root_keys
from privacy.vault.secret import Secret
from privacy.vault.stream import SealedReader, seal_stream
from privacy.vault.unlocked import Unlocked
from privacy.vault.wrap import make_pair

CANARY = b"canary-in-the-key-not-to-be-seen"


def reader() -> SealedReader:
    key, place, sealed = (
        SealKey(Secret(CANARY), epoch=1),
        Place("", "", "", UUID(int=1)),
        io.BytesIO(),
    )
    seal_stream(key, io.BytesIO(b"x"), sealed, place)
    return SealedReader(key, sealed, place)


def guarded():
    secret = Secret(CANARY)
    return [
        secret,
        SealKey(secret, epoch=1),
        PasswordKey(secret, b"salt", Argon2Params(64, 1, 1)),
        Unlocked(UUID(int=1), 1, secret, secret),
        parse_root_keys("1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="),
        make_pair(),
        Box(UUID(int=1), {1: secret}, {1: secret}),
        Unlock(None, clock=timezone.now),
        reader(),
    ]


WAYS = {
    "repr": repr,
    "str": str,
    "format": lambda thing: f"{thing}",
    "percent": lambda thing: "%s" % thing,  # noqa: UP031  # this way of logging is tried on purpose
    "pickle": pickle.dumps,
    "old pickle": lambda thing: pickle.dumps(thing, protocol=0),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "equal": lambda thing: thing == thing,  # the refusal is what is tested
    "not equal": lambda thing: thing != b"x",
    "hash": hash,
    "json": json.dumps,
    "state": lambda thing: thing.__getstate__(),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("thing", guarded(), ids=lambda thing: type(thing).__name__)
def test_a_key_refuses(thing, way):
    with pytest.raises(TypeError) as refused:
        way(thing)
    assert CANARY.decode() not in str(refused.value)


def test_a_secret_has_no_dictionary_to_look_into():
    with pytest.raises(TypeError):
        vars(Secret(CANARY))


def test_a_secret_gives_its_bytes_when_asked_by_name():
    assert Secret(CANARY).reveal() == CANARY


def test_two_random_secrets_differ():
    one, other = Secret.random(), Secret.random()
    assert len(one.reveal()) == 32
    assert one.reveal() != other.reveal()
