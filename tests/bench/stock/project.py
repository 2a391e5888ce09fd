"""The bot to compare with: Rasa as it comes, with one action that returns a constant.

Its pipeline and policies are those that Rasa writes for a new English project (`rasa init`); the rest channel, the
in-memory tracker store and everything else are left at their defaults. The data are a few small intents, so that
routing is as light as it can be.
"""

from __future__ import annotations

from pathlib import Path

CONFIG = """\
recipe: default.v1
assistant_id: stock
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
  - name: EntitySynonymMapper
  - name: ResponseSelector
    epochs: 100
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: UnexpecTEDIntentPolicy
    max_history: 5
    epochs: 100
  - name: TEDPolicy
    max_history: 5
    epochs: 100
    constrain_similarities: true
"""
EXAMPLES = {
    "ask_passport": ["how do I get a passport", "passport please", "renew my passport", "passport papers", "new passport", "lost passport"],
    "ask_tax": ["how do I pay tax", "tax return", "income tax", "tax refund", "deed tax", "tax certificate"],
    "ask_school": ["school enrolment", "first grade", "how do I enrol my child", "kindergarten place", "change school", "school papers"],
    "greeting": ["hi", "hello", "good morning", "hey", "hello there", "good day"],
}
ACTION = """\
from rasa_sdk import Action


class Constant(Action):
    def name(self):
        return "action_constant"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="constant")
        return []
"""


def write(folder: Path, action_port: int) -> None:
    """Write the project's files."""
    (folder / "data").mkdir(parents=True)
    (folder / "actions").mkdir()
    (folder / "config.yml").write_text(CONFIG)
    (folder / "credentials.yml").write_text("rest:\n")
    (folder / "endpoints.yml").write_text(f'action_endpoint:\n  url: "http://127.0.0.1:{action_port}/webhook"\n')
    (folder / "actions" / "__init__.py").touch()
    (folder / "actions" / "constant.py").write_text(ACTION)
    intents = "".join(f"  - {intent}\n" for intent in EXAMPLES)
    (folder / "domain.yml").write_text(f'version: "3.1"\nintents:\n{intents}actions:\n  - action_constant\n')
    nlu = "".join(
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts) for intent, texts in EXAMPLES.items()
    )
    (folder / "data" / "nlu.yml").write_text(f'version: "3.1"\nnlu:\n{nlu}')
    rules = "".join(f"- rule: {intent}\n  steps: [{{intent: {intent}}}, {{action: action_constant}}]\n" for intent in EXAMPLES)
    stories = "".join(f"- story: {intent}\n  steps: [{{intent: {intent}}}, {{action: action_constant}}]\n" for intent in EXAMPLES)
    (folder / "data" / "rules.yml").write_text(f'version: "3.1"\nrules:\n{rules}stories:\n{stories}')
