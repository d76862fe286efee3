"""The pages for people: home, things, claims with their sentences, articles, graphs, the ontology."""

from collections.abc import Iterable, Iterator, Sequence

from flask import Blueprint, Response, request

from coopkg.errors import UnknownTermError
from coopkg.publish.claims import claim_of, claims_from, source_of, tellings_of
from coopkg.publish.competency import competency_questions
from coopkg.publish.description import Statement, classes_of, describe
from coopkg.publish.labels import labels_of
from coopkg.publish.media_types import EXPORT_FORMATS, GRAPH_FORMATS, HTML, Choice
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import Iri, Triple
from coopkg.rdf.vocabulary import COOP, ONTOLOGY_IRI, OWL, RDF, RDFS, SCHEMA
from coopkg.storage.current import Published
from coopkg.storage.files import serialize_triples
from coopkg.web.answers import answer
from coopkg.web.linked_data import checked_iri
from coopkg.web.requests import choose_format, language_of, parse_parameters
from coopkg.web.site import Site
from coopkg.web.views import Reader, TermView, render

_HTML = Choice(HTML, HTML.media_type)
#: Statements of a graph shown on its page; its data has all.
_MOST_STATEMENTS = 500


def pages_blueprint(site: Site) -> Blueprint:
    """Return the routes of the pages."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.route("/")
    def home() -> Response:
        published, reader = _reader(site)
        return answer(_home(published, reader), _HTML, published.snapshot)

    @blueprint.route("/page/<path:path>")
    def page(path: str) -> Response:
        published, reader = _reader(site)
        return answer(_page(reader, path, checked_iri(published, path)), _HTML, published.snapshot)

    @blueprint.route("/ontology", defaults={"extension": None})
    @blueprint.route("/ontology.<extension>")
    def ontology(extension: str | None) -> Response:
        return _ontology(site, extension)

    return blueprint


def _reader(site: Site) -> tuple[Published, Reader]:
    published = site.current()
    parameters = parse_parameters(request.query_string)
    choose_format(request, parameters, (HTML,))
    manifest = published.snapshot.manifest
    return published, Reader(published.dataset, manifest.base, language_of(request, parameters))


def _home(published: Published, reader: Reader) -> str:
    groups: dict[Iri, list[TermView]] = {}
    prefix = f"{reader.base}id/"
    for iri in _named_things(reader):
        if iri.startswith(prefix):
            for class_ in classes_of(reader.dataset, iri)[:1]:
                groups.setdefault(class_, []).append(reader.term(iri))
    named = [(reader.term(class_), sorted(things, key=_by_text)) for class_, things in groups.items()]
    articles = {each.subject for each in reader.dataset.triples(None, SCHEMA["articleBody"])}
    return render(
        "home.html",
        reader.language,
        groups=sorted(named, key=lambda group: _by_text(group[0])),
        articles=sorted((reader.term(iri) for iri in articles), key=_by_text),
        questions=competency_questions(reader.base, reader.language),
        exports=EXPORT_FORMATS,
        manifest=published.snapshot.manifest,
    )


def _named_things(reader: Reader) -> list[Iri]:
    """Return what the registry names, without the classes that it makes, of the members of a body."""
    triples = list(reader.dataset.triples_in(Iri(f"{reader.base}graph/registry")))
    named = {triple.subject for triple in triples if triple.predicate == RDFS["label"]}
    classes = {triple.subject for triple in triples if triple.object == OWL["Class"]}
    return sorted(iri for iri in named - classes if isinstance(iri, str))


def _by_text(term: TermView) -> str:
    return term.text.casefold()


def _page(reader: Reader, path: str, iri: Iri) -> str:
    if path.startswith("graph/"):
        return _graph(reader, path, iri)
    types = {triple.object for triple in reader.dataset.triples(iri, RDF["type"])}
    if COOP["Claim"] in types:
        return _claim(reader, path, iri)
    if any(reader.dataset.triples(iri, SCHEMA["articleBody"])):
        return _article(reader, path, iri)
    return _thing(reader, path, iri)


# How a claim leads to what it speaks of: the page lists the claim, and not each way.
_ON_CLAIMS = frozenset({SCHEMA["mentions"], COOP["subject"], COOP["claimant"], COOP["spokenBy"]})
# How reified statements and restrictions lead to it: inner works, for the data and not for the page.
_INNER = frozenset({RDF["subject"], RDF["object"], OWL["hasValue"]})


def _claims_of(incoming: Iterable[Statement]) -> Iterator[Iri]:
    for each in incoming:
        if each.triple.predicate in _ON_CLAIMS and isinstance(each.triple.subject, str):
            yield each.triple.subject


def _thing(reader: Reader, path: str, iri: Iri) -> str:
    description = describe(reader.dataset, iri)
    hidden = {RDF["type"], RDFS["label"]}
    classes = set(classes_of(reader.dataset, iri))
    told = [
        each for each in description.outgoing if each.triple.predicate not in hidden or each.triple.object in classes
    ]
    return render(
        "thing.html",
        reader.language,
        thing=reader.term(iri),
        path=path,
        formats=GRAPH_FORMATS,
        names=[reader.label(label) for label in labels_of(reader.dataset, iri)],
        classes=[reader.term(each) for each in sorted(classes)],
        outgoing=reader.statements(told),
        incoming=reader.statements(
            each for each in description.incoming if each.triple.predicate not in _ON_CLAIMS | _INNER
        ),
        claims=[reader.term(each) for each in sorted({*_claims_of(description.incoming)})],
        tellings=[
            (reader.term(each.modality), reader.term(each.claim), each.time and reader.term(each.time))
            for each in tellings_of(reader.dataset, iri)
        ],
        is_bounded=description.is_bounded,
    )


def _claim(reader: Reader, path: str, iri: Iri) -> str:
    claim = claim_of(reader.dataset, iri)
    shown = {name: claim.value(COOP[name]) for name in ("factType", "modality", "reviewStatus")}
    hidden = {*(COOP[name] for name in shown), COOP["evidence"], COOP["states"], RDF["type"]}
    return render(
        "claim.html",
        reader.language,
        thing=TermView(path.partition("/")[2], None, iri),
        path=path,
        formats=GRAPH_FORMATS,
        claim=claim,
        terms={name: reader.term(term) for name, term in shown.items() if term is not None},
        rows=reader.statements(claim.statements),
        contents=[reader.term(each) for each in claim.contents],
        evidence=[(each, reader.term(each.source.iri)) for each in claim.evidence],
        details=[
            (reader.term(each.predicate), reader.term(each.object))
            for each in claim.properties
            if each.predicate not in hidden
        ],
    )


def _article(reader: Reader, path: str, iri: Iri) -> str:
    claims = claims_from(reader.dataset, iri)
    return render(
        "article.html",
        reader.language,
        thing=reader.term(iri),
        path=path,
        formats=GRAPH_FORMATS,
        source=source_of(reader.dataset, iri),
        claims=[(reader.term(each), _evidence_words(reader, each)) for each in claims],
    )


def _evidence_words(reader: Reader, claim: Iri) -> list[str]:
    return [each.quote for each in claim_of(reader.dataset, claim).evidence]


def _graph(reader: Reader, path: str, iri: Iri) -> str:
    triples = sorted(reader.dataset.triples_in(iri), key=lambda triple: tuple(map(str, triple)))
    if not triples:
        raise UnknownTermError(iri, "there is no such graph")
    shown = [Statement(triple, (iri,)) for triple in triples[:_MOST_STATEMENTS]]
    return render(
        "graph.html",
        reader.language,
        thing=TermView(path.partition("/")[2], None, iri),
        path=path,
        formats=GRAPH_FORMATS,
        rows=reader.statements(shown),
        total=len(triples),
        is_bounded=len(triples) > _MOST_STATEMENTS,
    )


def _ontology(site: Site, extension: str | None) -> Response:
    published = site.current()
    parameters = parse_parameters(request.query_string)
    if extension is not None:
        parameters["format"] = [extension]
    choice = choose_format(request, parameters, (*GRAPH_FORMATS, HTML))
    base = published.snapshot.manifest.base
    triples = sorted(
        published.dataset.triples_in(Iri(f"{base}graph/ontology")), key=lambda triple: tuple(map(str, triple))
    )
    if choice.format is HTML:
        reader = Reader(published.dataset, base, language_of(request, parameters))
        return answer(_ontology_page(reader, triples), choice, published.snapshot)
    return answer(serialize_triples(triples, choice.format.name, prefixes_under(base)), choice, published.snapshot)


def _ontology_page(reader: Reader, triples: Sequence[Triple]) -> str:
    namespace = f"{ONTOLOGY_IRI}#"
    subjects = dict.fromkeys(triple.subject for triple in triples)
    own = [iri for iri in subjects if isinstance(iri, str) and iri.startswith(namespace)]
    terms = [(iri.removeprefix(namespace), reader.term(iri), _comment(reader, iri), _kinds(reader, iri)) for iri in own]
    return render("ontology.html", reader.language, iri=ONTOLOGY_IRI, terms=terms, formats=GRAPH_FORMATS)


def _comment(reader: Reader, iri: Iri) -> TermView | None:
    comments = [reader.term(triple.object) for triple in reader.dataset.triples(iri, RDFS["comment"])]
    wanted = [comment for comment in comments if comment.language == reader.language]
    return next(iter(wanted or comments), None)


def _kinds(reader: Reader, iri: Iri) -> list[TermView]:
    return [reader.term(each) for each in classes_of(reader.dataset, iri)]
