"""The guide sheet: how a clerk fills in the others, in Chinese and in English."""

from __future__ import annotations

from bot.knowledge.read_entry import MIN_SIMILAR
from bot.knowledge.schema import STATUSES

NAMES = {
    "draft": ("正在写，市民看不到", "being written, citizens do not see it"),
    "published": ("对外回答", "served"),
    "retired": ("保留但不再回答", "kept, no longer served"),
}
LINES: tuple[tuple[str, str], ...] = (
    ("怎样填写", "How to fill this in"),
    ("一行是一个条目，中文和英文并排。灰色的“编号”和“版本”不要改。",
     "A row is an entry, Chinese and English side by side. Leave the grey id and version alone."),
    ("第一行每格下面的英文键用来认列：不要改。不看的列可以隐藏。",
     "The key in the second line of each heading names the column: leave it. Hide columns that you do not need."),
    ("工作表有保护，没有密码。要排序、移动或删去列，先“撤销工作表保护”；删掉的列，原内容不变。",
     "The sheet is protected, without a password. Unprotect it to sort, or to move or delete columns; what a deleted one held stays."),
    ("一格多条时一行一条，换行用 Alt+Enter。",
     "Several items in a cell stand one a line; Alt+Enter makes a new line."),
    (f"相似问法每种语言至少 {MIN_SIMILAR} 条，照市民真会打的字写。",
     f"At least {MIN_SIMILAR} similar questions in each language, as citizens really type them."),
    ("材料、步骤、依据：中英文逐行对应。依据网址也逐行对应，没有网址的留空行。",
     "Materials, steps and basis match line by line in both languages; so do the links, with a blank line where there is none."),
    ("带 * 的必须填写。清空其他格子就是删去那一项，两种语言要一起清空。",
     "Cells marked * must be filled in. To empty another cell is to remove that item; empty both languages."),
    ("日期写成 2026-11-20。", "Write dates as 2026-11-20."),
    ("所有格都是文本格式：粘贴时请“只粘贴文本”，以免电话、长数字变样。",
     "All cells are text: paste text only, so that phones and long numbers stay as they are."),
    *((f"状态 {status}：{NAMES[status][0]}", f"Status {status}: {NAMES[status][1]}") for status in STATUSES),
    ("新条目写在最后：编号是“类别/短名”（小写字母、数字、连字符），“版本”留空。",
     "Write a new entry below the last: its id is category/short-name in small letters, digits and hyphens; leave version empty."),
    ("从表里删去一行不会删去条目；不再回答的，把状态改为 retired。",
     "To delete a row does not delete the entry; to stop an answer, set its status to retired."),
    ("开头的单引号 ' 是防止被当作公式，不是内容；公式不能导入。",
     "An apostrophe ' at the beginning keeps a text from becoming a formula; it is no part of it. Formulas are not imported."),
    ("交回之前先试运行：./faq import --dry-run 文件名",
     "Try it before it is imported: ./faq import --dry-run FILE"),
)  # fmt: skip
