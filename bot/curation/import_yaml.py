"""Change some values of an entry's file and leave every other byte as it is: comments, quotes, order, blank lines.

The file is composed into nodes that know where they stand; each change is a replacement of one stretch of text. Where that cannot be
done, the whole top key is written anew; the result is read back and compared, so a file that reads otherwise than wished is never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import yaml

from bot.curation.import_scalars import CannotEdit, block, new_file, scalar
from bot.knowledge.read_entry import KEYS
from bot.knowledge.schema import GUIDE_ELEMENTS
from bot.language import LANGUAGES

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ORDER: tuple[str, ...] = (*KEYS, *GUIDE_ELEMENTS, *LANGUAGES, "title", "url")
Content = dict[str, Any]
Edit = tuple[int, int, str]  # from, to, what stands there afterwards


def edited(raw: bytes, old: Content, new: Content) -> bytes:
    """The file with `new` in place of `old`; only what differs is touched. CannotEdit if it cannot be written so that it reads as `new`."""
    text, mark = _decoded(raw)
    returns = "\r\n" in text and text.count("\r\n") == text.count("\n")
    plain = text.replace("\r\n", "\n") if returns else text
    for whole in (False, True):
        try:
            result = _apply(plain, _Editor(plain).changes(old, new, whole))
        except CannotEdit:
            continue
        if _read(result) == _stripped(new):
            return mark + (result.replace("\n", "\r\n") if returns else result).encode()
    raise CannotEdit("reads otherwise")


def written(content: Content) -> bytes:
    """A new file. CannotEdit if it would not read as `content`."""
    text = new_file(content)
    if _read(text) != _stripped(content):
        raise CannotEdit("reads otherwise")
    return text.encode()


def _decoded(raw: bytes) -> tuple[str, bytes]:
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    return raw[len(mark) :].decode(), mark


def _apply(text: str, edits: Sequence[Edit]) -> str:
    in_order = sorted(range(len(edits)), key=lambda number: (*edits[number][:2], number), reverse=True)
    for start, end, put in (edits[number] for number in in_order):
        text = text[:start] + put + text[end:]
    return text


def _read(text: str) -> Any:
    try:
        return _stripped(yaml.load(text, Loader=_Loader))
    except (yaml.YAMLError, ValueError):
        return None


def _stripped(value: Any) -> Any:
    """As it is compared: texts without blanks at line ends, without what is empty."""
    if isinstance(value, dict):
        return {key: got for key, inner in value.items() if (got := _stripped(inner))}
    if isinstance(value, list):
        return [_stripped(inner) for inner in value]
    if isinstance(value, str):
        return "\n".join(line.rstrip() for line in value.split("\n")).strip()
    return value


class _Editor:
    """The nodes of a text, and the edits that lead from one content to another."""

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self.top: yaml.Node | None = _Loader(text).get_single_node()
        except yaml.YAMLError as err:
            raise CannotEdit("not YAML") from err

    def changes(self, old: Content, new: Content, whole: bool) -> list[Edit]:
        """whole: write each top key that differs anew."""
        if not isinstance(self.top, yaml.MappingNode) or self.top.flow_style:
            raise CannotEdit("no block mapping")
        return self._mapping(self.top, old, new, whole)

    def _mapping(self, node: yaml.MappingNode, old: Content, new: Content, whole: bool = False) -> list[Edit]:
        pairs = {key.value: (key, value) for key, value in node.value}
        edits: list[Edit] = []
        for name in [*dict.fromkeys((*old, *new))]:
            if old.get(name) == new.get(name):
                continue
            if name not in new and name not in pairs:
                raise CannotEdit(name)
            if name not in new:
                edits.append(self._removal(node, *pairs[name]))
            elif name not in pairs:
                edits.append(self._addition(node, name, new[name]))
            elif whole or name not in old:
                edits.append(self._anew(node, *pairs[name], name, new[name]))
            else:
                edits += self._value(pairs[name][1], old[name], new[name], bool(node.flow_style), name)
        return edits

    def _value(self, node: yaml.Node, old: Any, new: Any, flow: bool, name: str = "") -> list[Edit]:
        if isinstance(new, dict) and isinstance(node, yaml.MappingNode):
            return self._mapping(node, old, new)
        if isinstance(new, list) and isinstance(node, yaml.SequenceNode):
            return self._sequence(node, old, new)
        if isinstance(new, (str, date)) and isinstance(node, yaml.ScalarNode):
            start = node.start_mark.index
            if self.text[start : start + 1] in ("&", "*", "!"):
                raise CannotEdit("anchor or tag")
            put = scalar(new, self._indent(start) + 2, node.style, flow or bool(getattr(node, "flow_style", False)), name)
            return [(start, self._end(node), put)]
        raise CannotEdit("another kind of value")

    def _sequence(self, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> list[Edit]:
        if len(node.value) != len(old):
            raise CannotEdit("another number of items")
        if any(isinstance(item, dict) for item in (*old, *new)):
            if len(old) != len(new):
                raise CannotEdit("another number of items")
            pairs = zip(node.value, old, new, strict=True)
            return [edit for inner, was, is_ in pairs if was != is_ for edit in self._value(inner, was, is_, bool(node.flow_style))]
        if node.flow_style:
            put = "[" + ", ".join(scalar(item, 0, None, True) for item in new) + "]"
            return [(node.start_mark.index, node.end_mark.index, put)]
        return self._items(node, old, new)

    def _items(self, node: yaml.SequenceNode, old: list[str], new: list[str]) -> list[Edit]:
        """Edits of a block list: items that stay keep their lines."""
        edits: list[Edit] = []
        column = node.start_mark.column
        for kind, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            shared = min(last - first, end - begin)
            for step in range(shared):
                edits += self._value(node.value[first + step], old[first + step], new[begin + step], False)
            for place in range(first + shared, last):
                item = node.value[place]
                edits.append((self._line(item.start_mark.index), self._next_line(self._end(item)), ""))
            more = "".join(f"{' ' * column}- {scalar(text, column + 2)}\n" for text in new[begin + shared : end])
            if more:
                after = first + shared
                spot = self._next_line(self._end(node.value[after - 1])) if after else self._line(node.value[0].start_mark.index)
                edits.append((spot, spot, self._on_a_line(spot, more)))
        return edits

    def _removal(self, parent: yaml.MappingNode, key: yaml.Node, value: yaml.Node) -> Edit:
        if parent.flow_style:
            raise CannotEdit("in a flow mapping")
        return (self._line(key.start_mark.index), self._next_line(self._end(value)), "")

    def _anew(self, parent: yaml.MappingNode, key: yaml.Node, value: yaml.Node, name: str, new: Any) -> Edit:
        start, end, _ = self._removal(parent, key, value)
        return (start, end, block(name, new, key.start_mark.column))

    def _addition(self, parent: yaml.MappingNode, name: str, new: Any) -> Edit:
        """A new key: after the last one that stands before it in the usual order."""
        if parent.flow_style:
            raise CannotEdit("in a flow mapping")
        place = ORDER.index(name)
        before = [value for key, value in parent.value if key.value in ORDER and ORDER.index(key.value) < place]
        spot = self._next_line(self._end(before[-1])) if before else self._line(parent.value[0][0].start_mark.index)
        return (spot, spot, self._on_a_line(spot, block(name, new, parent.start_mark.column)))

    def _end(self, node: yaml.Node) -> int:
        """Where the content of a node ends: what follows, comments and blank lines, is not its own."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(self.text[start:end].rstrip())

    def _line(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _indent(self, index: int) -> int:
        """The blanks before the line of a place, with the dashes of list items."""
        line = self.text[self._line(index) : index]
        return len(line) - len(line.lstrip(" -"))

    def _next_line(self, index: int) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1

    def _on_a_line(self, spot: int, lines: str) -> str:
        """The lines; with a line end before them where the file's last line has none."""
        return f"\n{lines}" if spot and self.text[spot - 1] != "\n" else lines
