"""Why a message ended as it did: the step that decided, probabilities and costs, the best entries. As data, and in sentences for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bot.answering.bands import Band
from bot.answering.context import Context
from bot.answering.explanation_words import BANDS, CANDIDATE, DECIDED, GROUP_NAMES, INTENTS, RANKED, intent_name, percent, signed
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import ALWAYS
from bot.answering.sentences import GUIDE_LABELS
from bot.answering.steps.alarm import INTENT, LIKELY
from bot.answering.steps.retrieve import search_text
from bot.answering.steps.small_talk import RUDE, SURE
from bot.answering.sure import band_of
from bot.knowledge.schema import Both, Knowledge
from bot.language import Lang
from bot.language.normalise import fold
from bot.language.parts import questions_in
from bot.retrieval.explain import ROUTE, Candidate, candidates

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

ROUTES = 3  # of the router's guesses, in a sentence
SIGNS = ("elsewhere", "own_case", "abroad")
AFTER = {step.__name__ for step in ALWAYS}  # the steps that come after every outcome
BY_COSTS = (Outcome.ANSWERED, Outcome.CLARIFICATION, Outcome.UNANSWERABLE_NO_MATCH)


@dataclass(frozen=True)
class Explanation:
    """step: which decided; reason: its sentence; sentences: what else counted; right, offer: probabilities, and costs in refusals by
    band, where the entries were ranked; route: the router's first guesses by intent."""

    lang: Lang
    outcome: Outcome
    step: str
    reason: str
    sentences: tuple[str, ...]
    right: float | None
    offer: float | None
    band: Band | None
    costs: Mapping[Band, float]
    route: Mapping[str, float]
    candidates: tuple[Candidate, ...]
    lines: tuple[tuple[str, ...], ...]  # of each candidate

    def to_json(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "reason": self.reason,
            "sentences": list(self.sentences),
            "right": self.right,
            "offer": self.offer,
            "band": self.band.value if self.band else None,
            "costs": {band.value: round(cost, 3) for band, cost in self.costs.items()},
            "route": dict(self.route),
            "candidates": [self._candidate(one, lines) for one, lines in zip(self.candidates, self.lines)],
        }

    def _candidate(self, one: Candidate, lines: tuple[str, ...]) -> dict[str, Any]:
        return {
            "id": one.entry.id,
            "title": one.entry.question[self.lang],
            "category": one.entry.category,
            "score": round(one.score, 3),
            "share": round(one.share, 4),
            "nearest": {**one.nearest._asdict(), "cosine": round(one.nearest.cosine, 4)} if one.nearest else None,
            "parts": {group: round(value, 3) for group, value in one.parts.items()},
            "routed": None if one.routed is None else round(one.routed, 4),
            "lines": list(lines),
        }


def withheld(context: Context) -> bool:
    """Whether the answer was found and not given, because it is past its date."""
    return context.lapsed is not None and context.entry is None


def explain(context: Context, room: Room) -> Explanation:
    """The explanation of a context after all steps. Reads what is there; nothing is encoded or searched again."""
    assert context.outcome is not None, "only what has ended can be explained"
    retrieval, message, lang = context.retrieval, context.message, context.lang
    step = "withhold" if withheld(context) else next(name for name in reversed(context.durations) if name not in AFTER)
    found = candidates(room.retriever, retrieval, lang, message.route) if retrieval else ()
    first = sorted(message.route, key=lambda intent: (-message.route[intent], intent))[:ROUTES]
    return Explanation(
        lang=lang,
        outcome=context.outcome,
        step=step,
        reason=_reason(step, context, room),
        sentences=tuple(_sentences(context, room)),
        right=round(retrieval.confidence, 3) if retrieval else None,
        offer=round(retrieval.offer, 3) if retrieval else None,
        band=band_of(retrieval, room) if retrieval else None,
        costs=room.costs.expected(retrieval.confidence, retrieval.offer) if retrieval else {},
        route={intent: round(message.route[intent], 4) for intent in first},
        candidates=found,
        lines=tuple(tuple(_lines(one, room.knowledge, lang)) for one in found),
    )


def _reason(step: str, context: Context, room: Room) -> str:
    """The deciding step in one sentence."""
    said: Both
    said, values = _REASONS[step](context, room) if step in _REASONS else (DECIDED["other"], {})
    outcome = context.outcome.value if context.outcome else ""
    return said[context.lang].format(**{"step": step, "outcome": outcome, **values})


Reason = tuple[Both, Mapping[str, object]]


def _normalise(context: Context, room: Room) -> Reason:
    return DECIDED["command" if any(char.isalnum() for char in context.text) else "wordless"], {}


def _not_asked(context: Context, room: Room) -> Reason:
    if not context.about:
        return DECIDED["not_asked_unknown"], {}
    return DECIDED["not_asked_offer" if context.choices else "not_asked_over"], {}


def _emergency(context: Context, room: Room) -> Reason:
    assert context.emergency is not None
    return DECIDED["emergency"], {"kind": context.emergency.id, "phone": context.emergency.phone}


def _alarm(context: Context, room: Room) -> Reason:
    assert context.emergency is not None
    share = sum(value for intent, value in context.message.route.items() if intent.startswith(INTENT))
    return DECIDED["alarm"], {"share": percent(share), "least": percent(LIKELY), "phone": context.emergency.phone}


