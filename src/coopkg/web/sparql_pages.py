"""The pages of `/sparql`: the form, and results as a table."""

from itertools import islice

from coopkg.publish.competency import competency_questions
from coopkg.publish.labels import compact
from coopkg.rdf.terms import BlankNode, Literal, Term
from coopkg.serving.questions import Answer
from coopkg.storage.results import parse_solutions
from coopkg.web.views import TermView, href_of, literal_view, outside_href, render

#: Rows shown on a page; the other formats have all.
MOST_ROWS = 1000
_EXAMPLE = "representation"


def query_page(base: str | None, language: str) -> str:
    """Return the page with the form, in which a query stands to be changed.

    It is one of the competency questions; where `base` is None, so that nothing is known of the data, what is there.
    """
    if base is None:
        return render("sparql.html", language, query=None, result=None)
    queries = {question.name: question.query for question in competency_questions(base, language)}
    return render("sparql.html", language, query=queries[_EXAMPLE], result=None)


def result_page(query: str, answer: Answer, base: str | None, language: str) -> str:
    """Return the page with the form and the answer, which is in JSON, or in Turtle where it is triples.

    `base` is that of the things which have pages here, None where nothing has.
    """
    if answer.form == "triples":
        values: dict[str, object] = {"turtle": answer.content().decode()}
        return render("sparql.html", language, query=query, result="triples", **values)
    result = parse_solutions(answer.content(), "the answer")
    if answer.form == "boolean":
        values = {"boolean": result.boolean()}
    else:
        rows = result.rows()
        shown = [[_cell(row.get(name), base) for name in result.variables] for row in islice(rows, MOST_ROWS)]
        values = {"variables": result.variables, "rows": shown, "total": len(rows)}
    return render("sparql.html", language, query=query, result=answer.form, **values)


def _cell(term: Term | None, base: str | None) -> TermView:
    match term:
        case None:
            return TermView("", None)
        case Literal():
            return literal_view(term)
        case BlankNode(label=label):
            return TermView(f"_:{label}", None)
        case iri:
            return TermView(compact(iri), None, iri, outside_href(iri) if base is None else href_of(base, iri))
