"""An intent classifier that is sure of what it has read word for word.

Short words ("stop", "back", "na") carry too little for a statistical classifier, and the wrong
guess moves a person somewhere they did not want to go. A message that equals a training example
gets that example's intent with confidence 1.0; anything else is left as it was.
"""

import re
from typing import Any, Dict, List, Optional, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file

FILE = "phrases.json"


def normalise(text: str) -> str:
    """Lower case, without marks, single spaces."""
    return " ".join(re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'")).split())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ExactPhrases(IntentClassifier, GraphComponent):
    """See the module. Phrases that stand under two intents are left to the other classifiers."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {}

    def __init__(self, model_storage: ModelStorage, resource: Resource, phrases: Optional[Dict[str, str]] = None):
        self._model_storage = model_storage
        self._resource = resource
        self._phrases = phrases or {}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ExactPhrases":
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        found: Dict[str, set] = {}
        for example in training_data.intent_examples:
            found.setdefault(normalise(example.get(TEXT) or ""), set()).add(example.get(INTENT))
        self._phrases = {text: intents.pop() for text, intents in found.items() if text and len(intents) == 1}
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / FILE, self._phrases)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ExactPhrases":
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, read_json_file(folder / FILE))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            intent = self._phrases.get(normalise(message.get(TEXT) or ""))
            if intent:
                message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
                message.set("intent_ranking", [{"name": intent, "confidence": 1.0}], add_to_output=True)
        return messages
