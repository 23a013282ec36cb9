"""The real settings with throw-away secrets, a quick key derivation and databases of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import zlib
from pathlib import Path

# A folder for each process: xdist's workers inherit the environment of their master.
if "DASITE_VAR_DIR" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["DASITE_VAR_DIR"] = tempfile.mkdtemp(prefix="dasite-test-")
    atexit.register(shutil.rmtree, os.environ["DASITE_VAR_DIR"], ignore_errors=True)
os.environ["DASITE_SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["DASITE_ROOT_KEYS"] = "1:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
# A provider that nobody runs; tests that need one start their own.
os.environ["DASITE_OIDC_PROVIDERS"] = "town"
os.environ["DASITE_OIDC_TOWN_ISSUER"] = "http://127.0.0.1:9"
os.environ["DASITE_OIDC_TOWN_CLIENT_ID"] = "dasite"
os.environ["DASITE_OIDC_TOWN_CLIENT_SECRET"] = "canary-client-secret-7731"
os.environ["DASITE_OIDC_TOWN_LABEL"] = "Town hall"

from dasite.settings import *

# The checkout's path tells test databases of two checkouts on one server apart.
CHECKOUT = f"{zlib.crc32(str(Path(__file__).resolve().parent).encode()):08x}"
for alias, database in DATABASES.items():
    if str(database["ENGINE"]).endswith("postgresql"):
        database["TEST"] = {"NAME": f"test_dasite_{CHECKOUT}_{alias}"}
        database["CONN_MAX_AGE"] = 0
    else:
        database["NAME"] = ":memory:"

# The floor of the vault's parameters would still take 30 ms a password.
DASITE_ARGON2 = {"memory_kib": 64, "passes": 1, "lanes": 1, "floor": False}
ACCOUNT_EVEN_SECONDS = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Tests count queries; those of the gate, which looks every few seconds, would come and go.
MIDDLEWARE.remove("privacy.middleware.RestoreGateMiddleware")
