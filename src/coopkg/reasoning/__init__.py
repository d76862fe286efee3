"""The reasoner: OWL 2 RL and user rules over integer columns, with a proof for each triple.

Nothing is imported here, so that each caller pays for what it uses::

    from coopkg.rdf.dictionary import Dictionary, read_triples
    from coopkg.reasoning.owl2rl import OWL2RL                      # the rule table, a tuple of Rule
    from coopkg.reasoning.user_rules import read_user_rules         # directory of *.rq -> tuple of Rule
    from coopkg.reasoning.user_rules import with_iris_under         # the same rules under another base
    from coopkg.reasoning.columns import ColumnsEngine              # satisfies closure.Engine
    from coopkg.reasoning.reference import OwlrlEngine              # satisfies closure.Engine, slow and independent
    from coopkg.reasoning.closure import Closure, open_closure
    from coopkg.reasoning.consistency import check_consistency      # raises InconsistencyError
    from coopkg.reasoning.explain import Explainer, explain         # -> Proof; an Explainer is for many triples
    from coopkg.reasoning.alternatives import alternatives          # all last steps that lead to a triple
    from coopkg.reasoning.checker import check_proof, grounds_of    # raises ProofError

    stated = read_triples(lines, Dictionary())                      # canonical N-Triples or N-Quads, as bytes
    closure = ColumnsEngine().closure(stated, (*OWL2RL, *read_user_rules(directory)))
    check_consistency(closure)
    closure.inferred()                 # EncodedTriples that follow and are not stated
    closure.inferred_ntriples()        # the same as bytes, one line each; closure.ntriples() with what is stated
    closure.stamp(triple)              # 0 stated, n inferred in round n, None not in the closure
    closure.save(directory)
    open_closure(directory)            # memory-mapped
    proof = explain(closure, triple)   # triple: three tokens; proof.text(), proof.as_dict()
    alternatives(Explainer(closure), triple)
    check_proof(proof, grounds_of(rules, stated.tokens()))

A triple is given and returned as three tokens (the canonical N-Triples form of its terms, see `coopkg.rdf.nquads`).
"""
