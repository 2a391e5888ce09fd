"""The sections of the report: which table and which picture, and what is said beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.curation import evaluate
from bot.language import LANGUAGES
from bot.measuring import plots
from bot.measuring.compare import NAMES, Compared
from bot.measuring.report import Both, Cell, Picture, Section, Table
from bot.measuring.sets import Kind, RetrievalSet
from tests.bench import figure_names, own
from tests.bench.cross_language import Across
from tests.bench.shared_others import Other

TITLE = Both("评测报告", "Measuring report")
INTERVALS = Both(
    "括号内是 95% 的置信区间（自助法，重抽 2,000 次），n 是计入的行数。",
    "In brackets the 95 % interval (bootstrap, 2,000 resamples); n is the number of rows counted.",
)
PARTS = {
    "questions": Both("单个问题", "Single questions"),
    "follow_ups": Both("追问", "Follow-ups"),
    "two_questions": Both("一句话两个问题", "Two questions in one message"),
    "emergencies": Both("紧急情况与辱骂", "Emergencies and swearing"),
}
KINDS: dict[Kind, tuple[Both, Both]] = {
    "human": (
        Both("公开数据集：人写的问题", "Public sets: questions written by people"),
        Both("问题由人写成，没有改动。", "People wrote the questions; nothing was changed."),
    ),
    "synthetic": (
        Both("公开数据集：合成的问题", "Public sets: synthetic questions"),
        Both(
            "由程序改写（机械转换为简体，或加入错别字），不与人写的数据平均。",
            "Changed by a program (mechanically simplified, or with typing mistakes put in); never averaged with those by people.",
        ),
    ),
    "parallel": (
        Both("公开数据集：互为翻译的文本", "Public sets: translations of each other"),
        Both(
            "用一种语言检索另一种语言的译文，衡量跨语言和方言能力，不与其他数据平均。",
            "One language indexed, its translation asked: across languages and dialects; never averaged with the rest.",
        ),
    ),
}
CURVE = Both(
    "如果只回答把握高于某个界限的问题：横轴是范围内问题得到回答的比例，纵轴是这些回答中正确的比例；圆点是目前的运行点。",
    "If only questions above some confidence were answered: across, the share of the questions in scope that is answered; up, the share of "
    "these answers that is right. The dots are where the assistant stands.",
)
RELIABILITY = Both(
    "把握说的是否可信：柱高是该段把握中第一名确实正确的比例，数字是行数；范围外的问题永远不算正确。落在虚线上最好。",
    "Whether the confidence can be believed: the height is the share whose first match is right, the number the rows; a question out of "
    "scope is never right. On the dashed line is best.",
)
ROUTING = Both(
    "路由的混淆：行是正确的类别，列是路由的第一个意图，数字是问题数；路由到闲聊等的没有画出，见下表。",
    "What the router takes for what: rows are the right category, columns the router's first intent, numbers are questions; what it took "
    "for small talk and the like is not in the picture but in the table below.",
)
BARS = Both("第一名正确的比例（R@1）及其区间。", "Share with the right one first (R@1), with intervals.")
RANKERS = Both(
    "bm25：只用词语；encoder：只用公开的向量模型；ours：本系统的排序。",
    "bm25: words alone; encoder: the published embedding model alone; ours: the ranking of this project.",
)
ACROSS = Both(
    "同样的问题，只索引一种语言的知识。lines：标题、相似问法和答案；evidence：实际服务所用的各列，按该语言重新学习权重，不用路由。"
    "表中是 R@1；gap 是本语言减另一种语言，0.03 即三个百分点。实际服务时两种语言都有索引。",
    "The same questions with the knowledge of one language indexed. lines: titles, similar questions and answers; evidence: the columns "
    "that serve citizens, weights learnt anew for that language, no route. R@1; the gap is their own language less the other, 0.03 being "
    "three points. When serving, both languages are indexed.",
)


@dataclass
class Measured:
    """All that was measured; left_out: sentences on what was not."""

    parts: list[own.Part] = field(default_factory=list)
    across: list[Across] = field(default_factory=list)
    compared: list[tuple[RetrievalSet, Compared]] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    left_out: list[Both] = field(default_factory=list)


def sections(measured: Measured, categories: Sequence[str]) -> Iterator[Section]:
    """categories: ids of all, in the order of the picture."""
    named = {name for part in measured.parts for name in (*(row[0] for row in figures_table(part).rows), own.AS_EXPECTED)}
    said = tuple((name, text.zh, text.en) for name, text in figure_names.SAID.items() if name in named)
    meaning = [Table(("figure", "含义", "meaning"), said)] if said else []
    yield Section(Both("怎么读", "How to read this"), (INTERVALS, *measured.left_out, *meaning))
    for part in measured.parts:
        yield Section(PARTS[part.name], (counts_table(part), figures_table(part), kinds_table(part)))
        if part.name == "questions":
            yield from _confidence(part, categories)
    if measured.across:
        yield Section(Both("跨语言", "Across languages"), (ACROSS, across_table(measured.across)))
    for kind in KINDS:
        found = [(one, compared) for one, compared in measured.compared if one.kind == kind]
        if found:
            yield _sets(kind, found)
    if measured.others:
        yield _others(measured.others)


def counts_table(part: own.Part) -> Table:
    groups = {lang: evaluate.counts(pairs) for lang, pairs in evaluate.groups(part.rows, part.results).items()}
    names = list(next(iter(groups.values())))
    return Table(("", *groups), tuple((name, *(counts[name] for counts in groups.values())) for name in names))


def figures_table(part: own.Part) -> Table:
    """A line a figure, a column a language; a figure that no row is about has none."""
    groups = part.figures()
    names = [name for name in next(iter(groups.values())) if any(figures[name] for figures in groups.values())]
    return Table(("", *groups), tuple((name, *(figures[name] for figures in groups.values())) for name in names))


def kinds_table(part: own.Part) -> Table:
    rows: list[tuple[Cell, ...]] = [(kind, lang, *figures.values()) for (kind, lang), figures in own.by_kind(part).items()]
    return Table(("kind", "lang", *own.BY_KIND, own.AS_EXPECTED), tuple(rows))


def across_table(found: Sequence[Across]) -> Table:
    """A line a ranking and language of the questions."""
    head = ("R@1", "query", *(f"{lang} index" for lang in LANGUAGES), "gap")
    rows: list[tuple[Cell, ...]] = [
        (one.name, asked, *(one.figures[asked, indexed] for indexed in LANGUAGES), one.gaps[asked]) for one in found for asked in LANGUAGES
    ]
    return Table(head, tuple(rows))


def _confidence(part: own.Part, categories: Sequence[str]) -> Iterator[Section]:
    found = own.calibration(part)
    if found:
        errors = tuple((lang, one.error) for lang, one in found.items())
        curves, operating = {lang: one.curve for lang, one in found.items()}, {lang: one.operating for lang, one in found.items()}
        blocks = (
            Picture(plots.answered_right(curves, operating), CURVE),
            Picture(plots.reliability_diagram({lang: one.bins for lang, one in found.items()}), RELIABILITY),
            Table(("", "expected calibration error"), errors),
        )
        yield Section(Both("把握", "Confidence"), blocks, level=3)
    routed = own.routing(part, categories)
    elsewhere = tuple((label, int(count)) for label, count in zip(routed.labels, routed.elsewhere) if count)
    picture = Picture(plots.routing(routed), ROUTING)
    yield Section(Both("路由", "Routing"), (picture, *([Table(("", "no category 未到类别"), elsewhere)] if elsewhere else [])), level=3)


def _sets(kind: Kind, found: Sequence[tuple[RetrievalSet, Compared]]) -> Section:
    title, text = KINDS[kind]
    bars = plots.bars({one.name: {name: compared.rankers[name]["recall_at_1"] for name in compared.rankers} for one, compared in found})
    tables = [
        _ranker_table(figure, head, found) for figure, head in (("recall_at_1", "R@1"), ("recall_at_5", "R@5"), ("mrr_at_10", "MRR@10"))
    ]
    return Section(title, (text, RANKERS, Picture(bars, BARS), *tables, _sources(found)))


def _ranker_table(figure: str, head: str, found: Sequence[tuple[RetrievalSet, Compared]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one, compared in found:
        langs = f"{one.query_lang} → {one.index_lang}"
        rows.append((one.name, langs, *(compared.rankers[name][figure] for name in NAMES)))
        rows += [(f"{one.name}: {lang}", langs, *(by[name][figure] for name in NAMES)) for lang, by in compared.languages.items()]
    return Table((head, "query → index", *NAMES), tuple(rows))


def _sources(found: Sequence[tuple[RetrievalSet, Compared]]) -> Table:
    rows = [(one.name, len(one.index), len(one.queries), one.protocol, one.source, one.licence, one.date) for one, _ in found]
    return Table(("set", "lines", "queries", "protocol", "source", "licence", "read"), tuple(rows))


def _others(others: Sequence[Other]) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for other in others:
        rows += [(other.name, other.lang, name, figure, other.protocol) for name, figure in other.figures.items()]
    sources = tuple((other.name, other.source, other.licence, other.note) for other in others)
    text = Both(
        "false_answers：不该回答却回答的比例；其余为 AUC，0.5 相当于猜。",
        "false_answers: share that got an answer, though it must not; the rest are AUC, where 0.5 is a guess.",
    )
    title = Both("公开数据集：其他测法", "Public sets: other protocols")
    blocks = (
        text,
        Table(("set", "lang", "figure", "value", "protocol"), tuple(rows)),
        Table(("set", "source", "licence", "note"), sources),
    )
    return Section(title, blocks)
