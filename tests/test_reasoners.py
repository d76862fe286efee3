"""Every engine on every case of `tests/rules/`, and the engines against each other on random ontologies and data.

A case is a folder: `given.nt`, `inferred.nt` (all that follows, reflexive and axiomatic triples aside), perhaps a user
rule in `rules.rq`, perhaps `inconsistent` with the name of the rule that finds the contradiction, perhaps
`owlrl-differs` with the reason why owlrl, the reference, does not agree.
"""

from pathlib import Path

import pytest

from coopkg.errors import InconsistencyError
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import check_consistency, clashes
from coopkg.reasoning.explain import explain
from coopkg.reasoning.owl2rl import NOT_ROWS, OWL2RL, TABLE
from coopkg.reasoning.reference import OwlrlEngine
from coopkg.reasoning.rule_parser import parse_user_rule

RULES = Path(__file__).parent / "rules"
CASES = sorted(path.parent for path in RULES.glob("*/*/given.nt"))
ENGINES = [ColumnsEngine(), OwlrlEngine()]


def closure_of(case, engine):
    rules = [*OWL2RL]
    if (case / "rules.rq").exists():
        rules.append(parse_user_rule((case / "rules.rq").read_text(encoding="utf-8"), case.name))
    return engine.closure(read_triples((case / "given.nt").read_bytes(), Dictionary()), rules)


def expect_owlrl_to_differ(case, engine, request):
    if isinstance(engine, OwlrlEngine) and (case / "owlrl-differs").exists():
        reason = (case / "owlrl-differs").read_text(encoding="utf-8")
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: type(engine).__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_engine_infers_what_the_case_expects(case, engine, request):
    expect_owlrl_to_differ(case, engine, request)

    closure = closure_of(case, engine)

    expected = read_triples((case / "inferred.nt").read_bytes(), Dictionary())
    assert set(closure.inferred().tokens()) == set(expected.tokens())
    if (case / "inconsistent").exists():
        with pytest.raises(InconsistencyError):
            check_consistency(closure)
    else:
        check_consistency(closure)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_contradictions_are_found_by_the_rule_that_the_case_names(case):
    marker = case / "inconsistent"

    found = {clash.rule for clash in clashes(closure_of(case, ColumnsEngine()))}

    assert marker.read_text(encoding="utf-8").strip() in found if marker.exists() else not found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_each_inferred_triple_has_a_proof_whose_premises_are_older(case):
    closure = closure_of(case, ColumnsEngine())

    for triple in closure.inferred().tokens():
        steps = [explain(closure, triple)]
        for step in steps:
            stamps = [closure.stamp(premise.triple) for premise in (*step.premises, *step.axioms)]
            assert max(stamps, default=-1) < closure.stamp(step.triple) or step.is_stated
            steps += [*step.premises, *step.axioms]


def test_every_rule_of_the_table_has_a_case_or_says_why_it_is_no_rule():
    covered = {case.parent.name for case in CASES}

    assert {rule.name for rule in TABLE} <= covered
    assert covered <= {rule.name for rule in TABLE} | NOT_ROWS.keys() | {"user-rule", "cooperation"}
