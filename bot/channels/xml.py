"""The fields of a small XML document that a platform sends. No DTD, no entity, nothing deep and nothing large is ever read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NoReturn
from xml.parsers import expat

DEEPEST: Final = 8
MOST_ELEMENTS: Final = 200


class NotXml(ValueError):
    """It is no XML, or none that a platform writes. For the caller to turn into the error of its platform."""


def read_xml(raw: bytes, root: str, opened: Collection[str] = ()) -> dict[str, str]:
    """The texts of the elements right under the root, by name; what has parts is left out. NotXml if anything is odd.

    raw: UTF-8, whatever its declaration says. opened: elements under the root whose parts are wanted too, as `Text/Content`.
    """
    reader = _Reader(root, opened)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, ValueError) as err:  # ValueError: what is no UTF-8, and what the reader refused
        raise NotXml from err
    return reader.fields


class _Reader:
    """Collects the text of the elements that are asked for."""

    def __init__(self, root: str, opened: Collection[str]) -> None:
        self.fields: dict[str, str] = {}
        self._root, self._opened = root, opened
        self._path: list[str] = []
        self._text: list[str] = []
        self._elements = 0
        self._has_parts = False

    def start(self, name: str, _attributes: object) -> None:
        self._path.append(name)
        self._elements += 1
        if len(self._path) > DEEPEST or self._elements > MOST_ELEMENTS or self._path[0] != self._root:
            raise NotXml
        if self._is_wanted():
            self._text, self._has_parts = [], False
        else:
            self._has_parts = True

    def text(self, text: str) -> None:
        if self._is_wanted():
            self._text.append(text)

    def end(self, _name: str) -> None:
        if self._is_wanted() and not self._has_parts:
            name = "/".join(self._path[1:])
            if name in self.fields:
                raise NotXml  # two of one name: what we check must be what we use
            self.fields[name] = "".join(self._text)
        self._has_parts = len(self._path) > 2
        self._path.pop()

    def _is_wanted(self) -> bool:
        return len(self._path) == 2 or (len(self._path) == 3 and self._path[1] in self._opened)


def _refuse(*_: object) -> NoReturn:
    raise NotXml
