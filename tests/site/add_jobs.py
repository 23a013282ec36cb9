"""Run beside a site: writes as many jobs as its argument says, ten a transaction."""

from __future__ import annotations

import sys

import django
from django.db import transaction

django.setup()

from privacy import jobs  # noqa: E402 -- models can be imported only after setup

BATCH = 10

total = int(sys.argv[1])
for first in range(0, total, BATCH):
    with transaction.atomic():
        for number in range(first, min(first + BATCH, total)):
            jobs.add("tests.count", {"id": number})
