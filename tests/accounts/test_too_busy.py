"""When too many passwords are being checked: a calm page, and no guess is lost by it."""

from __future__ import annotations

from django.test import Client

from accounts.models import GuessCount, LoginSession
from tests.accounts.rush import taken_permits
from tests.people import PASSWORD, WRONG_PASSWORD, log_in


def test_a_login_in_a_rush_is_answered_with_503(alice, rush):
    answer = log_in(Client(), alice)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not LoginSession.objects.filter(user=alice).exists()


def test_a_rush_uses_up_no_guess(alice, rush):
    for _ in range(8):
        assert log_in(Client(), alice).status_code == 503
    assert sum(GuessCount.objects.values_list("count", flat=True)) == 0
    rush.close()
    assert log_in(Client(), alice).status_code == 302


def test_a_rush_forgives_no_guess_either(alice, rush):
    rush.close()
    for _ in range(4):
        log_in(Client(), alice, WRONG_PASSWORD)
    with taken_permits():
        assert log_in(Client(), alice).status_code == 503
    assert log_in(Client(), alice, WRONG_PASSWORD).status_code == 429


def test_whoever_is_banned_costs_no_argon2(alice, argon_runs):
    for _ in range(6):
        log_in(Client(), alice, WRONG_PASSWORD)
    argon_runs.clear()
    assert log_in(Client(), alice, PASSWORD).status_code == 429
    assert argon_runs == []


def test_an_endless_password_costs_no_argon2(alice, argon_runs):
    log_in(Client(), alice, "x" * 1_000_000)
    assert argon_runs == []
