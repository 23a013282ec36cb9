"""The closed list of what one may be permitted here: one file for the whole site.

Each is declared in the Meta of a model of its body; `manage.py check` holds both against each
other. To add one: the Meta, a line here, a row in `docs/reference/permissions.md`.
"""

from __future__ import annotations

from privacy.permissions import Permitted, declare

INTERVIEWS = "Interviews"
KEEPING = "Keeping and deleting"
PEOPLE = "People and roles"

PERMISSIONS = (
    Permitted(
        "interviews.start",
        "start interviews that are limited",
        "All others may be started by everybody.",
        INTERVIEWS,
        on_one=True,
    ),
    Permitted(
        "interviews.see_sessions",
        "see that sessions exist",
        "Numbers, states and times; never an answer.",
        INTERVIEWS,
        on_one=True,
    ),
    Permitted(
        "interviews.open_shared",
        "open shared answers",
        "What people, or the interview's rule, opened to a role one is in.",
        INTERVIEWS,
        on_one=True,
    ),
    Permitted(
        "interviews.delete_sessions",
        "delete sessions",
        "For ever, with answers and documents; what is held stays.",
        INTERVIEWS,
        on_one=True,
    ),
    Permitted(
        "interviews.export_sessions",
        "export",
        "Download the list of sessions as a table, without answers.",
        INTERVIEWS,
        on_one=True,
    ),
    Permitted(
        "interviews.publish",
        "publish interviews",
        "And say who may start them, and who can open their answers.",
        INTERVIEWS,
        on_one=True,
    ),
    Permitted(
        "interviews.set_period",
        "set retention of an interview",
        "Rules for how long its sessions are kept; no rule for all.",
        INTERVIEWS,
        on_one=True,
        within="privacy.set_retention",
    ),
    Permitted(
        "interviews.hold_sessions",
        "place holds on an interview",
        "On it and its sessions; and release them, and read why.",
        INTERVIEWS,
        on_one=True,
        within="privacy.place_holds",
    ),
    Permitted(
        "privacy.see_runs",
        "see rules and runs",
        "How long data are kept, what went and what is due; numbers only.",
        KEEPING,
    ),
    Permitted(
        "privacy.set_retention",
        "set retention",
        "Propose, watch and withdraw rules for how long data are kept.",
        KEEPING,
    ),
    Permitted(
        "privacy.approve",
        "approve policies and plans",
        "What a rule or a run would take goes only then.",
        KEEPING,
    ),
    Permitted("privacy.see_holds", "see holds", "What has to be kept.", KEEPING),
    Permitted(
        "privacy.place_holds",
        "place holds",
        "And release them, and read why. Nothing held can be deleted.",
        KEEPING,
    ),
    Permitted("privacy.stop_all", "stop all", "Stop a run that deletes.", KEEPING),
    Permitted("privacy.tend_jobs", "try failed work again", "Work that was given up.", KEEPING),
    Permitted(
        "privacy.change_settings",
        "change settings",
        "How long answers stay unlocked in a browser, how many wrong guesses lead to a wait.",
        KEEPING,
    ),
    Permitted(
        "accounts.see_people",
        "see people",
        "Address, name, roles, last login; never an answer or a key. They are told.",
        PEOPLE,
    ),
    Permitted("accounts.invite_people", "invite people", "By mail.", PEOPLE),
    Permitted(
        "accounts.deactivate_people",
        "switch accounts off and on",
        "And send links to choose a new password.",
        PEOPLE,
    ),
    Permitted(
        "accounts.manage_roles",
        "manage roles",
        "Give and take what one holds oneself, and nothing more.",
        PEOPLE,
    ),
    Permitted(
        "accounts.decide_leaving",
        "decide how people leave",
        "How long an account waits before it goes, which roles have to ask, and answer them.",
        PEOPLE,
    ),
    Permitted(
        "accounts.lift_bans", "lift bans", "See wrong guesses, and let guess again.", PEOPLE
    ),
    Permitted(
        "accounts.use_api",
        "use the API",
        "Make keys for one's own programs; a key does no more than its person may.",
        PEOPLE,
    ),
    Permitted("privacy.read_audit", "read the audit log", "Who gave or took which right.", PEOPLE),
)

declare(PERMISSIONS)
