"""Wiring of `coopkg infer`: any RDF in, its closure out, without a store."""

from coopkg.bootstrap.engines import REASONERS, engine_of
from coopkg.errors import SettingError
from coopkg.pipeline.infer import Inference, infer_file
from coopkg.pipeline.stages import Report


def infer(inference: Inference, reasoner: str, report: Report) -> tuple[int, int]:
    """Write the closure that `inference` asks for; return how many triples were given and how many inferred.

    SettingError where axiomatic triples are asked of an engine that drops them.
    """
    if inference.is_with_axiomatic and reasoner == "owlrl":
        raise SettingError("reasoner", f"{reasoner} drops reflexive and axiomatic triples; take {REASONERS[0]}")
    return infer_file(inference, engine_of(reasoner), report)
