"""The entry point of web servers."""

from __future__ import annotations

import os
from importlib import import_module

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from dasite.serving.waiting import until_prepared

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dasite.settings")

# Neither needs a database or static files, which `get_wsgi_application` looks at.
with until_prepared():
    django.setup(set_prefix=False)
    import_module(settings.ROOT_URLCONF)

application = get_wsgi_application()