def _take_choice(context: Context, room: Room) -> Reason:
    if context.entry:
        return DECIDED["clicked" if context.message.choice else "picked"], {"title": context.entry.question[context.lang]}
    return DECIDED["none_of_them" if context.outcome is Outcome.UNANSWERABLE_NO_MATCH else "no_such_number"], {}


def _take_question(context: Context, room: Room) -> Reason:
    assert context.entry is not None
    return DECIDED["take_question"], {"title": context.entry.question[context.lang]}


def _two_questions(context: Context, room: Room) -> Reason:
    count = len(questions_in(context.text, context.lang))
    return DECIDED["two_answers" if context.also else "one_answer" if context.entry else "two_choices"], {"count": count}


def _follow_up(context: Context, room: Room) -> Reason:
    last = room.retriever.index.by_id.get(context.message.last_entry or "")
    if last is None or context.small_talk:
        return DECIDED["which_matter"], {}
    lang = context.lang
    labels = ("、" if lang == "zh" else ", ").join(GUIDE_LABELS[element][lang] for element in context.elements)
    title = context.entry.question[lang] if context.entry else ""
    said = "element" if context.elements else "beside" if context.entry else "beside_choices"
    return DECIDED[said], {"last": last.question[lang], "elements": labels, "title": title}


def _small_talk(context: Context, room: Room) -> Reason:
    """Complaints and insults count as one, as in the step."""
    if context.about or context.small_talk == "not_asked_unknown":
        return _not_asked(context, room)
    said, route, lang = context.small_talk or "", context.message.route, context.lang
    share = sum(route.get(intent, 0.0) for intent in (RUDE if said in RUDE else (said,)))
    if share < SURE:
        return DECIDED["swearing"], {}
    name = INTENTS["rude"][lang] if said in RUDE else intent_name(said, room.knowledge, lang)
    return DECIDED["small_talk"], {"name": name, "share": percent(share)}


def _decide(context: Context, room: Room) -> Reason:
    if context.small_talk in DECIDED:
        return DECIDED[context.small_talk], {}
    if context.outcome is Outcome.UNANSWERABLE_OUT_OF_SCOPE:
        return DECIDED["out_of_scope"], {}
    return RANKED["so"], _ranked(context, room)


def _withhold(context: Context, room: Room) -> Reason:
    assert context.lapsed is not None
    return DECIDED["withhold"], {"title": context.lapsed.question[context.lang], "day": context.lapsed.valid_until}


_REASONS = {
    "normalise": _normalise,
    "not_asked": _not_asked,
    "emergency": _emergency,
    "alarm": _alarm,
    "take_choice": _take_choice,
    "take_question": _take_question,
    "two_questions": _two_questions,
    "follow_up": _follow_up,
    "small_talk": _small_talk,
    "decide": _decide,
    "withhold": _withhold,
}


def _sentences(context: Context, room: Room) -> Iterator[str]:
    """What counted beside the deciding step: how the text was read, the router, the probabilities, the costs."""
    lang, retrieval = context.lang, context.retrieval
    if retrieval is None:
        return
    meant = search_text(context.text, room.repair).meant
    if fold(meant) != fold(context.text):
        yield RANKED["read_as"][lang].format(meant=meant)
    yield _router(context, room)
    yield from (RANKED[sign][lang] for sign in SIGNS if retrieval.signs.get(sign, 0.0) >= 1)
    values = _ranked(context, room)
    if "decide" not in context.durations or context.small_talk or context.outcome not in BY_COSTS:
        yield RANKED["alone"][lang].format(**values)
    yield RANKED["costs"][lang].format(**values)


def _ranked(context: Context, room: Room) -> Mapping[str, object]:
    """The figures of the sentences on probabilities and costs, rounded as they are shown, so that a sum done by hand comes out."""
    assert context.retrieval is not None
    right, offer = round(context.retrieval.confidence, 3), round(context.retrieval.offer, 3)
    expected = {band.value: cost for band, cost in room.costs.expected(right, offer).items()}
    band = BANDS[band_of(context.retrieval, room)][context.lang]
    return {"right": right, "offer": offer, "wrong": 1 - right, "none": 1 - offer, "band": band, **asdict(room.costs), **expected}


def _router(context: Context, room: Room) -> str:
    route, lang = context.message.route, context.lang
    if not route:
        return RANKED["no_router"][lang]
    first = sorted(route, key=lambda intent: (-route[intent], intent))[:ROUTES]
    named = [f"{intent_name(intent, room.knowledge, lang)} {percent(route[intent])}" for intent in first]
    return RANKED["router"][lang].format(names=("，" if lang == "zh" else ", ").join(named))


def _lines(one: Candidate, knowledge: Knowledge, lang: Lang) -> Iterator[str]:
    """What there is to say of a candidate, a sentence each."""
    near = one.nearest
    if near:
        yield CANDIDATE["nearest" if near.lang == lang else "nearest_other"][lang].format(text=near.text, cosine=near.cosine)
    yield CANDIDATE["score"][lang].format(score=one.score, share=percent(one.share))
    if one.parts:
        parts = [
            f"{GROUP_NAMES[group][lang]} {signed(value)}" for group, value in one.parts.items() if group != ROUTE or one.routed is not None
        ]
        yield CANDIDATE["parts"][lang].format(parts=("，" if lang == "zh" else ", ").join(parts))
    if one.routed is not None:
        category = knowledge.categories[one.entry.category].name[lang]
        yield CANDIDATE["routed"][lang].format(category=category, share=percent(one.routed))
