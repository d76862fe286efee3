"""owlrl as an engine: slow, independent, the oracle that the other evaluators are compared with.

owlrl evaluates the whole of OWL 2 RL its own way; user rules are run as SPARQL `CONSTRUCT` by rdflib, in turn with it,
until neither finds more. They see what is stated and what coopkg keeps, nothing of what is dropped. owlrl keeps no
stamps: every conclusion has the stamp 1, and `explain` is for the columns engine.

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

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import DecimalException
from typing import TypeAlias

import owlrl
import rdflib
from owlrl.OWLRL import OWLRL_Semantics

from coopkg.errors import OntologyError
from coopkg.rdf.dictionary import Dictionary, EncodedTriples, TokenTriple
from coopkg.rdf.nquads import parse_term, serialize_term
from coopkg.rdf.terms import BlankNode, Iri, Literal
from coopkg.rdf.vocabulary import OWL, RDF, RDFS, XSD
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.owl2rl import DOMAIN, NOTHING, RANGE, RDF_TYPE, REFLEXIVE, SAME_AS, SUB_CLASS, TABLE, THING
from coopkg.reasoning.relations import Relations, partition
from coopkg.reasoning.rules import Atom, Rule, RuleTerm, Var

_RdflibTriple: TypeAlias = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]

_SKOLEM = "urn:coopkg:blank:"
_ERRORS = "http://www.daml.org/2002/03/agents/agent-ont#"
_BUILT_IN = tuple(f"<{namespace}" for namespace in (RDF, RDFS, OWL, XSD))
_ROWS = frozenset(rule.name for rule in TABLE)


@dataclass(frozen=True, slots=True)
class OwlrlEngine:
    """The engine of this module; it satisfies `closure.Engine`."""

    def closure(self, stated: EncodedTriples, rules: Sequence[Rule]) -> Closure:
        """Return the closure of `stated`, whose dictionary must be one that grows.

        Of `rules` only those that are not in the table of OWL 2 RL make a difference: owlrl has its own form of that.
        """
        if not isinstance(stated.dictionary, Dictionary):
            raise TypeError("the triples are encoded by a dictionary that cannot grow")
        graph = rdflib.Graph()
        for triple in stated.tokens():
            graph.add(_rdflib_triple(triple))
        given = frozenset(stated.tokens())
        _expand(graph, [_query(rule) for rule in rules if rule.name not in _ROWS], given)
        return _closure_of(graph, stated, given, stated.dictionary)


def _expand(graph: rdflib.Graph, queries: Sequence[str], given: Set[TokenTriple]) -> None:
    """Add to `graph` what follows by OWL 2 RL and by the user rules, in turn until neither adds a triple."""
    size = -1
    while size != len(graph):
        size = len(graph)
        _expand_by_owlrl(graph)
        # Messages are fresh nodes each time and would keep the loop going.
        messages = {str(message) for message in graph.objects(None, rdflib.URIRef(_ERRORS + "error"))}
        for triple in [triple for triple in graph if isinstance(triple[0], rdflib.BNode)]:
            graph.remove(triple)
        for message in messages:
            graph.add((rdflib.URIRef(_ERRORS), rdflib.URIRef(_ERRORS + "error"), rdflib.Literal(message)))
        for triple in _constructed(graph, queries, given):
            graph.add(triple)


def _expand_by_owlrl(graph: rdflib.Graph) -> None:
    """Add to `graph` what follows by OWL 2 RL; OntologyError where owlrl stops at a list, a number or a literal."""
    # owlrl puts nodes in the place of literals while it works.
    ill_typed = [term for term in graph.objects(unique=True) if isinstance(term, rdflib.Literal) and term.ill_typed]
    unread = [term for term in ill_typed if term.datatype == rdflib.XSD.decimal or not str(term)]
    try:
        owlrl.DeductiveClosure(OWLRL_Semantics).expand(graph)
    except ValueError as error:
        reason = "owlrl cannot read this rdf:List, which leads back to itself; end it with rdf:nil"
        raise OntologyError(_first_of(_rings(graph), error), reason) from error
    except AttributeError as error:
        # It asks the number for its value, whatever stands in its place.
        reason = "owlrl cannot read a cardinality that is no literal; write a number"
        raise OntologyError(_first_of(_odd_cardinalities(graph), error), reason) from error
    except (DecimalException, IndexError) as error:
        reason = "owlrl stops where a literal is not of its datatype; mend it"
        raise OntologyError(_first_of(unread, error), reason) from error


def _first_of(nodes: Iterable[rdflib.term.Node], error: Exception) -> str:
    """Return the first of the nodes in the order of their tokens; `error` is raised again where there is none."""
    tokens = sorted(map(_token, nodes))
    if not tokens:
        raise error
    return tokens[0]


def _rings(graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    """Yield the nodes of lists that lead back to themselves."""
    for node in graph.subjects(rdflib.RDF.rest, unique=True):
        try:
            list(graph.items(node))
        except ValueError:
            yield node


def _odd_cardinalities(graph: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    """Yield the subjects of cardinalities that are no literals."""
    for predicate in (rdflib.OWL.maxCardinality, rdflib.OWL.maxQualifiedCardinality):
        for node, number in graph.subject_objects(predicate):
            if not isinstance(number, rdflib.Literal):
                yield node


def _constructed(graph: rdflib.Graph, queries: Sequence[str], given: Set[TokenTriple]) -> list[_RdflibTriple]:
    """Return what the user rules conclude from `graph`, as far as RDF allows it."""
    if not queries:
        return []
    kept = rdflib.Graph()
    for triple in graph:
        tokens = _tokens(triple)
        if tokens in given or not is_left_out(tokens):
            kept.add(triple)
    constructed = (triple for query in queries for triple in kept.query(query).graph or ())
    return [triple for triple in constructed if not is_left_out(_tokens(triple))]


def _closure_of(
    graph: rdflib.Graph, stated: EncodedTriples, given: Set[TokenTriple], dictionary: Dictionary
) -> Closure:
    """Return the closure that `graph` now holds, without what coopkg does not keep."""
    inferred = [triple for each in graph if (triple := _tokens(each)) not in given and not is_left_out(triple)]
    relations = Relations(dictionary.encode(RDF_TYPE))
    relations.absorb(partition(stated, relations.type_id), stamp=0)
    relations.absorb(partition(_encoded(inferred, dictionary), relations.type_id), stamp=1)
    messages = graph.objects(None, rdflib.URIRef(_ERRORS + "error"))
    return Closure(dictionary, Facts(relations), (), "owlrl", tuple(sorted(map(str, messages))))


def is_left_out(triple: TokenTriple) -> bool:
    """Tell whether owlrl adds `triple` and coopkg does not keep it: the table in this module's docstring."""
    subject, predicate, object_ = triple
    if not subject.startswith(("<", "_:")) or subject.startswith("<<") or not predicate.startswith("<"):
        return True
    if predicate.startswith(f"<{_ERRORS}") or (predicate in REFLEXIVE and subject == object_):
        return True
    if predicate == SAME_AS:
        return object_.startswith('"')
    if object_ == THING and predicate in {RDF_TYPE, SUB_CLASS, DOMAIN, RANGE}:
        return True
    is_about_built_in = subject.startswith(_BUILT_IN) and object_.startswith(_BUILT_IN)
    return (predicate == SUB_CLASS and subject == NOTHING) or (predicate == RDF_TYPE and is_about_built_in)


