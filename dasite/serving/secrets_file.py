"""The site's own secrets: made once, kept in `var/secrets.env`, never overwritten.

Whoever loses this file loses what it opens, so nothing here replaces one: it is written beside
and linked into place, which fails if a file is there already.
"""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

from dasite.serving.errors import CannotStart

FILE_NAME = "secrets.env"
ROOT_KEY_BYTES = 32
SECRET_KEY_BYTES = 48
NAMES = ("DASITE_SECRET_KEY", "DASITE_ROOT_KEYS")
HEADER = """\
# The secrets of this site. Back this file up apart from the databases, and show it to nobody:
# without it no answer that waits for the server, and no backup, can be opened again.
"""


def is_set(name: str, environment: MutableMapping[str, str]) -> bool:
    """Return whether `name` is in the environment, itself or as the name of a file."""
    return name in environment or f"{name}_FILE" in environment


def load_secrets(var_dir: Path, environment: MutableMapping[str, str]) -> None:
    """Put what the secrets file says into `environment`; what stands there already wins.

    Raises CannotStart if the file is not as it was written.
    """
    path = var_dir / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"{path} cannot be read; correct its owner or put it back.") from error
    if mode & 0o077:
        raise CannotStart(f"{path} can be read by others; run: chmod 600 {path}")
    for number, line in enumerate(text.splitlines(), start=1):
        name, equals, value = line.partition("=")
        if not line.strip() or line.startswith("#"):
            continue
        if not equals or not name.startswith("DASITE_"):
            raise CannotStart(f"{path}:{number} is not of the form DASITE_NAME=value; correct it.")
        if not is_set(name, environment):
            environment[name] = value.strip()


def ensure_secrets(var_dir: Path, environment: MutableMapping[str, str]) -> bool:
    """Load the secrets, making the file first if there is none; return whether it was made.

    Raises CannotStart if a secret is missing where data that need it lie already.
    """
    load_secrets(var_dir, environment)
    missing = [name for name in NAMES if not is_set(name, environment)]
    if not missing:
        return False
    path = var_dir / FILE_NAME
    if path.exists():
        raise CannotStart(f"{path} does not say {missing[0]}; put back the line or a backup.")
    if len(missing) < len(NAMES):
        raise CannotStart(f"{missing[0]} is not set; set {' and '.join(NAMES)}, or neither.")
    if (var_dir / "vault.sqlite3").exists():
        raise CannotStart(
            f"{missing[0]} is not set and {path} is gone, but this site has data already; "
            "put the file back from your backup or set the variable."
        )
    _write_once(path)
    load_secrets(var_dir, environment)
    return True


def _write_once(path: Path) -> None:
    secret_key = secrets.token_urlsafe(SECRET_KEY_BYTES)
    root_key, backup_key = (
        base64.b64encode(secrets.token_bytes(ROOT_KEY_BYTES)).decode() for _ in range(2)
    )
    lines = (
        f"DASITE_SECRET_KEY={secret_key}",
        f"DASITE_ROOT_KEYS=1:{root_key}",
        f"DASITE_BACKUP_KEY=1:{backup_key}",
    )
    text = HEADER + "".join(f"{line}\n" for line in lines)
    # mkstemp makes the file for its owner alone.
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    except FileExistsError:
        pass  # another process was quicker; its file is read next
    except OSError as error:
        raise CannotStart(f"{path} cannot be written ({error.strerror}).") from error
    finally:
        Path(beside).unlink()
