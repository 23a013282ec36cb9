"""What privacy keeps in folders, and how long: temporary files, messages, mails, backups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from privacy.retention.category import After
from privacy.retention.folders import FolderCategory
from privacy.retention.registry import register

SAFETY = "Legitimate interest, GDPR Art. 6(1)(f): a service that works and is safe"


@register
class TemporaryFiles(FolderCategory):
    """What is on its way through: uploads, documents being made."""

    key = "privacy.temporary_file"
    label = "temporary files"
    purpose = "so that files can be received and made"
    legal_ground = SAFETY
    default = After("P1D")
    floor = "PT1H"
    ceiling = "P30D"
    must_end = True

    def roots(self) -> Sequence[Path]:
        """Return the folder for temporary files."""
        return (Path(settings.DASITE_TEMP_DIR),)


@register
class LeftoverMessages(FolderCategory):
    """Messages that no worker took; they hold numbers of jobs, and the table has the jobs."""

    key = "privacy.message"
    label = "messages to workers"
    purpose = "so that workers hear at once of new work"
    legal_ground = SAFETY
    default = After("P7D")
    floor = "P1D"
    ceiling = "P30D"
    must_end = True

    def roots(self) -> Sequence[Path]:
        """Return the folders of messages, if the broker is one of folders; bindings stay."""
        if not settings.CELERY_BROKER_URL.startswith("filesystem:"):
            return ()
        messages, _, passing = settings.BROKER_DIRS
        return (Path(messages), Path(passing))


@register
class WaitingMail(FolderCategory):
    """Without a mail server, mails wait in a folder for the operator; text messages likewise."""

    key = "privacy.mail"
    label = "mails waiting in the folder"
    purpose = "so that mails can be read where there is no mail server"
    legal_ground = SAFETY
    default = After("P7D")
    floor = "PT1H"
    ceiling = "P90D"

    def roots(self) -> Sequence[Path]:
        """Return the folders where mails and text messages wait."""
        return (Path(settings.EMAIL_FILE_PATH), Path(settings.DASITE_SMS_DIR))


class Backups(FolderCategory):
    """Sealed copies that `manage.py backup` made; each command and each purge removes the old."""

    legal_ground = SAFETY
    clock_words = "they were made"
    unit: str
    must_end = True

    def roots(self) -> Sequence[Path]:
        """Return the folder of the unit's backups."""
        return (Path(settings.DASITE_BACKUP_DIR) / self.unit,)


@register
class BackupsOfDefault(Backups):
    """The database `default` and the files: what is sealed in them is unreadable once erased."""

    key = "privacy.backup_default"
    label = "backups of the database and files"
    purpose = "so that nothing is lost with a disk"
    default = After("P30D")
    floor = "P1D"
    ceiling = "P1Y"
    unit = "default"
    stays = "sealed copies of the database, from before you left"


@register
class BackupsOfVault(Backups):
    """The database `vault`: as long as one is there, it can bring back what was erased since."""

    key = "privacy.backup_vault"
    label = "backups of keys and ledger"
    purpose = "so that not all answers are lost with a disk"
    default = After("PT72H")
    floor = "P1D"
    ceiling = "P30D"
    unit = "vault"
    stays = "sealed copies of the key shares, from before you left"