def _encoded(triples: Iterable[TokenTriple], dictionary: Dictionary) -> EncodedTriples:
    columns = [dictionary.encode_all(token.encode() for token in column) for column in zip(*triples, strict=True)]
    if not columns:
        columns = [dictionary.encode_all(()) for _ in range(3)]
    return EncodedTriples(dictionary, *columns)


def _rdflib_triple(triple: TokenTriple) -> _RdflibTriple:
    subject, predicate, object_ = map(_rdflib_term, triple)
    return subject, predicate, object_


def _rdflib_term(token: str) -> rdflib.term.Node:
    """Return the term as rdflib has it; blank nodes become IRIs, or their labels would be lost."""
    match parse_term(token):
        case BlankNode(label):
            return rdflib.URIRef(_SKOLEM + label)
        case Literal(lexical, _, str() as language):
            return rdflib.Literal(lexical, lang=language)
        case Literal(lexical, datatype):
            is_plain = token.endswith('"')
            return rdflib.Literal(lexical, datatype=None if is_plain else rdflib.URIRef(datatype), normalize=False)
        case iri:
            return rdflib.URIRef(iri)


def _tokens(triple: Iterable[rdflib.term.Node]) -> TokenTriple:
    subject, predicate, object_ = map(_token, triple)
    return subject, predicate, object_


def _token(term: rdflib.term.Node) -> str:
    if isinstance(term, rdflib.Literal):
        if term.language:
            return serialize_term(Literal(str(term), language=term.language))
        return serialize_term(Literal(str(term), Iri(str(term.datatype or XSD["string"]))))
    text = str(term)
    if text.startswith(_SKOLEM):
        return f"_:{text.removeprefix(_SKOLEM)}"
    return f"_:{text}" if isinstance(term, rdflib.BNode) else f"<{text}>"


def _query(rule: Rule) -> str:
    """Return a user rule as the query that it was written as; filters compare terms."""
    names: dict[Var, str] = {}

    def written(term: RuleTerm) -> str:
        if isinstance(term, Var):
            return f"?v{names.setdefault(term, str(len(names)))}"
        return f"<{_SKOLEM}{term[2:]}>" if term.startswith("_:") else term

    def triples(atoms: Iterable[object]) -> Iterator[str]:
        return (" ".join(map(written, atom.terms)) + " ." for atom in atoms if isinstance(atom, Atom))

    filters = [f"FILTER(!sameTerm({written(each.left)}, {written(each.right)}))" for each in rule.filters]
    return f"CONSTRUCT {{ {' '.join(triples(rule.head))} }} WHERE {{ {' '.join([*triples(rule.body), *filters])} }}"
