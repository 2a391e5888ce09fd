"""Times as staff read them: in the city's zone, which is named."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from bot.language import Lang

BEIJING: Final = timezone(timedelta(hours=8))  # the one zone of the country; the machine may run on another


def local(at: str) -> str:
    """An ISO time as 2026-11-20 14:05; one without a zone is the machine's own, and what is no time stays as it is."""
    try:
        return datetime.fromisoformat(at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def shown(at: str, lang: Lang) -> str:
    """The same with the zone."""
    return f"{local(at)}（北京时间）" if lang == "zh" else f"{local(at)} (Beijing time)"
