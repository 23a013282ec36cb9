"""What privacy itself keeps: keys, jobs, runs; beside it its files, the ledger, rules."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from privacy import (  # noqa: F401 - they register theirs
    decision_categories,
    folder_categories,
    ledger_categories,
)
from privacy.models import (
    Admission,
    Archive,
    AuditEntry,
    FilesToRemove,
    Grant,
    Heartbeat,
    Hold,
    Job,
    KeyShare,
    KeyWrap,
    LedgerHead,
    Look,
    Notice,
    Reconciliation,
    Restore,
    RetentionBatch,
    RetentionRun,
    RoleKey,
    RoleMember,
    SubjectKey,
    Ticket,
    UnlockedKey,
    UnlockLimits,
)
from privacy.retention import notices, queries, shares  # noqa: F401 - shares come back
from privacy.retention.category import (
    After,
    Child,
    DataCategory,
    NamesNobody,
    NoPersonalData,
    OnEvent,
)
from privacy.retention.registry import register
from privacy.retention.targets import register_target

DUTY = "Legal obligation, GDPR Art. 6(1)(c): to erase, and to be able to show it"
CONTRACT = "Performance of a contract, GDPR Art. 6(1)(b)"
SAFETY = "Legitimate interest, GDPR Art. 6(1)(f): a service that works and is safe"


@register
class UnlockedKeys(DataCategory):
    """Sealed under a token that only the browser holds, and useless once they have lapsed."""

    key = "privacy.unlocked_key"
    label = "unlocked keys"
    purpose = "so that you need not type your password on every page"
    legal_ground = CONTRACT
    model = UnlockedKey
    clock = "absolute_until"
    default = OnEvent("they lapse or you log out")
    subject = "subject_id"


@register
class Admissions(DataCategory):
    """Who was let into a scope by whom; they go with it, or with who was let in."""

    key = "privacy.admission"
    label = "permissions to open answers"
    purpose = "so that you see who can open your answers, and who did"
    legal_ground = CONTRACT
    model = Admission
    default = OnEvent("their interview or whom they let in is erased")
    subject = "recipient"
    order = 60


@register
class RoleMembers(DataCategory):
    """A role's key, encrypted to each who is in the role."""

    key = "privacy.role_member"
    label = "keys of your roles"
    purpose = "so that you can open what was opened to your role"
    legal_ground = CONTRACT
    model = RoleMember
    default = OnEvent("you leave the role or delete your account")
    subject = "subject_id"
    order = 60


@register
class Tickets(DataCategory):
    """Sealed to the workers, taken once; what nobody took is of no use after a quarter hour."""

    key = "privacy.ticket"
    label = "tickets of workers"
    purpose = "so that a worker can make what you asked for"
    legal_ground = CONTRACT
    model = Ticket
    clock = "expires_at"
    default = OnEvent("they are taken or expire")

    def about(self, subject_ids: Collection[UUID | str]) -> None:
        """Return None: a ticket knows its scope alone and goes when that is shredded."""


@register
class Archives(DataCategory):
    """Copies of a person's data that they asked for, sealed until they fetch them."""

    key = "privacy.archive"
    label = "archives of your data"
    purpose = "so that you can fetch the archive that you asked for"
    legal_ground = CONTRACT
    model = Archive
    clock = "asked_at"
    clock_words = "you asked for them"
    default = After("P1D")
    floor = "PT1H"
    ceiling = "P30D"
    must_end = True
    mark_field = "erasing_at"
    file_fields = ("file",)
    size_field = "size_bytes"
    subject = "subject_id"
    scope_field = "uid"
    tasks = ("privacy.archive",)


@register
class SubjectKeys(DataCategory):
    """Key pairs and what opens them; the shares under them are destroyed before."""

    key = "privacy.subject_key"
    label = "keys of your account"
    purpose = "so that only you can open your answers"
    legal_ground = CONTRACT
    model = SubjectKey
    default = OnEvent("the account is erased")
    children = (Child("ways to open your keys", KeyWrap, "subject_key"),)
    subject = "subject_id"
    order = 60


@register
class Grants(DataCategory):
    """Who may open a scope; they go with the scope or with who was granted it."""

    key = "privacy.grant"
    label = "rights to open answers"
    purpose = "so that you and those you chose can open your answers"
    legal_ground = CONTRACT
    model = Grant
    default = OnEvent("their interview or their holder is erased")
    subject = "recipient"
    order = 60


@register
class KeyShares(DataCategory):
    """Half of every key, in the vault's database; destroying them comes before all else."""

    key = "privacy.key_share"
    label = "key shares"
    purpose = "so that what was erased cannot be read, also not in a backup"
    legal_ground = CONTRACT
    model = KeyShare
    default = OnEvent("what they open is erased")

    def about(self, subject_ids: Collection[UUID | str]) -> None:
        """Return None: the vault destroys shares itself, before any row goes."""


