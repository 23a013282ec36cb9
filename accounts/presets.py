"""Roles as docassemble knows them, offered to be made; people know them by these names."""

from __future__ import annotations

from dataclasses import dataclass

SESSIONS = frozenset(
    {"interviews.see_sessions", "interviews.delete_sessions", "interviews.export_sessions"}
)
INTERVIEWS = SESSIONS | {
    "interviews.start",
    "interviews.open_shared",
    "interviews.publish",
    "interviews.set_period",
    "interviews.hold_sessions",
}
KEEPING = frozenset(
    {
        "privacy.see_runs",
        "privacy.set_retention",
        "privacy.approve",
        "privacy.see_holds",
        "privacy.place_holds",
        "privacy.stop_all",
        "privacy.tend_jobs",
        "privacy.change_settings",
        "privacy.read_audit",
    }
)
PEOPLE = frozenset(
    {
        "accounts.see_people",
        "accounts.invite_people",
        "accounts.deactivate_people",
        "accounts.lift_bans",
        "accounts.decide_leaving",
    }
)


@dataclass(frozen=True)
class Preset:
    """One role that could be made."""

    name: str
    description: str
    permissions: frozenset[str] = frozenset()


PRESETS = (
    Preset(
        "admin",
        "Runs the site: interviews, people, how long data are kept. Answers stay locked.",
        INTERVIEWS | KEEPING | PEOPLE | {"accounts.manage_roles", "accounts.use_api"},
    ),
    Preset(
        "developer",
        "Writes interviews and publishes them.",
        frozenset({"interviews.publish", "interviews.start", "interviews.see_sessions"}),
    ),
    Preset(
        "advocate",
        "Helps people with their interviews, where they or the interview's rule opened them.",
        frozenset({"interviews.start", "interviews.open_shared", "interviews.see_sessions"}),
    ),
    Preset(
        "cs",
        "Answers people who cannot get in.",
        PEOPLE - {"accounts.invite_people", "accounts.decide_leaving"},
    ),
    Preset(
        "trainer",
        "As docassemble calls it: here it permits nothing but limited interviews.",
        frozenset({"interviews.start"}),
    ),
    Preset("user", "What everybody may, and nothing more."),
)


def stands_for(name: str) -> frozenset[str]:
    """Return what people take a role of this name to permit, however it is written."""
    wanted = name.strip().casefold()
    return frozenset().union(*(one.permissions for one in PRESETS if one.name == wanted))
