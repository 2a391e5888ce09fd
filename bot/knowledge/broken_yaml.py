"""Why a file cannot be read, in an editor's words: the usual slips are looked for in the text, as the reader notices them lines below."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

Words = tuple[str, str, str, str]  # what is wrong in zh and en, what to do in zh and en


class Slip(NamedTuple):
    """line: where it is, from 1."""

    line: int
    words: Words


_CONFLICT = re.compile(r"<{7}(?: |$)|={7}$|>{7}(?: |$)")
_TAB = re.compile(r" *\t\s*\S")
_WIDE_BLANK = re.compile(r" *[\u3000\u00a0][ \u3000\u00a0]*(?:- |-$|[a-z_]+ *[:：](?: |$))")
_WIDE_COLON = re.compile(r" *(?:- )?[a-z_]+ *：")
_COLONS = "这一行的冒号或缩进不对。", "A colon or the indent of this line is wrong."
_QUOTE_IT = (
    "含有“: ”或“ #”的文字要加英文引号；缩进与同一层的其他行对齐。",
    'A text with ": " or " #" needs quotes; indent the line like its neighbours.',
)

CONFLICT: Words = (
    "里面有 git 的冲突标记（<<<<<<<、=======、>>>>>>>）。", "It holds the marks of a conflict in git (<<<<<<<, =======, >>>>>>>).",
    "请选定要保留的一种写法，并删去这三种标记行。", "Keep the version that is right, and remove the lines with these marks.",
)  # fmt: skip
TAB: Words = (
    "这一行开头用了制表符（Tab 键）。", "This line begins with a tab.",
    "请删去，改用空格缩进。", "Take it out, and indent with blanks.",
)  # fmt: skip
WIDE_BLANK: Words = (
    "这一行开头用了全角空格或不间断空格。", "This line begins with a full-width or a no-break blank.",
    "请删去，改用半角空格缩进。", "Take it out, and indent with ordinary blanks.",
)  # fmt: skip
WIDE_COLON: Words = (
    "这一行的冒号是全角的（：）。", "The colon of this line is a full-width one (：).",
    "请改成半角冒号和一个空格（: ）。", "Write an ordinary colon and a blank (: ).",
)  # fmt: skip
# By what the reader says, or by the beginning of it.
_SAID: Sequence[tuple[str, Words]] = (
    ("found unexpected end of stream", (
        "从这一行开始的引号没有结束。", "The quotation that begins in this line never ends.",
        "请在文字末尾补上同样的引号。", "Add the same quotation mark where the text ends.",
    )),
    ("mapping values are not allowed", (*_COLONS, *_QUOTE_IT)),
    ("nested too deep", (
        "层次太多，或引用了自己。", "It is nested too deep, or refers to itself.",
        "请照 knowledge/README 里的样例写。", "Write it as the example in knowledge/README.",
    )),
    ("a key must be", (
        "花括号或问号用错了。", "Curly brackets or a question mark are used in a wrong way.",
        "含有 { } ? 的文字请加英文引号。", "Put a text with { } or ? in it in quotes.",
    )),
    ("expected ',' or", (
        "方括号或花括号没有配对，或少了逗号。", "A bracket is not closed, or a comma is missing.",
        "请检查 [ ] 和 { }，各项用半角逗号隔开。", "See to [ ] and { }; put a comma between the items.",
    )),
    ("could not find expected ':'", (
        "这一行或上一行少了冒号，或文字没有缩进。", "In this line or the one above a colon is missing, or a text is not indented.",
        "请在键后面写半角冒号和一个空格；一段文字的每一行都要缩进。",
        "Write a colon and a blank after the key; indent every line of a text.",
    )),
    ("control characters", _CONTROL := (
        "有不能用的控制字符。", "It holds a control character.",
        "请删去这个位置，重新输入。", "Delete the place, and type it anew.",
    )),
    ("special characters", _CONTROL),
    ("but found another document", (
        "有一行“---”把文件分成了两份。", "A line with '---' makes two of the file.",
        "请删去这一行。", "Remove the line.",
    )),
    ("found character", _SIGN := (
        "文字以特殊符号开头（如 @ ` % & * ! |）。", "A text begins with a special sign (such as @ ` % & * ! |).",
        "请给这段文字加英文引号。", "Put the text in quotes.",
    )),
    ("found undefined", _SIGN), ("could not determine a constructor", _SIGN), ("while scanning a", _SIGN),
)  # fmt: skip
OTHERWISE: Words = (
    "这一行附近的写法读不懂。", "The file cannot be understood near this line.",
    "请检查这一行和上一行的缩进、冒号和引号。", "Look at indent, colons and quotes of this line and the one above.",
)  # fmt: skip


def slip(text: str, line: int, said: str) -> Slip:
    """line, said: where the reader lost its way, from 1, and what it says."""
    lines = text.split("\n")
    before = range(min(line, len(lines)) - 1, -1, -1)  # the nearest first
    found = next((place for place, one in enumerate(lines) if _CONFLICT.match(one)), None)
    if found is not None:
        return Slip(found + 1, CONFLICT)
    looks: Sequence[tuple[Callable[[str], object], int, Words]] = (
        (_TAB.match, 2, TAB), (_WIDE_BLANK.match, len(lines), WIDE_BLANK), (_WIDE_COLON.match, 4, WIDE_COLON),
    )  # fmt: skip
    for matches, far, words in looks:
        for place in before[:far]:
            if matches(lines[place]):
                return Slip(place + 1, words)
    return Slip(line, next((words for begin, words in _SAID if begin in said), OTHERWISE))
