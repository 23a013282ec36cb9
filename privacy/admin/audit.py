"""The audit log: who gave or took which right, whom they let in or out, which setting they set."""

from __future__ import annotations

from django.contrib import admin

from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import AuditEntry
from privacy.permissions import in_words


@admin.register(AuditEntry)
class AuditAdmin(ReadOnlyAdmin[AuditEntry]):
    """Numbers and words of ours; what a number stands for, only who may see people can look up."""

    sees = ("privacy.read_audit",)
    list_display = ("at", "by_whom", "what", "in_words", "person", "role", "interview")
    list_filter = ("what",)
    search_fields = ("=by", "=person", "=role", "=interview")
    search_help_text = "Number of a person, a role or an interview"
    ordering = ("-pk",)
    show_full_result_count = False

    @admin.display(description="by person", ordering="by")
    def by_whom(self, entry: AuditEntry) -> str:
        return str(entry.by) if entry.by else "a command on the server"

    @admin.display(description="which")
    def in_words(self, entry: AuditEntry) -> str:
        return in_words(entry.about)
