"""The jobs of accounts: what people asked for is done on its day, and they are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.services import invitations, leaving, permissions
from privacy import jobs

JOB_AT_MOST = timedelta(seconds=90)  # so that a sweep with one of them ends in time


@jobs.comes_again("accounts.leave", lambda: 60)
def leave(args: dict[str, Any], now: datetime) -> None:
    """Carry out the requests whose day has come."""
    leaving.carry_out_due(timezone.now, until=now + JOB_AT_MOST)


@jobs.comes_again("accounts.forget_invited", lambda: 3600)
def forget_invited(args: dict[str, Any], now: datetime) -> None:
    """Forget whom an invitation went to, once nobody can come by it any more."""
    invitations.forget_old(now)


@jobs.handles("accounts.mail_receipt")
def mail_receipt(args: dict[str, Any], now: datetime) -> None:
    leaving.mail_receipt(args["request"], now=now)


@jobs.handles("accounts.say_asked")
def say_asked(args: dict[str, Any], now: datetime) -> None:
    leaving.say_asked(args["request"])


@jobs.handles("accounts.say_goes_soon")
def say_goes_soon(args: dict[str, Any], now: datetime) -> None:
    leaving.say_goes_soon(args["request"], args["person"])


@jobs.handles("accounts.say_is_gone")
def say_is_gone(args: dict[str, Any], now: datetime) -> None:
    leaving.say_is_gone(args["person"])


@jobs.handles("accounts.say_answered")
def say_answered(args: dict[str, Any], now: datetime) -> None:
    permissions.say_answered(args["user"])
