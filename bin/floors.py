#!/usr/bin/env python3
"""Refuses less coverage than each part of the house must have; reads .coverage."""

from __future__ import annotations

import json
import subprocess
import sys

# What must never go wrong is covered whole; percent of lines and branches, the longest path first.
FLOORS = {
    "interviews/engine/": 100,
    "privacy/vault/": 100,
    "privacy/retention/": 100,
    "": 90,
}


def part_of(path: str) -> str:
    """Return the longest part of the house that holds the file."""
    return max((part for part in FLOORS if path.startswith(part)), key=len)


def main() -> int:
    """Return 1 if a part is under its floor, and name the files that pull it down."""
    report = subprocess.run(
        ["coverage", "json", "-q", "-o", "-"], check=True, capture_output=True, text=True
    ).stdout
    files = json.loads(report)["files"]
    status = 0
    for part, floor in FLOORS.items():
        ours = {path: data["summary"] for path, data in files.items() if part_of(path) == part}
        wanted = sum(one["num_statements"] + one["num_branches"] for one in ours.values())
        covered = sum(one["covered_lines"] + one["covered_branches"] for one in ours.values())
        percent = 100 * covered / wanted if wanted else 100.0
        print(f"coverage of {part or 'the rest'}: {percent:.1f} %, {floor} % wanted")
        if percent < floor:
            status = 1
            for path, one in sorted(ours.items(), key=lambda item: item[1]["percent_covered"]):
                if one["percent_covered"] < floor:
                    print(f"  {one['percent_covered']:5.1f} %  {path}")
    return status


if __name__ == "__main__":
    sys.exit(main())
