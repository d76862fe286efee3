"""The checker on proofs written by hand: what it takes as given, and what it says of what is wrong."""

import pytest

from coopkg.errors import ProofError
from coopkg.rdf.vocabulary import XSD
from coopkg.reasoning.checker import check_clash, check_proof, grounds_of
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.reasoning.proof import Inference, Proof, Step
from coopkg.reasoning.rule_parser import parse_user_rule

INTEGER, DECIMAL = (f"<{XSD[name]}>" for name in ("integer", "decimal"))
CELLS = ("l rdf:first A", "l rdf:rest m", "m rdf:first B", "m rdf:rest rdf:nil")


@pytest.fixture
def check(triple):
    """Check that a rule concludes one triple, or false, from others, all of which are stated."""

    def run(rule, words, *given, lists=(), stated=None, rules=OWL2RL):
        grounds = grounds_of(rules, map(triple, given if stated is None else stated))
        steps = tuple(Step(triple(each)) for each in given)
        named = tuple((f"<https://coop.example/{node}>", tuple(members)) for node, *members in lists)
        inference = Inference(rule, tuple(range(len(given))), (), named)
        if words is None:
            check_clash(inference, steps, grounds)
        else:
            check_proof(Proof((*steps, Step(triple(words), inference))), grounds)

    return run


@pytest.fixture
def iris(triple):
    return lambda *names: tuple(triple(f"{name} p o")[0] for name in names)


ACCEPTED = [
    ("cax-sco", "x a B", "A rdfs:subClassOf B", "x a A"),
    ("cax-sco", "x a B", "x a A", "A rdfs:subClassOf B"),
    ("prp-trp", "x p x", "p a owl:TransitiveProperty", "x p x2", "x2 p x"),
    # What holds of everything needs no premise.
    ("cls-svf1", "x a R", "R owl:someValuesFrom owl:Thing", "R owl:onProperty p", "x p y"),
    ("scm-svf1", "R rdfs:subClassOf R2", "R owl:someValuesFrom A", "R owl:onProperty p", "R2 owl:someValuesFrom A",
     "R2 owl:onProperty p"),
    # Literals with equal values are one.
    ("cls-hv2", "x a R", f'R owl:hasValue "1"^^{INTEGER}', "R owl:onProperty p", f'x p "1.0"^^{DECIMAL}'),
    ("cls-maxc2", "y owl:sameAs z", f'R owl:maxCardinality "01"^^{INTEGER}', "R owl:onProperty p", "x a R", "x p y",
     "x p z"),
    ("prp-ifp", "x owl:sameAs y", "p a owl:InverseFunctionalProperty", f'x p "1"^^{INTEGER}', f'y p "1.0"^^{DECIMAL}'),
    # What is the same as a literal.
    ("eq-rep-o", "y p x", 'x owl:sameAs "a"', 'y p "a"'),
    ("dt-eq", "y p x", f'x owl:sameAs "1"^^{INTEGER}', f'y p "1.0"^^{DECIMAL}'),
    ("dt-type2", f"x a {DECIMAL}", f'x owl:sameAs "1"^^{INTEGER}'),
    ("dt-diff", "x owl:differentFrom y", f'x owl:sameAs "1"^^{INTEGER}', f'y owl:sameAs "2"^^{INTEGER}'),
    # Contradictions.
    ("dt-not-type", None, f"p rdfs:range {INTEGER}", 'x p "one"'),
    ("dt-not-type", None, f'x p "one"^^{INTEGER}'),
    ("dt-not-type", None, f"R owl:allValuesFrom {INTEGER}", "R owl:onProperty p", "x a R", 'x p "one"'),
    ("dt-not-type", None, 'x owl:sameAs "one"', f"x a {INTEGER}"),
    ("prp-fp", None, "p a owl:FunctionalProperty", 'x p "one"', 'x p "two"'),
    ("cls-com", None, "A owl:complementOf B", "x a A", "x a B"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "words", "given"), [(rule, words, given) for rule, words, *given in ACCEPTED])
def test_a_step_that_is_an_instance_of_its_rule_is_accepted(check, rule, words, given):
    check(rule, words, *given)


