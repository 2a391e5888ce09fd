"""The one base class of errors that a person is told about in one sentence."""

from __future__ import annotations


class FaqError(Exception):
    """A fault that we foresaw. Its text says what is wrong and what to do."""
