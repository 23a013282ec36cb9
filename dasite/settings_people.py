"""The settings of accounts: ways in, what is asked of passwords, guesses and bans.

Each variable of the environment is described in docs/reference/settings.md.
"""

from __future__ import annotations

from typing import Any

from dasite.env import env_bool, env_int, env_list, env_text
from dasite.social_providers import read_providers

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.ReservingBackend",
    "accounts.backends.UnlockingBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["accounts.hashers.VaultHasher"]
# Argon2id (RFC 9106): memory in KiB, passes, lanes. Weaker than the floor of the vault is refused.
DASITE_ARGON2 = {"memory_kib": 65_536, "passes": 3, "lanes": 1, "floor": True}
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "interviews:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forgotten_forms.FirstPasswordForm",
    "reset_password": "accounts.forgotten_forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forgotten_forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "request_login_code": "accounts.login_code_forms.AskForLinkForm",
    "add_email": "accounts.forms.ChangeEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# By a mailed link or code, for as long as `accounts.services.login_codes` lets one live.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# The class that sends text messages; without one, nobody logs in by phone.
DASITE_SMS_SENDER = env_text("DASITE_SMS_SENDER", "accounts.sms.ConsoleSender")
ACCOUNT_SESSION_REMEMBER = False
# Sign-up and reset answer after this time for known and unknown addresses alike.
ACCOUNT_EVEN_SECONDS = 0.5
# Providers stand here and nowhere else: the table of allauth for them stays empty.
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": read_providers()}}
SOCIALACCOUNT_ADAPTER = "accounts.social.adapter.SocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False  # first one is told that the server could open one's answers
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address is no proof of whose account it is
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.AuthenticateForm",
    "reauthenticate": "accounts.factor_forms.ReauthenticateForm",
    "activate_totp": "accounts.factor_forms.ActivateAppForm",
    "add_webauthn": "accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.passkey_forms.RenamePasskeyForm",
    "login_webauthn": "accounts.passkey_forms.LoginByPasskeyForm",
    "authenticate_webauthn": "accounts.passkey_forms.SecondFactorForm",
    "reauthenticate_webauthn": "accounts.passkey_forms.ProofByPasskeyForm",
}
# Clocks of phones differ, and people type slowly: one step of 30 seconds before and after counts.
MFA_TOTP_TOLERANCE = 1
# With a mail server nobody logs in before an address is confirmed; without one nobody could.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
# Wrong ones are counted as guesses; an address behind which many people are gets no limit.
MFA_RATE_LIMITS = {"webauthn_login": None}
# Always with finger, face or PIN: a passkey stands for two factors, and its PRF yields one value.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Without it, a password alone opens the administration.
DASITE_ADMIN_SECOND_FACTOR = env_bool("DASITE_ADMIN_SECOND_FACTOR", default=True)
# What allauth counts by is a pseudonym that looks like an IPv6 address and stands for a household
# already: cut to its first 64 bits it would be the same for everybody.
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 128
# Axes decides about guesses; left on, allauth would answer 200 and hide the page of the ban.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reauthenticate": None,
    "change_password": None,
    # Mails with a link: those of one address of the net, and those to one mailbox.
    "request_login_code": "20/m/ip,5/15m/key,20/d/key",
    # Each of these makes a login session and may ask another service something.
    "begin_social_login": "30/m/ip",
    # Text messages cost money, too: those to one number, and those asked for from one address.
    "send_phone_code": "3/15m/key,10/d/key,10/h/ip,40/d/ip",
}

# For how many days a key for the API lives at most, until an administrator says otherwise.
DASITE_API_KEY_DAYS = env_int("DASITE_API_KEY_DAYS", 90, at_least=1, at_most=365)

# What holds until an administrator says otherwise; `accounts.ban_rules` reads either.
DASITE_BAN_AFTER = env_int("DASITE_BAN_AFTER", 5, at_least=1)
DASITE_BAN_MINUTES = env_int("DASITE_BAN_MINUTES", 15, at_least=1)
# On from the first day: what backups hold of addresses could not be taken out of them later.
DASITE_PSEUDONYMOUS_ADDRESSES = env_bool("DASITE_PSEUDONYMOUS_ADDRESSES", default=True)
AXES_FAILURE_LIMIT = "accounts.ban_rules.failure_limit"
AXES_COOLOFF_TIME = "accounts.ban_rules.cool_off"
AXES_LOCKOUT_PARAMETERS = [["ip_address", "username"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "accounts.bans.client_address"
# What stands for an address where it is only counted, in `privacy.rates`.
DASITE_ADDRESS_CALLABLE = "accounts.bans.counted_address"
AXES_USERNAME_CALLABLE = "accounts.bans.axes_username"
AXES_LOCKOUT_CALLABLE = "accounts.bans.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
# Right guesses are forgiven by `accounts.guesses`, also where nobody logs in by them.
AXES_RESET_ON_SUCCESS = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Networks of the proxies whose X-Forwarded-For is believed; all others may write what they like.
DASITE_TRUSTED_PROXIES = env_list("DASITE_TRUSTED_PROXIES")
