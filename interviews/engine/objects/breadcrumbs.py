"""Where one is among the screens that lead to each other by links: `DABreadCrumbs`."""

from __future__ import annotations

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import language_class
from interviews.engine.objects.exposing import exposed
from interviews.engine.veil import veil

BETWEEN = " \u203a "


@language_class
class DABreadCrumbs(DAObject):
    """The way from the screen where a link was followed to the present one."""

    @exposed()
    def get_crumbs(self, context: Context) -> list[str]:
        """Return the `breadcrumb` of each screen on the way, the present one last."""
        way = [event.get("crumb", "") for event in context.session.events]
        return list(dict.fromkeys(crumb for crumb in (*way, context.crumb) if crumb))

    @exposed()
    def show(self, context: Context) -> str:
        """Return the way as a text, empty if there is none."""
        return veil(BETWEEN.join(self.get_crumbs(context)))