REFUSED = [
    ("cax-sco", "x a B", "B rdfs:subClassOf A", "x a A"),
    ("cax-sco", "x a B", "A rdfs:subClassOf B"),
    ("cax-sco", "x a B", "A rdfs:subClassOf B", "x a A", "x a C"),
    ("cax-eqc1", "x a B", "A rdfs:subClassOf B", "x a A"),
    ("prp-trp", "x p z", "p a owl:TransitiveProperty", "x p y", "y q z"),
    ("cls-svf1", "x a R", "R owl:someValuesFrom A", "R owl:onProperty p", "x p y"),
    ("cls-hv2", "x a R", f'R owl:hasValue "1"^^{INTEGER}', "R owl:onProperty p", f'x p "2"^^{INTEGER}'),
    ("cls-hv2", "x a R", f'R owl:hasValue "1"^^{INTEGER}', "R owl:onProperty p", 'x p "1"'),
    ("cls-maxc2", "y owl:sameAs z", f'R owl:maxCardinality "2"^^{INTEGER}', "R owl:onProperty p", "x a R", "x p y",
     "x p z"),
    ("dt-type2", f"x a {DECIMAL}", 'x owl:sameAs "1"'),
    ("dt-type2", "x a A", 'x owl:sameAs "1"'),
    ("dt-diff", "x owl:differentFrom y", f'x owl:sameAs "1"^^{INTEGER}', f'y owl:sameAs "1.0"^^{DECIMAL}'),
    ("dt-not-type", None, f"p rdfs:range {DECIMAL}", f'x p "1"^^{INTEGER}'),
    ("dt-not-type", None, "p rdfs:range A", 'x p "one"'),
    ("dt-not-type", None, f'x p "1"^^{INTEGER}'),
    ("prp-fp", None, "p a owl:FunctionalProperty", 'x p "one"', 'x p "one"@en', "x p y"),
    ("prp-fp", None, "p a owl:FunctionalProperty", "x p y", "x p z"),
    ("cls-com", None, "A owl:complementOf B", "x a A", "y a B"),
    ("no-such-rule", "x a B", "A rdfs:subClassOf B", "x a A"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "words", "given"), [(rule, words, given) for rule, words, *given in REFUSED])
def test_a_step_that_is_no_instance_of_its_rule_is_refused(check, rule, words, given):
    with pytest.raises(ProofError, match=f"{rule} does not conclude"):
        check(rule, words, *given)


def test_lists_are_read_from_what_is_stated(check, iris):
    given = ("C owl:intersectionOf l", "x a A", "x a B")

    check("cls-int1", "x a C", *given, lists=[("l", *iris("A", "B"))], stated=(*given, *CELLS))
    for cells in (CELLS[:3], (*CELLS, "m rdf:first C"), (*CELLS[:3], "m rdf:rest l"), ()):
        with pytest.raises(ProofError, match="is not stated to be the list"):
            check("cls-int1", "x a C", *given, lists=[("l", *iris("A", "B"))], stated=(*given, *cells))


def test_a_rule_is_told_which_lists_it_reads_and_reads_all_of_them(check, iris):
    given = ("C owl:intersectionOf l", "x a A", "x a B")
    both = [("l", *iris("A", "B")), ("m", *iris("B"))]

    for lists in ([], both):
        with pytest.raises(ProofError, match="cls-int1 does not conclude"):
            check("cls-int1", "x a C", *given, lists=lists, stated=(*given, *CELLS))


def test_a_list_without_members_concludes_nothing(check):
    given = ("C owl:intersectionOf rdf:nil", "x a A")

    with pytest.raises(ProofError, match="does not conclude"):
        check("cls-int1", "x a C", *given, lists=[])


def test_filters_of_user_rules_are_heeded(check):
    text = "PREFIX : <https://coop.example/> CONSTRUCT { ?a :with ?b } WHERE { ?c :party ?a , ?b FILTER(?a != ?b) }"
    rules = [parse_user_rule(text, "with")]

    check("with", "x with y", "c party x", "c party y", rules=rules)
    with pytest.raises(ProofError, match="step 2: with does not conclude"):
        check("with", "x with x", "c party x", rules=rules)


def test_a_chain_may_be_very_long(check, iris):
    names = [f"p{number}" for number in range(700)]
    cells = [f"l{number} rdf:first {name}" for number, name in enumerate(names)]
    cells += [f"l{number} rdf:rest {f'l{number + 1}' if number < 699 else 'rdf:nil'}" for number in range(700)]
    path = [f"x{number} {name} x{number + 1}" for number, name in enumerate(names)]
    given = ("q owl:propertyChainAxiom l0", *path)

    check("prp-spo2", "x0 q x700", *given, lists=[("l0", *iris(*names))], stated=(*given, *cells))


def test_a_step_rests_on_steps_before_it(triple):
    grounds = grounds_of(OWL2RL, [triple("A rdfs:subClassOf A")])
    circle = Step(triple("x a A"), Inference("cax-sco", (0, 1)))

    for steps in ((Step(triple("A rdfs:subClassOf A")), circle), (circle,)):
        with pytest.raises(ProofError, match="does not come before it"):
            check_proof(Proof(steps), grounds)


def test_a_triple_is_proved_once(triple):
    step = Step(triple("x a A"))

    with pytest.raises(ProofError, match=r"step 2: .* has been proved before"):
        check_proof(Proof((step, step)), grounds_of(OWL2RL, [step.triple]))


def test_a_leaf_that_is_not_stated_is_named(triple):
    with pytest.raises(ProofError, match=r"step 1: .* is not stated"):
        check_proof(Proof((Step(triple("x a A")),)), grounds_of(OWL2RL, []))


def test_no_step_is_no_proof():
    with pytest.raises(ProofError, match="proves nothing"):
        check_proof(Proof(()), grounds_of(OWL2RL, []))