@register
class FinishedJobs(DataCategory):
    """Work that was done or given up; the arguments are numbers."""

    key = "privacy.job"
    label = "finished jobs"
    purpose = "so that administrators see what was done"
    legal_ground = SAFETY
    model = Job
    clock = "done_at"
    clock_words = "they were done"
    default = After("P14D")
    ceiling = "P90D"
    must_end = True

    def about(self, subject_ids: Collection[UUID | str]) -> Q:
        """Return the jobs that sent these people a notice."""
        theirs = Notice.objects.filter(subject_id__in=subject_ids)
        numbers = [str(one) for one in theirs.values_list("message", flat=True).distinct()]
        jobs = Job.objects.filter(kind=notices.KIND, args__message__in=numbers)
        return Q(pk__in=jobs.values("pk"))


@register
class RemovedFiles(DataCategory):
    """Names of files whose rows are gone; a row goes with its file."""

    key = "privacy.file_to_remove"
    label = "files to remove"
    purpose = "so that no file outlives its row"
    legal_ground = DUTY
    model = FilesToRemove
    default = OnEvent("the file is removed")


@register
class Runs(DataCategory):
    """Counts of what went, kept as the record of erasure; a batch that is done names no row."""

    key = "privacy.run"
    label = "retention runs"
    purpose = "so that it can be shown what was erased when"
    legal_ground = DUTY
    model = RetentionRun
    clock = "finished_at"
    clock_words = "they ended"
    due = ~Q(batches__finished_at=None, batches__isnull=False)
    default = After("P3Y")
    floor = "P90D"
    tasks = ("retention.run", "retention.more")
    cached = ("retention:",)  # whether something is late, for everybody
    children = (Child("batches", RetentionBatch, "run"),)
    stays = "the number and time of the erasure, without anything that was erased, as its record"
    by_number = ("started_by", "approved_by")
    number_stays = (
        "the number of your account where you began or approved a run of the retention rules, as "
        "its record"
    )


@register
class Holds(DataCategory):
    """Orders to keep, with their reasons; they name people and interviews by number alone."""

    key = "privacy.hold"
    label = "holds"
    purpose = "so that it can be shown what had to be kept, and why"
    legal_ground = DUTY
    model = Hold
    clock = "released_at"
    clock_words = "they were released"
    default = After("P3Y")
    floor = "P90D"
    stays = "the order to keep something of yours, if there was one, as the record of it"
    by_number = ("placed_by", "released_by")
    number_stays = "the number of your account where you placed or released a hold, as its record"


@register
class Looks(DataCategory):
    """What the staff looked at, for the person to see; it goes with the person."""

    key = "privacy.look"
    label = "records of who looked at your data"
    purpose = "so that you see who on the staff looked at your data, and when"
    legal_ground = DUTY
    model = Look
    clock = "at"
    clock_words = "they were made"
    default = After("P1Y")
    floor = "P30D"
    subject = "subject_id"
    order = 60
    by_number = ("by",)
    number_stays = (
        "the number of your account where you looked at somebody's data as one of the staff, so "
        "that they see who did, until the record goes by its rule"
    )

    def words_of(self, row: Look) -> str:
        return row.get_what_display()


@register
class AuditLog(DataCategory):
    """Who gave or took which right; people, roles and interviews by number alone."""

    key = "privacy.audit_entry"
    label = "changes of rights"
    purpose = "so that it can be shown who gave whom which right"
    legal_ground = DUTY
    model = AuditEntry
    clock = "at"
    clock_words = "they were made"
    default = After("P3Y")
    floor = "P90D"
    stays = "the number of your account where rights were given or taken, as the record of it"
    by_number = ("by", "person")


@register
class Notices(DataCategory):
    """That somebody was told, by numbers: no address and nothing of what the mail was about."""

    key = "privacy.notice"
    label = "notices of a deletion"
    purpose = "so that nothing of yours goes that you were not told about"
    legal_ground = DUTY
    model = Notice
    clock = "due_at"
    clock_words = "the day had come that they named"
    default = After("P90D")
    # As long as a notice counts; were it gone before, its row would be told about anew.
    floor = "P30D"
    must_end = True
    tasks = ("retention.notice",)
    subject = "subject_id"
    by_number = ("decided_by",)
    number_stays = (
        "the number of your account where you decided about somebody who could not be told, as "
        "the record of it, until it goes by its rule"
    )


register(
    NamesNobody(
        ("privacy.run_job", "privacy.sweep"), "the number of a job, whose own kind says the rest"
    )
)
register(
    NamesNobody(
        (
            "retention.purge",
            "retention.stuck",
            "retention.files",
            "retention.expire",
            "retention.notices",
            "retention.reconcile",
            "vault.lapsed",
        ),
        "they come by the clock and have no arguments",
    )
)
register(NoPersonalData(Reconciliation, "counts of what does not fit together"))
register(NoPersonalData(Restore, "when a backup was put back"))
register_target(queries.TARGET)

register(NoPersonalData(LedgerHead, "a number and a hash"))
register(NoPersonalData(RoleKey, "key pairs of roles"))
register(NoPersonalData(UnlockLimits, "two numbers that administrators set"))
register(NoPersonalData(Heartbeat, "when a part of the machinery was last seen"))
