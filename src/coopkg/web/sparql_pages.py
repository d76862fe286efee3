"""The pages of `/sparql`: the form, and results as a table."""

from itertools import islice

from coopkg.publish.competency import competency_questions
from coopkg.publish.labels import compact
from coopkg.rdf.names import prefixes_under
from coopkg.rdf.terms import BlankNode, Literal, Term
from coopkg.storage.dataset import Result
from coopkg.web.views import TermView, href_of, literal_view, render

#: Rows shown on a page; the other formats have all.
MOST_ROWS = 1000
_EXAMPLE = "representation"


def query_page(base: str, language: str) -> str:
    """Return the page with the form, in which one of the competency questions stands to be changed."""
    queries = {question.name: question.query for question in competency_questions(base, language)}
    return render("sparql.html", language, query=queries[_EXAMPLE], result=None)


def result_page(query: str, result: Result, base: str, language: str) -> str:
    """Return the page with the form and the answer."""
    match result.form:
        case "boolean":
            values: dict[str, object] = {"boolean": result.boolean()}
        case "solutions":
            rows = result.rows()
            shown = [[_cell(row.get(name), base) for name in result.variables] for row in islice(rows, MOST_ROWS)]
            values = {"variables": result.variables, "rows": shown, "total": len(rows)}
        case _:
            turtle = result.serialize("turtle", prefixes_under(base)).decode()
            values = {"turtle": turtle}
    return render("sparql.html", language, query=query, result=result.form, **values)


def _cell(term: Term | None, base: str) -> TermView:
    match term:
        case None:
            return TermView("", None)
        case Literal():
            return literal_view(term)
        case BlankNode(label=label):
            return TermView(f"_:{label}", None)
        case iri:
            return TermView(compact(iri), None, iri, href_of(base, iri))
