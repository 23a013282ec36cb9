"""The web server loads at once and answers nobody before the site is ready."""

from __future__ import annotations

from threading import Timer

import pytest

from dasite.serving.waiting import until_prepared


def test_it_waits_until_the_site_is_ready(monkeypatch, tmp_path):
    prepared = tmp_path / "prepared"
    monkeypatch.setenv("DASITE_PREPARED_FILE", str(prepared))
    Timer(0.1, prepared.touch).start()
    with until_prepared():
        assert not prepared.exists()
    assert prepared.exists()


def test_what_fails_on_the_way_fails_once_the_site_is_ready(monkeypatch, tmp_path):
    prepared = tmp_path / "prepared"
    monkeypatch.setenv("DASITE_PREPARED_FILE", str(prepared))
    Timer(0.1, prepared.touch).start()
    with pytest.raises(LookupError), until_prepared():
        raise LookupError
    assert prepared.exists()


def test_a_web_server_that_stands_alone_waits_for_nothing(monkeypatch):
    monkeypatch.delenv("DASITE_PREPARED_FILE", raising=False)
    with until_prepared():
        pass
