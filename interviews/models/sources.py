"""Interview packages as their authors published them: versions, files, and what they offer."""

from __future__ import annotations

from django.db import models


class Package(models.Model):
    """A folder of interviews under one name, as docassemble lays it out."""

    name = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PackageVersion(models.Model):
    """One published state of a package; sessions stay on the one they began with.

    Ids grow with time across all packages: an interview that includes a file of another package
    reads the newest version of it whose id is not above the session's `catalogue`.
    """

    package = models.ForeignKey(Package, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 over the paths and bytes of its files
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["package", "number"], name="interviews_one_number_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package.name}, version {self.number}"


class PackageFile(models.Model):
    """One file of one version: a source, a template, an image."""

    version = models.ForeignKey(PackageVersion, models.CASCADE, related_name="files")
    path = models.CharField(max_length=255)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "path"], name="interviews_one_file_a_path"),
        ]

    def __str__(self) -> str:
        return self.path


class SourceQuerySet(models.QuerySet["InterviewSource"]):
    """Questions that the library asks."""

    def on_offer(self) -> SourceQuerySet:
        """Return what people may start from the front page."""
        return self.filter(is_listed=True, mistakes=0)


class Mode(models.TextChoices):
    """Who can open the answers besides the person; pinned when a session begins."""

    OWNER = "owner", "the person alone"
    ROLES = "roles", "the person and the roles below"
    SERVER = "server", "the person and this server, without them"


class InterviewSource(models.Model):
    """An author's YAML file that people can start.

    `version` is the newest one in which it has no mistake; a version with mistakes is kept only
    while there has never been a better one, so that its author can be shown what is wrong.
    """

    package = models.ForeignKey(Package, models.PROTECT, related_name="sources")
    path = models.CharField(max_length=255)
    version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True)
    mode = models.CharField(
        "who can open the answers", max_length=8, choices=Mode, default=Mode.OWNER
    )
    roles = models.ManyToManyField(
        "auth.Group",
        blank=True,
        related_name="+",
        help_text="Each needs a member who has logged in once; it holds for sessions begun later.",
    )
    is_limited = models.BooleanField(
        "limited",
        default=False,
        help_text="Only who may start it can: see “Who may do what with this interview”.",
    )
    is_listed = models.BooleanField("shown on the front page", default=False)
    mistakes = models.PositiveIntegerField(default=0, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = "interview"
        default_permissions = ()
        # In words: dasite/permissions.py. Each can be given on one interview too.
        permissions = (
            ("start", "start interviews that are limited"),
            ("see_sessions", "see that sessions exist"),
            ("open_shared", "open shared answers"),
            ("delete_sessions", "delete sessions"),
            ("export_sessions", "export"),
            ("publish", "publish interviews"),
            ("set_period", "set retention of an interview"),
            ("hold_sessions", "place holds on an interview"),
        )
        ordering = ["title", "path"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "path"], name="interviews_one_source_a_path"
            ),
        ]

    def __str__(self) -> str:
        return self.title
