"""Read YAML into plain values that know their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.knowledge.broken_yaml import slip
from bot.knowledge.problems import Problem

Path_ = tuple[Any, ...]  # keys and list positions from the top of the file
MOST_BYTES = 256 * 1024  # the largest shipped file has 57 KB, the largest entry 6 KB
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Document:
    """One file. value: dicts, lists and scalars; lines: where each of them begins; written: as what stands there what is no text."""

    file: str
    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    written: dict[Path_, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: Any) -> int:
        """The line of a value, or of the nearest value around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def report(self, path: Path_, code: str, zh: str, en: str, fix_zh: str, fix_en: str, level: Any = "error") -> None:
        self.problems.append(Problem(self.file, self.line(*path), code, {"zh": zh, "en": en}, {"zh": fix_zh, "en": fix_en}, level))


def read_document(path: Path, root: Path) -> Document:
    """The document of a file; what cannot be read is reported in it as K001 or K002. FileNotFoundError if it is not there."""
    file = path.relative_to(root).as_posix()
    try:
        return parse(file, path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError:
        return unreadable(file)


def unreadable(file: str) -> Document:
    """The document of a file, or a folder, that the system does not let us read."""
    document = Document(file)
    document.report(
        (), "K001", "打不开，系统不允许读取。", "It cannot be opened: the system does not allow it to be read.",
        "请检查它的读取权限，或请管理员处理。", "See that the service may read it, or ask the person who looks after the computer.",
    )  # fmt: skip
    return document


def parse(file: str, content: bytes) -> Document:
    """The same from what a file holds. file: its path under the knowledge folder."""
    document = Document(file)
    if len(content) > MOST_BYTES:
        size, most = f"{-(-len(content) // 1024):,} KB", f"{MOST_BYTES // 1024} KB"
        document.report(
            (), "K008", f"文件太大：{size}，最多 {most}。", f"The file is too large: {size}; at most {most}.",
            "请写短，或分成几个条目。", "Shorten it, or make several entries of it.",
        )  # fmt: skip
        return document
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is not None:
            document.value = _value(document, loader, node, ())
    except UnicodeDecodeError:
        document.report((), "K001", "文件不是 UTF-8 编码。", "The file is not UTF-8.", "请用 UTF-8 编码另存。", "Save it as UTF-8.")
    except yaml.reader.ReaderError as err:
        _report_broken(document, text, _character_line(text, err), str(err.reason))
    except yaml.YAMLError as err:
        _report_broken(document, text, _broken_line(err), f"{getattr(err, 'problem', None) or ''} {err}")
    except RecursionError:
        _report_broken(document, text, 1, "nested too deep")
    return document


def _character_line(text: str, err: yaml.reader.ReaderError) -> int:
    """The line of a character that YAML forbids."""
    # The C reader counts bytes, the Python one characters.
    before = text[: err.position] if _Loader is yaml.SafeLoader else text.encode()[: err.position].decode(errors="ignore")
    return before.count("\n") + 1


def _broken_line(err: yaml.YAMLError) -> int:
    """Where to look: a quotation that never ends is noticed far below the line on which it begins."""
    quoted = "quoted scalar" in (getattr(err, "context", None) or "")
    mark = getattr(err, "context_mark" if quoted else "problem_mark", None)
    return mark.line + 1 if mark else 1


def _report_broken(document: Document, text: str, line: int, said: str) -> None:
    found = slip(text, line, said)
    document.value, document.lines = None, {(): found.line}
    document.report((), "K001", *found.words)


def _value(document: Document, loader: Any, node: yaml.Node, path: Path_) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(document, loader, node, path))
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, loader, item, (*path, place)) for place, item in enumerate(node.value)]
    try:
        value = loader.construct_object(node)
    except ValueError:  # a date such as 2026-13-40
        return node.value
    if not isinstance(value, str):
        document.written[path] = node.value
    return value


def _pairs(document: Document, loader: Any, node: yaml.MappingNode, path: Path_) -> Iterator[tuple[Any, Any]]:
    seen = set()
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):  # "{{name}}" reads as a mapping whose key is a mapping
            raise yaml.constructor.ConstructorError(None, None, "a key must be one word", key_node.start_mark)
        key = loader.construct_object(key_node)
        place, line = (*path, key), key_node.start_mark.line + 1
        value = _value(document, loader, value_node, place)
        document.lines[place] = line  # the key's: a block begins a line below
        if key in seen:
            document.report(place, "K002", f"“{key}”写了两次。", f"'{key}' is written twice.", "只保留一处。", "Keep one of the two.")
        seen.add(key)
        yield key, value
