"""owlrl as an engine: slow, independent, the oracle that the other evaluators are compared with.

owlrl evaluates the whole of OWL 2 RL its own way; user rules are run as SPARQL `CONSTRUCT` by rdflib, in turn with it,
until neither finds more. It keeps no stamps: every conclusion has the stamp 1, and `explain` is for the columns engine.

What owlrl adds and coopkg does not keep is dropped, so that closures compare equal:

==================================================================== ================================================
dropped                                                              because
==================================================================== ================================================
triples with a literal or triple term as subject                     RDF does not allow them
triples with a blank node as predicate                               RDF does not allow them
`owl:sameAs` with a literal                                          equality of literals is internal to the rules
`x p x` for owl:sameAs, rdfs:subClassOf, rdfs:subPropertyOf,         reflexive: true of every term (eq-ref, scm-cls,
owl:equivalentClass, owl:equivalentProperty                          scm-op, scm-dp)
`x a owl:Thing`; owl:Thing as superclass, domain or range;           axiomatic: true of every thing and class (scm-cls)
owl:Nothing as subclass
`x a C` where x and C are terms of RDF, RDFS, OWL or XSD             axiomatic: what those vocabularies say of
                                                                     themselves (prp-ap, cls-thing, dt-type1)
error messages                                                       no part of the closure: `Closure.complaints`
==================================================================== ================================================
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import owlrl
import rdflib
from owlrl.OWLRL import OWLRL_Semantics

from coopkg.rdf.dictionary import Dictionary, EncodedTriples, TokenTriple
from coopkg.rdf.nquads import parse_term, serialize_term
from coopkg.rdf.terms import BlankNode, Iri, Literal
from coopkg.rdf.vocabulary import OWL, RDF, RDFS, XSD
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.owl2rl import DOMAIN, NOTHING, RANGE, RDF_TYPE, REFLEXIVE, SAME_AS, SUB_CLASS, TABLE, THING
from coopkg.reasoning.relations import Relations, partition
from coopkg.reasoning.rules import Atom, Rule, RuleTerm, Var
