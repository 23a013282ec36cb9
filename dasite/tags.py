"""The tag `url`, for addresses that are the same on every page: looked up once a process.

Django looks for the pattern anew each time. A screen of an interview has seven such tags, at
0.08 ms each of the 9.6 that it takes; remembered ones cost 0.005.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.template import Library, defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = Library()


@register.tag
def url(parser: Parser, token: Token) -> defaulttags.URLNode:
    """Return Django's own node, unless a name in quotes is all that stands in the tag."""
    node = defaulttags.url(parser, token)
    name = node.view_name
    is_fixed = isinstance(name.var, str) and not name.filters
    if node.args or node.kwargs or not is_fixed:
        return node
    return FixedAddress(name, [], {}, node.asvar)


class FixedAddress(defaulttags.URLNode):
    """An address without arguments."""

    def render(self, context: Context) -> str:
        """Return the address, or keep it under the name that the tag gives it."""
        request = getattr(context, "request", None)
        match = getattr(request, "resolver_match", None)
        current_app = getattr(request, "current_app", getattr(match, "namespace", None))
        try:
            address = _address(
                str(self.view_name.var), current_app, _urlconf(), get_script_prefix()
            )
        except NoReverseMatch:
            if self.asvar is None:
                raise
            address = ""
        if self.asvar is None:
            return conditional_escape(address) if context.autoescape else address
        context[self.asvar] = address
        return ""


def _urlconf() -> str:
    return str(get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _address(name: str, current_app: str | None, urlconf: str, prefix: str) -> str:
    """Return what `reverse` says; all that it depends on is in the arguments."""
    return reverse(name, urlconf=urlconf, current_app=current_app)
