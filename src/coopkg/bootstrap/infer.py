"""Wiring of `coopkg infer`: any RDF in, its closure out, without a store."""

from coopkg.bootstrap.engines import engine_of
from coopkg.pipeline.infer import Inference, infer_file
from coopkg.pipeline.stages import Report


def infer(inference: Inference, reasoner: str, report: Report) -> tuple[int, int]:
    """Write the closure that `inference` asks for; return how many triples were given and how many inferred."""
    return infer_file(inference, engine_of(reasoner), report)
