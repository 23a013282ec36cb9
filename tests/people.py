"""Alice owns, Bob helps, Charlie is a stranger: the people of every test."""

from __future__ import annotations

PASSWORD = "correct horse battery staple"
