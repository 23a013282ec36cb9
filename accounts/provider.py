"""What allauth looks for in each app under this name: the kinds of providers that it has."""

from __future__ import annotations

from accounts.social.provider import OpenIDConnect

provider_classes = [OpenIDConnect]
