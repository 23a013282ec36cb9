"""What production spends on a password, asked of a process without the settings of the tests."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import django
django.setup()
from django.conf import settings
from privacy.vault.kdf import params_from
from privacy.vault.keyring import root_keys
params = params_from(settings.DASITE_ARGON2)
print(params.memory_kib, params.passes, params.lanes, settings.DASITE_ARGON2["floor"])
print(root_keys().newest)
"""


def ask(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DASITE_")}
    key = base64.b64encode(os.urandom(32)).decode()
    given = {
        "DJANGO_SETTINGS_MODULE": "dasite.settings",
        "DASITE_VAR_DIR": str(tmp_path),
        "DASITE_SECRET_KEY": "x" * 50,
        "DASITE_ROOT_KEYS": f"2026:{key}",
    }
    return subprocess.run(  # noqa: S603  # our interpreter and our words
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=kept | given | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_spends_64_mib_three_passes_one_lane_and_keeps_the_floor(tmp_path):
    assert ask(tmp_path).stdout.splitlines() == ["65536 3 1 True", "2026"]


def test_a_wrong_root_key_ends_in_a_sentence_without_its_value(tmp_path):
    asked = ask(tmp_path, DASITE_ROOT_KEYS="1:c2VjcmV0IGNhbmFyeQ==")
    assert "entry 1 has 13 bytes, not 32" in asked.stderr
    assert "c2VjcmV0" not in asked.stdout + asked.stderr
