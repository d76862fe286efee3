"""`/explain`: why a triple is in the graph, step by step, down to the quoted sentences."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from coopkg.publish.explanation import Explanation, Saying, explanation_dict, sayings
from coopkg.publish.media_types import HTML, JSON
from coopkg.rdf.dictionary import TokenTriple
from coopkg.rdf.names import prefixes_under, token_of_name
from coopkg.rdf.nquads import parse_term
from coopkg.reasoning.alternatives import Alternatives
from coopkg.reasoning.proof import Inference, Step, step_id
from coopkg.web.answers import answer
from coopkg.web.problems import bad_parameter
from coopkg.web.requests import Parameters, choose_format, flag, language_of, parse_parameters, required
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
class Reason:
    """The rule of a step, "stated" where there is none, and the numbers of the steps that it rests on, from 1."""

    rule: str
    grounds: tuple[int, ...]


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
    explain = site.explain_all if flag(parameters, "all") else site.explain
    found: Explanation = explain(published.snapshot, (subject, predicate, value))
    said = sayings(found, published.dataset, base)
    if choice.format is HTML:
        return answer(_page(Reader(published.dataset, base, language), found, said), choice, published.snapshot)
    return answer(json.dumps(explanation_dict(found, said), ensure_ascii=False), choice, published.snapshot)


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


def _page(reader: Reader, found: Explanation, said: Sayings) -> str:
    shown = [(_terms(reader, step.triple), _reason(step), _sources(reader, said, step)) for step in found.steps]
    if isinstance(found, Alternatives):
        ways = [_reason(inference) for inference in found.inferences]
        stated = _sources(reader, said, Step(found.triple)) if found.is_stated else None
        goal = _terms(reader, found.triple)
        return render(
            "alternatives.html", reader.language, steps=shown, goal=goal, ways=ways, stated=stated, is_cut=found.is_cut
        )
    names = ("subject", "predicate", "object")
    all_href = f"/explain?{urlencode([*zip(names, found.conclusion.triple, strict=True), ('all', 'true')])}"
    return render("explain.html", reader.language, steps=shown, goal=shown[-1][0], all_href=all_href)


def _reason(found: Step | Inference) -> Reason:
    return Reason(found.rule, tuple(dict.fromkeys(map(step_id, found.grounds))))


def _terms(reader: Reader, triple: TokenTriple) -> list[TermView]:
    return [reader.term(parse_term(token)) for token in triple]


def _sources(reader: Reader, said: Sayings, step: Step) -> list[tuple[Saying, TermView]]:
    """Return what states the triple of a step, where it is not an inference."""
    found = said.get(step.triple, ()) if step.inference is None else ()
    return [
        (each, TermView(each.graph.removeprefix(reader.base), None, each.graph, href_of(reader.base, each.graph)))
        for each in found
    ]
