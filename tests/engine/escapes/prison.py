"""Runs whole interviews, each in a process with a hard limit of time and memory: see `outcomes`.

Started as a program it reads paths of interviews, a line each, and prints an outcome for each.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from interviews.engine.errors import AnswersRefused, AuthorMistake, EngineError
from interviews.engine.runner import (
    Runner,
    Surroundings,
    check_interview,
    doubts_about,
    load_interview,
)
from tests.engine.walks import NOW

SECONDS = 1  # of the processor
MEGABYTES = 256  # more than what the engine needs by itself
PACKAGE, SOURCE = "tests.escapes", "data/questions/escape.yml"
ROOT = Path(__file__).parents[3]
PROBES = {"runs on": lambda: any(iter(int, 1)), "grows": lambda: bytearray(2**40)}


class Alone(dict[str, bytes]):
    """A package of one file."""

    def read(self, package: str, path: str) -> bytes:
        if (package, path) != (PACKAGE, SOURCE):
            raise FileNotFoundError(path)
        return self[path]


def outcome(source: bytes) -> str:
    """Say what comes of an interview: refused, stopped, or the question that it ends with."""
    files = Alone({SOURCE: source})
    found = check_interview(files, PACKAGE, SOURCE)
    doubts_about(files, PACKAGE, SOURCE)  # looks at all code without running any
    if found:
        return f"refused: {found[0].message}"
    runner = Runner(
        load_interview(files, PACKAGE, SOURCE), None, Surroundings(now=NOW, language="en")
    )
    try:
        return f"ends: {answered(runner)}"
    except (AuthorMistake, EngineError) as error:
        if isinstance(error, AnswersRefused):
            return f"ends: {error.errors}"
        return f"stopped: {type(error).__name__}: {error}"


def answered(runner: Runner) -> str:
    """Give an answer to everything that is asked, and return the last question."""
    screen = runner.next_screen()
    for _ in range(3):
        if not screen.fields:
            break
        posted = {field.key: ["a"] for field in screen.fields}
        runner.answer({**posted, "button": [button.key for button in screen.buttons][:1]})
        screen = runner.next_screen()
    runner.to_json()
    return str(screen.question)


def limited(path: Path) -> None:
    """Run one interview in this process and leave it."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = used + MEGABYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        said = str(PROBES[path.name]()) if path.name in PROBES else outcome(path.read_bytes())
    except BaseException as error:  # noqa: BLE001 - whatever comes is what the test wants to see
        said = f"broke: {type(error).__name__}: {error}"
    os.write(1, f"{path.name}\t{said.splitlines()[0]}\n".encode())
    os._exit(0)


def main() -> None:
    for line in sys.stdin.read().splitlines():
        child = os.fork()
        if child == 0:
            limited(Path(line))
        status = os.waitpid(child, 0)[1]
        if status:
            os.write(1, f"{Path(line).name}\tkilled: {status}\n".encode())


def outcomes(paths: list[Path]) -> dict[str, str]:
    """Return what comes of each interview, by the name of its file."""
    # Without what measures coverage: the limits are those of a program that nobody watches.
    watched = ("COV_", "COVERAGE_")
    own = {key: value for key, value in os.environ.items() if not key.startswith(watched)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.escapes.prison"],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=own,
    )
    return dict(line.split("\t", 1) for line in done.stdout.splitlines())


if __name__ == "__main__":
    main()
