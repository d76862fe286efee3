"""What the templates show: terms with names, links and languages, statements with their sources."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote, urlencode

from flask import render_template, request

from coopkg.publish.description import Statement
from coopkg.publish.labels import LANGUAGES, Label, name_of
from coopkg.rdf.nquads import serialize_term
from coopkg.rdf.terms import Iri, Literal, Term, Triple
from coopkg.rdf.vocabulary import ONTOLOGY_IRI, RDF
from coopkg.storage.dataset import Dataset
from coopkg.web.site import path_of
from coopkg.web.texts import text


@dataclass(frozen=True, slots=True)
class TermView:
    """A term as shown: its words and their language, its IRI, and where a click leads."""

    text: str
    language: str | None
    iri: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class SourceView:
    """Who says a statement: a claim, or one of the other graphs."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement as shown; an implied one leads to its proof."""

    subject: TermView
    predicate: TermView
    value: TermView
    sources: tuple[SourceView, ...]
    proof_href: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """The dataset as one reader sees it: in a language, under a base."""

    dataset: Dataset
    base: str
    language: str

    def term(self, term: Term) -> TermView:
        """Return the view of a term."""
        label = name_of(self.dataset, term, self.language)
        if not isinstance(term, str):
            return TermView(label.text, label.language)
        return TermView(label.text, label.language, term, href_of(self.base, term))

    def predicate(self, iri: Iri) -> TermView:
        """Return the view of a predicate; rdf:type is «is a»."""
        view = self.term(iri)
        return replace(view, text=text("is_a", self.language), language=self.language) if iri == RDF["type"] else view

    def label(self, label: Label) -> TermView:
        """Return the view of a label."""
        return TermView(label.text, label.language)

    def statement(self, statement: Statement) -> StatementView:
        """Return the view of a statement with its sources, each named in the reader's language."""
        is_implied = statement.is_implied(self.base)
        return StatementView(
            self.term(statement.triple.subject),
            self.predicate(statement.triple.predicate),
            self.term(statement.triple.object),
            () if is_implied else tuple(self._source(graph) for graph in statement.graphs),
            explain_href(statement.triple) if is_implied else None,
        )

    def statements(self, statements: Iterable[Statement]) -> list[StatementView]:
        """Return the views of statements."""
        return [self.statement(each) for each in statements]

    def _source(self, graph: Iri) -> SourceView:
        if graph.startswith(f"{self.base}claim/"):
            return SourceView(text("claim", self.language), href_of(self.base, graph))
        name = graph.removeprefix(f"{self.base}graph/")
        known = name in {"registry", "provenance", "ontology", "users"}
        return SourceView(text(name, self.language) if known else graph, href_of(self.base, graph))


def href_of(base: str, iri: str) -> str | None:
    """Return where a click on `iri` leads: to our page of it, or out; None for what no browser should open."""
    path = path_of(base, iri)
    if path is not None:
        return f"/page/{quote(path)}"
    if iri.startswith(f"{ONTOLOGY_IRI}#"):
        return f"/ontology#{quote(iri.partition('#')[2])}"
    return outside_href(iri)


def outside_href(iri: str) -> str | None:
    """Return `iri` where a browser may open it, None for what it should not."""
    return iri if iri.startswith(("http://", "https://")) else None


def explain_href(triple: Triple) -> str:
    """Return the address of the proof of `triple`."""
    parts = zip(("subject", "predicate", "object"), map(serialize_term, triple), strict=True)
    return f"/explain?{urlencode(list(parts))}"


def literal_view(literal: Literal) -> TermView:
    """Return the view of a literal."""
    return TermView(literal.lexical, literal.language)


def render(template: str, language: str, **values: object) -> str:
    """Return the page of a template in a language, with a link to the same page in the other one."""
    other = next(each for each in LANGUAGES if each != language)
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    # Two slashes at its start would make the first name of a strange path a host.
    path = f"/{quote(request.path).lstrip('/')}"
    other_href = f"{path}?{urlencode([*arguments, ('lang', other)])}"
    return render_template(
        template, t=partial(text, language=language), lang=language, other=other, other_href=other_href, **values
    )
