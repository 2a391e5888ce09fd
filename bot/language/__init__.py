"""What both processes know about the two languages: folding, detection, segmentation, masks. Pure: no rasa, no torch."""

from __future__ import annotations

from typing import Literal

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, Lang] = ("zh", "en")
