"""The W3C's tests of SPARQL under the entailment regime of OWL 2 RL: the data closed by our reasoner, then asked."""

import pyoxigraph as ox
import pytest
from tests.w3c import PREFIXES, cases, check_suite, parameters
from tests.w3c_http import RESULTS, check_same_results, text_of, triples_in

from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.owl2rl import TABLE


def is_of_owl2rl(case):
    """Tell whether a test is one of those for the profile RL."""
    name = "sd:EntailmentProfile"
    is_one = any(each.text.startswith(PREFIXES["pr"]) for each in case.action.all(name))
    profiles = case.action.all(name) if is_one else case.action.list(name)
    return f"{PREFIXES['pr']}RL" in {each.text for each in profiles}


CASES = [case for case in cases("entailment", kinds=["QueryEvaluationTest"]) if is_of_owl2rl(case)]


def test_the_suite_is_where_the_environment_says():
    check_suite(CASES, "entailment")


@pytest.mark.parametrize("case", parameters(CASES, "entailment"))
def test_a_query_finds_what_is_implied(case):
    given = b"".join(triples_in(file) for file in case.action.all("qt:data"))
    closure = ColumnsEngine().closure(read_triples(given, Dictionary()), TABLE)
    store = ox.Store()
    store.load(closure.ntriples(), ox.RdfFormat.N_TRIPLES)
    query, _ = text_of(case, "qt:query")

    found = store.query(query).serialize(format=RESULTS[".srj"][0])

    syntaxes = RESULTS[".srj"][0], RESULTS[case.result.path.suffix][0]
    check_same_results(found, case.result.path.read_bytes(), syntaxes, query)
