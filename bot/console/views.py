"""Pages from templates: everything that is put in is escaped; the words come in the language of the visitor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.console.times import local, shown
from bot.console.words import WORDS
from bot.language import Lang

FOLDER = Path(__file__).parent / "templates"
ASSETS = {
    "/console.css": (Path(__file__).parent / "console.css", "text/css"),
    "/console.js": (Path(__file__).parent / "console.js", "text/javascript"),
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def word(key: str, lang: Lang, **values: object) -> str:
    """A word or sentence of the console."""
    return WORDS[key][0 if lang == "zh" else 1].format(**values)


def page(name: str, lang: Lang, values: Mapping[str, Any]) -> str:
    """The HTML of templates/NAME.html."""

    def t(key: str, **more: object) -> str:
        return word(key, lang, **more)

    def token() -> Markup:
        return Markup('<input type="hidden" name="token" value="{}">').format(values["visit"].token)

    return _environment().get_template(f"{name}.html").render(lang=lang, t=t, token=token, local=local, shown=shown, **values)
