"""Checking: everything that is wrong with the inputs, at once, each fault at the line of the fact that brings it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from coopkg.errors import BadInputError, FaultsError
from coopkg.ingest.inputs import Inputs, collect_data
from coopkg.pipeline.blame import UNPLACED, Blame
from coopkg.pipeline.sentences import Sentences
from coopkg.pipeline.sources import Sources, rules_of, stated_by_data, stated_by_ontology
from coopkg.pipeline.stages import Report
from coopkg.pipeline.warnings import warn_of_axioms
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.nquads import serialize_quads
from coopkg.reasoning.closure import Closure, Engine
from coopkg.reasoning.consistency import Clash, clashes
from coopkg.reasoning.shapes import Violation, violations
from coopkg.storage.files import canonical_nquads

# Every stated quad is in a graph, so what stands last in its line is the graph's name.
_GRAPH = re.compile(rb" <[^> ]*> \.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """Inputs without fault; what they, the ontology and the users state (canonical N-Quads); and its closure."""

    inputs: Inputs
    stated: bytes
    closure: Closure


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be closed: inputs without what is wrong with them, which `faults` tell, and all that is stated."""

    inputs: Inputs
    stated: bytes
    blame: Blame
    faults: list[BadInputError]


def checked(sources: Sources, engine: Engine, report: Report) -> Checked:
    """Read, map and close everything, and return it; FaultsError with all faults of every kind.

    What a file says wrongly is left out of the later checks, so that one run tells as much as can be told.
    """
    ready = prepared(sources, report)
    closure = _closed(sources, ready.stated, engine, report)
    sentences = Sentences(ready.inputs, ready.stated, sources.base)
    refuse([*ready.faults, *_clash_faults(closure, sentences, ready.blame, report)])
    return Checked(ready.inputs, ready.stated, closure)


def prepared(sources: Sources, report: Report) -> Prepared:
    """Read and map everything, and look at it by the shapes; FaultsError where the registry cannot be read whole."""
    done = report("read")
    inputs, faults = collect_data(sources.data)
    counts = f"articles: {len(inputs.articles)}, entities: {len(inputs.registry.entities)}, facts: {len(inputs.facts)}"
    done(f"{counts} in {sources.data}")
    if not inputs.registry.is_complete:
        # Facts may name what the unread file registers: nothing more can be said for sure.
        raise FaultsError(faults)
    done = report("map")
    quads = stated_by_data(inputs, sources.base)
    built = canonical_nquads(serialize_quads(quads).encode()) + stated_by_ontology(sources)
    stated = built + sources.loaded()
    done(f"{len(stated.splitlines())} quads")
    blame = Blame(inputs, quads, sources.base)
    return Prepared(inputs, stated, blame, [*faults, *_shape_faults(sources, built, blame, report)])


def refuse(faults: Iterable[BadInputError]) -> None:
    """Return if there are no faults; FaultsError, in the order of files and lines, otherwise."""
    found = sorted(faults, key=lambda fault: (str(fault.path), fault.line))
    if found:
        raise FaultsError(found)


def _shape_faults(sources: Sources, built: bytes, blame: Blame, report: Report) -> list[BadInputError]:
    done = report("shapes")
    found = _violations(sources, built + sources.loaded())
    known = _of_users(sources, built) if found else []
    faults = [_shape_fault(each, blame) for each in found if each.severity == "violation" and each not in known]
    # What is less than a violation (SHACL, section 2.1.4), or was taken from users before, stops nothing, and is told.
    others = [each for each in found if each.severity != "violation" or each in known]
    told = [f"\n  {each.severity}: {_shape_fault(each, blame)}" for each in others]
    done(f"{len(faults)} violations, {len(told)} warnings{''.join(told)}")
    return faults


def _of_users(sources: Sources, built: bytes) -> list[Violation]:
    """Return the violations that what users state brings: an update is not held up by the shapes."""
    users = sources.journal.replay()
    if not users:
        return []
    without = _violations(sources, built)
    return [each for each in _violations(sources, built + users) if each not in without]


def _violations(sources: Sources, stated: bytes) -> list[Violation]:
    return violations(_GRAPH.sub(b" .", stated).decode(), sources.ontology / "shapes.ttl")


def _shape_fault(violation: Violation, blame: Blame) -> BadInputError:
    place = blame.of_node(violation.focus)
    about = " ".join(part for part in (violation.focus, violation.path, violation.value) if part)
    return BadInputError(place.path, place.line, f"{' / '.join(violation.messages.values())} ({about})")


def _closed(sources: Sources, stated: bytes, engine: Engine, report: Report) -> Closure:
    triples = read_triples(stated, Dictionary())
    warn_of_axioms(triples, report)
    done = report("close")
    closure = engine.closure(triples, rules_of(sources))
    done(f"{len(closure)} triples, {len(closure.inferred())} of them inferred")
    return closure


def _clash_faults(closure: Closure, sentences: Sentences, blame: Blame, report: Report) -> list[BadInputError]:
    done = report("clashes")
    found = clashes(closure)
    counted = len(found) + sum(clash.more for clash in found) + len(closure.complaints)
    at_least = "" if all(clash.is_counted for clash in found) else "at least "
    done(f"{at_least}{counted} contradictions")
    faults = [_clash_fault(clash, sentences, blame) for clash in found]
    return [*faults, *(_complaint(text) for text in closure.complaints)]


def _clash_fault(clash: Clash, sentences: Sentences, blame: Blame) -> BadInputError:
    """Return the contradiction as a fault of the first fact that it rests on; the other facts are named in the text."""
    stated = sorted(clash.stated())
    first, *others = blame.of_triples(stated) or [UNPLACED]
    text = clash.text(prefixes_under(sentences.base), sentences.notes(stated))
    also = "".join(f"\n  see also {place.path}:{place.line}" for place in others)
    return BadInputError(first.path, first.line, f"contradicts the ontology: {text}{also}")


def _complaint(text: str) -> BadInputError:
    return BadInputError(UNPLACED.path, UNPLACED.line, f"contradicts the ontology: {text}")
