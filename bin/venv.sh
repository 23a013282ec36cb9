# Sourced by bin/serve and bin/test: finds Python, makes .venv, installs the pins when they changed.
# shellcheck shell=bash

# Print the command of a Python that is new enough; $PYTHON goes first.
find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Python 3.11 or newer was not found. Install it, or name one: PYTHON=/path/to/python3 $0" >&2
  return 1
}

# prepare_venv FILE...: afterwards .venv has what the requirement files pin.
prepare_venv() {
  local python last=${*: -1}
  local stamp=.venv/stamp-${last%.txt}
  if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(find_python) || return 1
    echo "Making .venv with $("$python" --version)"
    if ! "$python" -m venv --clear .venv > .venv.log 2>&1; then
      cat .venv.log >&2
      rm -rf .venv .venv.log
      echo "$python cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2
      return 1
    fi
    rm -f .venv.log
  fi
  if cat "$@" | cmp -s - "$stamp"; then return; fi
  echo "Installing what $last pins"
  # pip also warns of what is no fault here (root, a slow index); it is heard if it fails.
  local said
  if ! said=$(.venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$last" 2>&1); then
    echo "$said" >&2
    echo "The packages could not be installed; what pip said stands above." >&2
    return 1
  fi
  cat "$@" > "$stamp"
}
