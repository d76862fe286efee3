"""Random SPARQL Update requests: the operations that they are turned into do what Oxigraph does."""

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.graph_store import FailureError, canonical, updated

from coopkg.errors import QueryError
from coopkg.storage.update_text import operations

PROLOGUE = "PREFIX : <http://example.org/>\n"
IRIS = st.sampled_from([":a", ":b", "<http://example.org/c>"])
VALUES = IRIS | st.sampled_from(["1", "01", '"x"@VI', "'<{;'", '"""a"b"""', "true", "-1.50"])
VARIABLES = st.sampled_from(["?x", "?y", "$z", "?tên"])
GRAPHS = st.sampled_from([":g", ":h"])


def triples(subjects, predicates, objects):
    triple = st.builds("{} {} {}".format, subjects, predicates, objects)
    return st.lists(triple, min_size=1, max_size=3).map(" . ".join)


def blocks(content, graphs=GRAPHS):
    named = st.builds("GRAPH {} {{ {} }}".format, graphs, content)
    parts = st.lists(content.map("{} .".format) | named, min_size=1, max_size=3)
    return parts.map(lambda found: "{ " + " ".join(found) + " }")


GROUND = triples(IRIS, IRIS, VALUES)
PATTERN = triples(IRIS | VARIABLES, IRIS | VARIABLES, VALUES | VARIABLES)
NEW = triples(IRIS | VARIABLES | st.just("_:n"), IRIS | VARIABLES, VALUES | VARIABLES | st.sampled_from(["_:n", "[]"]))
WHERE = st.sampled_from(
    [
        "{}",
        "{ ?x ?y ?z }",
        "{ ?x :a ?tên . OPTIONAL { ?tên ?y ?z } }",
        "{ GRAPH ?y { ?x ?p ?z } BIND(?z AS ?tên) }",
        "{ ?x ?y ?z FILTER(?z<2 || ?x = :a) } # } ;",
        "{ { SELECT ?x (COUNT(*) AS ?z) { ?x ?y ?o } GROUP BY ?x } VALUES ?y { :b UNDEF } }",
    ]
)
GRAPH_OR_VARIABLE = GRAPHS | st.just("?y")
MODIFY = st.builds(
    "{}{}{}{}WHERE {}".format,
    st.just("") | GRAPHS.map("WITH {} ".format),
    st.just("") | blocks(PATTERN, GRAPH_OR_VARIABLE).map("DELETE {} ".format),
    blocks(NEW, GRAPH_OR_VARIABLE).map("INSERT {} ".format),
    st.sampled_from(["", "USING :g ", "USING NAMED :g ", "USING :g USING :h USING NAMED :h "]),
    WHERE,
)
PLACES = GRAPHS.map("GRAPH {}".format) | st.just("DEFAULT")
SILENT = st.sampled_from(["", "SILENT "])
TRANSFER = st.builds("{} {}DEFAULT TO {}".format, st.sampled_from(["ADD", "MOVE", "COPY"]), SILENT, PLACES)
OPERATIONS = st.one_of(
    blocks(GROUND).map("INSERT DATA {}".format),
    blocks(GROUND).map("DELETE DATA {}".format),
    blocks(PATTERN).map("DELETE WHERE {}".format),
    MODIFY,
    st.builds("{} {}{}".format, st.sampled_from(["CLEAR", "DROP"]), SILENT, PLACES | st.sampled_from(["ALL", "NAMED"])),
    st.builds("CREATE {}GRAPH {}".format, SILENT, GRAPHS),
    TRANSFER,
    # To Oxigraph a source that is not there is empty, to the recommendation an error.
    st.builds(
        "CREATE SILENT GRAPH :g ; {}".format, TRANSFER.map(lambda text: text.replace("DEFAULT TO", "GRAPH :g TO"))
    ),
)
REQUESTS = st.lists(OPERATIONS, min_size=1, max_size=4).map("\n;\n".join)


@settings(max_examples=150, deadline=None)
@given(given_quads=blocks(GROUND), request=REQUESTS)
def test_a_request_in_pieces_does_what_it_does_as_a_whole(given_quads, request):
    text = PROLOGUE + request
    store = ox.Store()
    store.update(f"{PROLOGUE}INSERT DATA {given_quads}")
    expected = ox.Store()
    expected.extend(store)

    try:
        found = updated(store, text)
    except FailureError:
        found = None
    try:
        expected.update(text)
    except RuntimeError:
        expected = None

    assert (found is None) == (expected is None)
    if found is not None:
        assert canonical(found) == canonical(expected)
        assert set(found.named_graphs()) == set(expected.named_graphs())


PIECES = [
    "'''",
    '"',
    "<",
    "{",
    "}",
    ")",
    ";",
    "#",
    "\\q",
    "\r",
    "\ud800",
    "LOAD",
    "GRAPH",
    "PREFIX x: <y:>",
    "\u0302",
    "?",
    "",
]
EDITS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.sampled_from(PIECES)), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(request=REQUESTS, edits=EDITS)
def test_what_is_no_request_is_told_with_its_place(request, edits):
    text = PROLOGUE + request
    for place, length, piece in edits:
        text = text[:place] + piece + text[place + length :]

    refused = refusal_of(text)

    assert refused is None or refused.line


def refusal_of(text):
    try:
        operations(text)
    except QueryError as error:
        return error
    return None
