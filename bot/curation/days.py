"""A day as an option of a command."""

from __future__ import annotations

import argparse
from datetime import date


def day(text: str) -> date:
    """Of YYYY-MM-DD; a sentence in both languages if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no day; write it as in 2026-11-20. “{text}”不是日期，请写成 2026-11-20 这样。"
        ) from None
