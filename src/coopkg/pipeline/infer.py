"""Inferring file to file: any RDF in, its OWL 2 RL closure out, for people who never see the rest of coopkg."""

import gzip
from dataclasses import dataclass
from pathlib import Path

from coopkg.pipeline.stages import Report
from coopkg.pipeline.warnings import warn_of_axioms
from coopkg.rdf.dictionary import Dictionary
from coopkg.rdf.vocabulary import PREFIXES
from coopkg.reasoning.closure import Closure, Engine
from coopkg.reasoning.consistency import check_consistency
from coopkg.reasoning.owl2rl import OWL2RL, TABLE
from coopkg.reasoning.user_rules import read_user_rules
from coopkg.storage.dataset import Syntax
from coopkg.storage.documents import syntax_of
from coopkg.storage.durable import check_output, replacing
from coopkg.storage.files import serialize_rdf
from coopkg.storage.statements import read_statements


@dataclass(frozen=True, slots=True)
class Inference:
    """What to close, data and ontology alike, under which user rules, and where to write what."""

    inputs: tuple[Path, ...]
    rules: Path | None
    output: Path
    is_inferred_only: bool
    is_with_axiomatic: bool = False


def infer_file(inference: Inference, engine: Engine, report: Report) -> tuple[int, int]:
    """Write the closure of the inputs as one graph; return how many triples were given and how many inferred.

    Axioms on which no rule acts are told, and stop nothing. BadInputError, OntologyError, RuleError or
    InconsistencyError where there is no closure, OutputError where it cannot be written; the output is then as it was.
    """
    # The output is looked at first: nobody waits for a closure that cannot be written.
    syntax = syntax_of(inference.output)
    check_output(inference.output)
    done = report("read")
    given = read_statements(inference.inputs, Dictionary())
    done(f"{len(given)} triples")
    warn_of_axioms(given, report)
    done = report("close")
    rules = read_user_rules(inference.rules) if inference.rules is not None else ()
    closure = engine.closure(given, (*(TABLE if inference.is_with_axiomatic else OWL2RL), *rules))
    check_consistency(closure)
    inferred = sum(len(keys) for _, keys in closure.columns(is_inferred=True))
    done(f"{inferred} triples inferred")
    done = report("write")
    done(f"{_write(closure, inference, syntax)} bytes")
    return closure.count_stated(), inferred


def _write(closure: Closure, inference: Inference, syntax: Syntax) -> int:
    """Write what is asked for, piece by piece where the syntax has lines; return how many bytes it is unpacked."""
    pieces = closure.lines(is_inferred=inference.is_inferred_only)
    # Without a graph N-Quads are N-Triples: what the closure gives is written as it is.
    if syntax not in ("ntriples", "nquads"):
        pieces = iter([serialize_rdf(pieces, syntax, PREFIXES)])
    with replacing(inference.output) as file:
        if not inference.output.name.endswith(".gz"):
            return sum(map(file.write, pieces))
        with gzip.GzipFile(fileobj=file, mode="wb", filename="") as packed:
            return sum(map(packed.write, pieces))
