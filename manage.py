#!/usr/bin/env python
"""Django's command line, with the secrets that bin/serve keeps for this checkout."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from dasite.serving.errors import CannotStart
from dasite.serving.secrets_file import load_secrets

BASE_DIR = Path(__file__).resolve().parent

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dasite.settings")
    try:
        load_secrets(Path(os.environ.get("DASITE_VAR_DIR", BASE_DIR / "var")), os.environ)
        execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as error:
        # One sentence; a traceback would bury it.
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")
