"""`/explain`: why a triple is in the graph, step by step, down to the quoted sentences."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request

from coopkg.publish.explanation import Saying, explanation_dict, sayings
from coopkg.publish.media_types import HTML, JSON
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.names import prefixes_under, token_of_name
from coopkg.rdf.nquads import parse_term
from coopkg.reasoning.explain import Proof
from coopkg.web.answers import answer
from coopkg.web.problems import bad_parameter
from coopkg.web.requests import Parameters, choose_format, language_of, parse_parameters, required
from coopkg.web.site import Site
from coopkg.web.views import Reader, TermView, href_of, render

_IRI = r"<[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|^`\\]*>"
# What may stand where (RDF 1.1 Concepts, section 3.1).
_STANDS = {
    "subject": re.compile(rf"{_IRI}|_:\S+"),
    "predicate": re.compile(_IRI),
    "object": re.compile(rf'{_IRI}|_:\S+|".*', re.DOTALL),
}
Sayings = Mapping[TokenTriple, tuple[Saying, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proof: the steps that it rests on stand before it, and are told by their numbers."""

    number: int
    triple: TokenTriple
    rule: str
    premises: tuple[int, ...]


def explanations_blueprint(site: Site) -> Blueprint:
    """Return the route of proofs."""
    blueprint = Blueprint("explanations", __name__)

    @blueprint.route("/explain")
    def explain() -> Response:
        return _explain(site)

    return blueprint


def _explain(site: Site) -> Response:
    published = site.current()
    parameters = parse_parameters(request.query_string)
    base = published.snapshot.manifest.base
    choice = choose_format(request, parameters, (JSON, HTML))
    language = language_of(request, parameters)
    subject, predicate, value = (_token(parameters, name, base) for name in ("subject", "predicate", "object"))
    proof = site.explain(published.snapshot, (subject, predicate, value))
    said = sayings(proof, published.dataset, base)
    if choice.format is HTML:
        return answer(_page(Reader(published.dataset, base, language), steps_of(proof), said), choice, published)
    return answer(json.dumps(explanation_dict(proof, said), ensure_ascii=False), choice, published)


def _token(parameters: Parameters, name: str, base: str) -> str:
    """Return the term of a parameter as token; it may be given as token, as IRI, or as prefixed name."""
    given = required(parameters, name)
    try:
        token = token_of_name(given, prefixes_under(base))
    except ValueError:
        token = ""
    if _STANDS[name].fullmatch(token):
        return token
    remedy = "Give an IRI, a prefixed name like org:memberOf, or, for the object, a literal in N-Triples form."
    raise bad_parameter(name, f"This is no RDF term that can be a {name}: {given[:200]}", remedy)


def steps_of(proof: Proof) -> tuple[Step, ...]:
    """Return the steps of a proof, each once, premises first."""
    numbers: dict[TokenTriple, int] = {}
    steps: list[Step] = []
    waiting = [(proof, False)]
    while waiting:
        step, is_ready = waiting.pop()
        if step.triple in numbers:
            continue
        below = (*step.premises, *step.axioms)
        if is_ready:
            numbers[step.triple] = len(steps) + 1
            rests_on = tuple(dict.fromkeys(numbers[each.triple] for each in below))
            steps.append(Step(len(steps) + 1, step.triple, step.rule, rests_on))
        else:
            waiting.append((step, True))
            waiting.extend((each, False) for each in reversed(below))
    return tuple(steps)


def _page(reader: Reader, steps: tuple[Step, ...], said: Sayings) -> str:
    shown = [(step, _terms(reader, step.triple), _sources(reader, said.get(step.triple, ()))) for step in steps]
    return render("explain.html", reader.language, steps=shown, goal=shown[-1][1])


def _terms(reader: Reader, triple: TokenTriple) -> list[TermView]:
    return [reader.term(parse_term(token)) for token in triple]


def _sources(reader: Reader, said: tuple[Saying, ...]) -> list[tuple[Saying, TermView]]:
    return [
        (each, TermView(each.graph.removeprefix(reader.base), None, each.graph, href_of(reader.base, each.graph)))
        for each in said
    ]
