"""Dense features that come with the message.

The gateway reads each typed text once, with the one sentence model there is, and sends the vector along as metadata
(384 whole numbers, base64). In training the vectors of the examples are read from the file that `deploy/train.py` made
with the same model and named in FIRST_STEP_VECTORS. A message without a vector is a button, which needs no reading.
"""

import base64
import os
from typing import Any, Dict, List, Optional, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

WIDTH = 384


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectors(DenseFeaturizer, GraphComponent):
    """See the module. `scale` says how long a vector is made; the classifier's own strength is fixed by Rasa."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"scale": 8.0}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        if float(config["scale"]) <= 0:
            raise ValueError("SentenceVectors: `scale` must be more than 0.")

    def __init__(self, config: Dict[str, Any]):
        self._scale = float(config["scale"])

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceVectors":
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        with np.load(os.environ["FIRST_STEP_VECTORS"]) as stored:
            known = dict(zip(stored["texts"].tolist(), stored["vectors"].astype(np.float32)))
        for example in training_data.training_examples:
            text = example.get(TEXT)
            if text:
                self._put(example, known[text])
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            self._put(message, _carried(message.get("metadata")))
        return messages

    def _put(self, message: Message, vector: Optional[np.ndarray]) -> None:
        row = np.zeros((1, WIDTH), dtype=np.float32) if vector is None else vector.reshape(1, WIDTH) * self._scale
        message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self.__class__.__name__))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class VectorClassifier(LogisticRegressionClassifier):
    """Rasa's own classifier, given the vectors as a plain table. Rasa gives it a sparse one, though no place of a
    vector is empty; the same fit then takes most of the time of a training."""

    def _create_X(self, messages: List[Message]) -> np.ndarray:
        sentences = [message.get_dense_features(attribute=TEXT)[1] for message in messages]
        return np.vstack([found.features for found in sentences]).astype(np.float64)


def _carried(metadata: Any) -> Optional[np.ndarray]:
    """The vector of a message, of length one; None where it has none."""
    sent = (metadata or {}).get("meanings") or []
    if not sent:
        return None
    vector = np.frombuffer(base64.b64decode(sent[0]), dtype=np.int8).astype(np.float32)
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
