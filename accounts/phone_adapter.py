"""What allauth asks about telephone numbers."""

from __future__ import annotations

from django.views.decorators.debug import sensitive_variables

from accounts import sms
from accounts.models import PhoneNumber, User
from accounts.services import phones


class PhoneAdapter:
    """Numbers as `accounts.services.phones` keeps them: each was confirmed before it was kept."""

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        number = phones.number_of(user)
        return (number, True) if number else None

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Do nothing: a number that was not confirmed is not kept."""

    def get_user_by_phone(self, phone: str) -> User | None:
        return phones.find_person(phone)

    @sensitive_variables()
    def send_verification_code_sms(
        self, user: User, phone: str, code: str, **kwargs: object
    ) -> None:
        """Send a code that logs in, unless the number is another's by now."""
        if PhoneNumber.objects.filter(user=user).exists():
            sms.send_aside(phone, phones.words(code))

    def send_unknown_account_sms(self, phone: str, **kwargs: object) -> None:
        """Send nothing: it would cost money, and anybody could have strangers written to."""
