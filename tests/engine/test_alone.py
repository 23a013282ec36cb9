"""The engine stands alone: without Django, and without the neighbours that use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ALONE = """
import importlib, pkgutil, sys

CLOSED = ("django", "celery", "guardian", "axes", "ninja", "allauth", "privacy", "accounts",
          "dasite", "interviews.models", "interviews.services", "interviews.selectors")

class Wall:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in CLOSED):
            raise ImportError(f"{name} is closed")

sys.meta_path.insert(0, Wall())
for closed in CLOSED:
    try:
        importlib.import_module(closed)
    except ImportError:
        continue
    raise SystemExit(f"{closed} is open")
import interviews.engine
for found in pkgutil.walk_packages(interviews.engine.__path__, "interviews.engine."):
    importlib.import_module(found.name)
    print(found.name)
from tests.engine.walks import Walk
walk = Walk('question: Name?\\nfields:\\n  - Name: name\\n---\\n'
            'mandatory: True\\nquestion: Hello, ${ name }')
print(walk.answer({"name": "Ada"}).screen.question)
"""
ROOT = Path(__file__).parents[2]


def test_every_module_of_the_engine_is_imported_and_an_interview_run_without_django():
    done = subprocess.run(
        [sys.executable, "-"],
        input=ALONE,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stderr == ""
    *modules, said = done.stdout.split("\n")[:-1]
    assert said == "Hello, Ada"
    engine = ROOT / "interviews" / "engine"
    files = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in engine.rglob("*.py")
    }
    assert set(modules) == files - {"interviews.engine"}
