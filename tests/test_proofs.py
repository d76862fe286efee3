"""Every proof of every case is accepted by the independent checker, and what has been changed in one is refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import pytest

from coopkg.errors import ProofError
from coopkg.ingest.inputs import read_data
from coopkg.mapping.dataset import quads_of
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.nquads import serialize_quads
from coopkg.rdf.vocabulary import DEFAULT_BASE, XSD
from coopkg.reasoning.alternatives import alternatives
from coopkg.reasoning.checker import Grounds, check_clash, check_proof, grounds_of
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.consistency import clashes
from coopkg.reasoning.explain import Explainer
from coopkg.reasoning.incremental import Incremental
from coopkg.reasoning.owl2rl import (
    DIFFERENT_FROM,
    FUNCTIONAL,
    INTERSECTION,
    INVERSE_FUNCTIONAL,
    INVERSE_OF,
    NOT_ROWS,
    OWL2RL,
    RANGE,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    REFLEXIVE,
    SAME_AS,
    SUB_CLASS,
    SUB_PROPERTY,
    SYMMETRIC,
    TABLE,
    THING,
    TRANSITIVE,
    UNION,
)
from coopkg.reasoning.proof import Inference, Proof, Step
from coopkg.reasoning.rule_parser import parse_user_rule
from coopkg.reasoning.user_rules import read_user_rules
from coopkg.storage.files import read_quads

ROOT = Path(__file__).parent.parent
CASES = sorted(path.parent for path in (ROOT / "tests" / "rules").glob("*/*/given.nt"))
ids = {"ids": lambda case: f"{case.parent.name}/{case.name}"}


def closed(data: bytes, rules) -> tuple[Closure, Grounds]:
    given = read_triples(data, Dictionary())
    stated = list(given.tokens())
    return ColumnsEngine().closure(given, rules), grounds_of(rules, stated)


def closed_case(case: Path) -> tuple[Closure, Grounds]:
    asked = (case / "on-request").read_text(encoding="utf-8").split() if (case / "on-request").exists() else []
    rules = [*OWL2RL, *(rule for rule in TABLE if rule.is_on_request and rule.name in asked)]
    if (case / "rules.rq").exists():
        rules.append(parse_user_rule((case / "rules.rq").read_text(encoding="utf-8"), case.name))
    return closed((case / "given.nt").read_bytes(), rules)


def is_accepted(proof: Proof, grounds: Grounds) -> bool:
    try:
        check_proof(proof, grounds)
    except ProofError:
        return False
    return True


@pytest.mark.parametrize("case", CASES, **ids)
def test_the_proof_of_every_conclusion_is_accepted(case):
    closure, grounds = closed_case(case)
    explainer = Explainer(closure)

    for triple in closure.inferred().tokens():
        proof = explainer.proof(triple)
        check_proof(proof, grounds)
        assert proof.conclusion.triple == triple


@pytest.mark.parametrize("case", CASES, **ids)
def test_every_contradiction_is_accepted(case):
    closure, grounds = closed_case(case)

    for clash in clashes(closure):
        check_clash(clash.inference, clash.steps, grounds)


@pytest.mark.parametrize("case", CASES, **ids)
def test_every_alternative_is_accepted_and_the_proof_is_the_first(case):
    closure, grounds = closed_case(case)
    explainer = Explainer(closure)

    for triple in closure.inferred().tokens():
        found = alternatives(explainer, triple)
        for inference in found.inferences:
            check_proof(Proof((*found.steps, Step(triple, inference))), grounds)
        first = Proof((*found.steps, Step(triple, found.inferences[0])))
        proof = explainer.proof(triple)
        assert first.conclusion.rule == proof.conclusion.rule
        assert (first.premises(), first.axioms()) != ((), ()) or not proof.conclusion.grounds
        assert [step.triple for step in first.premises()] == [step.triple for step in proof.premises()]


def test_every_conclusion_from_the_sample_has_a_proof_that_is_accepted():
    inputs = read_data(ROOT / "data")
    quads = quads_of(inputs.facts, inputs.articles.values(), inputs.registry.entities.values(), DEFAULT_BASE)
    axioms = b"".join(read_quads(ROOT / "ontology" / name) for name in ("coopkg.ttl", "alignments.ttl"))
    rules = (*OWL2RL, *read_user_rules(ROOT / "ontology" / "rules"))
    closure, grounds = closed(serialize_quads(quads).encode() + axioms, rules)
    explainer = Explainer(closure)

    proofs = [explainer.proof(triple) for triple in closure.inferred().tokens()]

    assert len(proofs) > 100
    for proof in proofs:
        check_proof(proof, grounds)


def with_last(proof: Proof, inference: Inference | None) -> Proof:
    return Proof((*proof.steps[:-1], replace(proof.conclusion, inference=inference)))


def weakened(proof: Proof) -> Iterator[tuple[str, Proof]]:
    """Yield proofs whose last step does not hold: what it is said to rest on is too little, too much, or not so."""
    last = proof.conclusion.inference
    yield "called stated", with_last(proof, None)
    yield "another rule", with_last(proof, replace(last, rule="no-such-rule"))
    yield "rests on itself", with_last(proof, replace(last, premises=(*last.premises, len(proof.steps) - 1)))
    yield "rests on what is to come", with_last(proof, replace(last, axioms=(*last.axioms, len(proof.steps))))
    yield "counts from the end", with_last(proof, replace(last, premises=(*last.premises, -1)))
    # That a name is the same as itself goes without saying.
    for number in {each for each in last.grounds if proof.steps[each].triple[0] != proof.steps[each].triple[2]}:
        kept = [tuple(each for each in part if each != number) for part in (last.premises, last.axioms)]
        yield "a premise less", with_last(proof, replace(last, premises=kept[0], axioms=kept[1]))
    for number in set(range(len(proof.steps) - 1)) - set(last.grounds):
        yield "a premise more", with_last(proof, replace(last, premises=(*last.premises, number)))
    for place, (node, members) in enumerate(last.lists):
        others = last.lists[:place] + last.lists[place + 1 :]
        for changed in (members[:-1], (*members, members[0]), (*members[1:], SAME_AS)):
            yield "another list", with_last(proof, replace(last, lists=(*others, (node, changed))))
        yield "no list", with_last(proof, replace(last, lists=others))
    yield "proved twice", Proof((*proof.steps, proof.conclusion))


@pytest.mark.parametrize("case", CASES, **ids)
def test_a_proof_with_a_changed_step_is_refused(case):
    closure, grounds = closed_case(case)
    explainer = Explainer(closure)

    for triple in closure.inferred().tokens():
        proof = explainer.proof(triple)
        assert [reason for reason, changed in weakened(proof) if is_accepted(changed, grounds)] == []


@pytest.mark.parametrize("case", CASES, **ids)
def test_a_proof_is_refused_where_what_it_rests_on_is_not_stated(case):
    closure, grounds = closed_case(case)
    explainer = Explainer(closure)

    for triple in closure.inferred().tokens():
        proof = explainer.proof(triple)
        for leaf in proof.stated():
            assert not is_accepted(proof, replace(grounds, stated=grounds.stated - {leaf}))


@pytest.mark.parametrize("case", CASES, **ids)
def test_a_proof_of_another_triple_is_refused(case):
    closure, grounds = closed_case(case)
    explainer = Explainer(closure)
    everything = set(closure.triples().tokens())

    for triple in closure.inferred().tokens():
        proof = explainer.proof(triple)
        subject, predicate, object_ = triple
        for other in ((object_, predicate, subject), ("<x:y>", predicate, object_), (subject, predicate, "<x:y>")):
            if other not in everything and not is_truism(other) and not other[0].startswith('"'):
                changed = Proof((*proof.steps[:-1], replace(proof.conclusion, triple=other)))
                assert not is_accepted(changed, grounds), (triple, other)


def is_truism(triple) -> bool:
    subject, predicate, object_ = triple
    return object_ == THING if predicate == RDF_TYPE else predicate in REFLEXIVE and subject == object_


@pytest.mark.parametrize("case", CASES, **ids)
def test_a_contradiction_that_lacks_a_premise_is_refused(case):
    closure, grounds = closed_case(case)

    for clash in clashes(closure):
        for number in set(clash.inference.grounds):
            kept = [
                tuple(each for each in part if each != number)
                for part in (clash.inference.premises, clash.inference.axioms)
            ]
            with pytest.raises(ProofError):
                check_clash(replace(clash.inference, premises=kept[0], axioms=kept[1]), clash.steps, grounds)


# A world so small that premises and a conclusion put together at random are sometimes right.
THINGS = ["<x:a>", "<x:b>"]
PROPERTIES = ["<x:p>", "<x:q>"]
CLASSES = ["<x:C>", "<x:D>"]
VALUES = [f'"1"^^<{XSD["integer"]}>', f'"1.0"^^<{XSD["decimal"]}>', f'"2"^^<{XSD["integer"]}>']
INTEGER = f"<{XSD['integer']}>"
LIST = ("<x:l>", ("<x:C>", "<x:D>"))
CELLS = [
    ("<x:l>", RDF_FIRST, "<x:C>"),
    ("<x:l>", RDF_REST, "<x:m>"),
    ("<x:m>", RDF_FIRST, "<x:D>"),
    ("<x:m>", RDF_REST, RDF_NIL),
]
KINDS = [FUNCTIONAL, INVERSE_FUNCTIONAL, SYMMETRIC, TRANSITIVE]
UNIVERSE = [
    *product(THINGS, PROPERTIES, [*THINGS, *VALUES]),
    *product(THINGS, [RDF_TYPE], [*CLASSES, INTEGER]),
    *product(THINGS, [SAME_AS, DIFFERENT_FROM], [*THINGS, *VALUES]),
    *product(PROPERTIES, [RDF_TYPE], KINDS),
    *product(PROPERTIES, [SUB_PROPERTY, INVERSE_OF], PROPERTIES),
    *product(PROPERTIES, [RANGE], [*CLASSES, INTEGER]),
    *product(CLASSES, [SUB_CLASS], CLASSES),
    *product(["<x:E>"], [INTERSECTION, UNION], ["<x:l>"]),
    *product(THINGS, [RDF_TYPE], ["<x:E>"]),
]
NAMES = sorted({rule.name for rule in OWL2RL} | NOT_ROWS.keys())


def spelled_alike(triple):
    """The triple with one spelling of each value: the checker takes literals with equal values for one."""
    return tuple(VALUES[0] if term == VALUES[1] else term for term in triple)


def is_unspoken(triple) -> bool:
    """What holds and no closure tells: truisms, and equality with a literal."""
    return is_truism(triple) or (triple[1] == SAME_AS and triple[2].startswith('"'))


def forged(premises, inference: Inference, everything, draw: Random) -> Iterator[tuple[str, tuple, Inference]]:
    """Yield other conclusions, other rules, and other premises than those of a step that holds."""
    for rule in NAMES:
        yield "rule", premises, replace(inference, rule=rule)
    for place, other in product(range(len(premises)), draw.sample(everything, min(10, len(everything)))):
        yield "premise", (*premises[:place], other, *premises[place + 1 :]), inference
    yield "lists", premises, replace(inference, lists=() if inference.lists else (LIST,))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_checker_accepts_is_in_the_closure(seed):
    draw = Random(seed)  # noqa: S311  (the same in each run)
    data = "".join(f"{' '.join(triple)} .\n" for triple in [*draw.sample(UNIVERSE, 24), *CELLS])
    closure, _ = closed(data.encode(), OWL2RL)
    everything = sorted(closure.triples().tokens())
    # Any triple of the closure may be a premise: one step is checked at a time.
    grounds = grounds_of(OWL2RL, everything)
    spelled = set(map(spelled_alike, everything))
    accepted = Counter()
    explainer = Explainer(closure)
    inferred = sorted(closure.inferred().tokens())

    for triple in draw.sample(inferred, min(30, len(inferred))):
        proof = explainer.proof(triple)
        inference = proof.conclusion.inference
        premises = tuple(proof.steps[number].triple for number in dict.fromkeys(inference.grounds))
        told = replace(inference, premises=tuple(range(len(premises))), axioms=())
        for kind, given, how in forged(premises, told, everything, draw):
            given_steps = {each: Step(each) for each in given}
            for conclusion in (triple, *draw.sample(UNIVERSE, 40)):
                if conclusion not in given_steps and len(given_steps) == len(given):
                    changed = Proof((*given_steps.values(), Step(conclusion, how)))
                    if is_accepted(changed, grounds):
                        accepted[kind] += 1
                        assert spelled_alike(conclusion) in spelled or is_unspoken(conclusion), changed.text()
    assert accepted["rule"] > len(inferred[:30]) / 2
    assert accepted["premise"]


@pytest.mark.parametrize("seed", range(4))
def test_proofs_are_accepted_while_triples_come_and_go(seed):
    draw = Random(seed)  # noqa: S311  (the same in each run)
    stated = {*draw.sample(UNIVERSE, 20), *CELLS}
    given = read_triples("".join(f"{' '.join(each)} .\n" for each in sorted(stated)).encode(), Dictionary())
    changing = Incremental(ColumnsEngine().closure(given, OWL2RL), OWL2RL)

    for _ in range(12):
        changed = draw.sample(UNIVERSE, 3)
        added, retracted = (
            [each for each in changed if each not in stated],
            [each for each in changed if each in stated],
        )
        changing.update(added, retracted)
        stated = (stated | set(added)) - set(retracted)
        grounds, explainer = grounds_of(OWL2RL, stated), Explainer(changing.closure)
        for triple in changing.closure.inferred().tokens():
            check_proof(explainer.proof(triple), grounds)
        for clash in clashes(changing.closure):
            check_clash(clash.inference, clash.steps, grounds)
