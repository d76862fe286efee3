"""The reasoner on conformance cases that are kept elsewhere; `COOPKG_OWL2RL_TESTS` names their directory.

A case is a folder: metadata that say its type, a premise and a conclusion that follows or does not, or one graph that
is consistent or is not. `owl2rl_known_failures.toml` names the cases that do not pass yet, each with the reason.
"""

import os
import re
import tomllib
from pathlib import Path

import pyoxigraph as ox
import pytest

from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.owl2rl import TABLE

VARIABLE = "COOPKG_OWL2RL_TESTS"
NAMED = os.environ.get(VARIABLE)
# Beside the checkout is where they are looked for unasked.
DIRECTORY = Path(NAMED) if NAMED else Path(__file__).parents[2] / "shared" / "owl2rl"
KNOWN_FAILURES = {
    name: reason
    for group in tomllib.loads(
        Path(__file__).with_name("owl2rl_known_failures.toml").read_text(encoding="utf-8")
    ).values()
    for name, reason in group.items()
}
CASES = sorted(path.name for path in DIRECTORY.iterdir()) if DIRECTORY.is_dir() else []


def metadata_of(case):
    text = (DIRECTORY / case / f"{case}.metadata.properties").read_text(encoding="utf-8")
    return dict(re.findall(r'<entry key="([^"]+)">([^<]*)</entry>', text))


def ntriples_of(case, part):
    """The graph as it is spelled: the store's own reading would put literals into its form."""
    quads = ox.parse(path=DIRECTORY / case / f"{case}.{part}.ttl", format=ox.RdfFormat.TURTLE)
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)


def closure_of(ntriples):
    return ColumnsEngine().closure(read_triples(ntriples, Dictionary()), TABLE)


def matches(patterns, triples, values):
    """Tell whether all `patterns` are among `triples`; blank nodes of a pattern stand for any term."""
    if not patterns:
        return True
    return any(
        bound is not None and matches(patterns[1:], triples, bound)
        for bound in (unified(patterns[0], triple, values) for triple in triples)
    )


def unified(pattern, triple, values):
    bound = dict(values)
    for term, part in zip(pattern, triple, strict=True):
        if (bound.setdefault(term, part) if term.startswith("_:") else term) != part:
            return None
    return bound


def entails(case):
    conclusion = list(read_triples(ntriples_of(case, "conclusiongraph"), Dictionary()).tokens())
    closure = closure_of(ntriples_of(case, "premisegraph"))
    # Of a contradiction anything follows, which would hide one that is found by mistake: no premise here holds one.
    return not clashes(closure) and matches(conclusion, list(closure.triples().tokens()), {})


def is_consistent(case):
    return not clashes(closure_of(ntriples_of(case, "graph")))


def passes(name):
    match metadata_of(name)["testcase.type"]:
        case "POSITIVE_ENTAILMENT":
            return entails(name)
        case "NEGATIVE_ENTAILMENT":
            return not entails(name)
        case "CONSISTENCY":
            return is_consistent(name)
        case "INCONSISTENCY":
            return not is_consistent(name)
        case unknown:
            raise ValueError(f"{name} is of a type that this runner does not know: {unknown}")


def test_the_cases_are_where_the_environment_says():
    if not NAMED:
        pytest.skip(f"{VARIABLE} does not name the directory of the conformance cases")

    assert DIRECTORY.is_dir(), f"{VARIABLE} names {DIRECTORY}, which is no directory"
    assert CASES, f"{DIRECTORY} holds no case"
    assert set(CASES) >= KNOWN_FAILURES.keys()


@pytest.mark.parametrize("case", CASES)
def test_the_reasoner_decides_the_case_as_its_metadata_say(case, request):
    if case in KNOWN_FAILURES:
        request.applymarker(pytest.mark.xfail(reason=KNOWN_FAILURES[case], strict=True, raises=AssertionError))

    assert passes(case)
