"""Warnings about the axioms that are reasoned with: which of them the rules do not act on."""

from coopkg.pipeline.stages import Report
from coopkg.rdf.dictionary import EncodedTriples
from coopkg.reasoning.outside import outside_rl


def warn_of_axioms(stated: EncodedTriples, report: Report) -> None:
    """Tell, in a stage of its own, which axioms among `stated` triples are outside OWL 2 RL, if any are."""
    done = report("axioms")
    found = outside_rl(stated)
    if found:
        count = sum(len(each.places) for each in found)
        done(f"outside OWL 2 RL: {count}" + "".join(f"\n  warning: {each.text()}" for each in found))
