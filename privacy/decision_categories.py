"""Who decided how long data are kept, and how: the record by which a deletion can be explained."""

from __future__ import annotations

from privacy.models import RetentionLimits, RetentionPolicy
from privacy.retention.category import DataCategory, ForGood
from privacy.retention.registry import register

DUTY = "Legal obligation, GDPR Art. 6(1)(c) and 5(2): to show why something was erased, or kept"


class Decisions(DataCategory):
    """Versions that are appended and never changed, and name people by number alone.

    The database refuses to delete them: a rule that could be made away with would prove nothing.
    """

    purpose = "so that it can be shown by which rule something went, and who decided it"
    legal_ground = DUTY
    default = ForGood()
    by_number = ("created_by", "approved_by", "withdrawn_by")


@register
class Policies(Decisions):
    """How long each kind of data is kept, version by version."""

    key = "privacy.policy"
    label = "retention rules"
    model = RetentionPolicy
    number_stays = (
        "the number of your account where you set, approved or withdrew a rule of how long data "
        "are kept, as its record"
    )


@register
class LimitsOfRetention(Decisions):
    """Whether two people are needed, how long a rule waits, in which hours runs go on."""

    key = "privacy.limits"
    label = "limits of retention rules"
    model = RetentionLimits
    number_stays = (
        "the number of your account where you set, approved or withdrew the limits of all "
        "retention rules, as its record"
    )
