"""The W3C's tests of SPARQL Query and Update, asked of the running server."""

import csv
import io

import pytest
from tests.w3c import DIRECTORY, cases, check_suite, parameters
from tests.w3c_http import (
    RESULTS,
    SYNTAXES,
    Server,
    check_same_results,
    dataset_of,
    described,
    described_in_turtle,
    graphs_of,
    is_same_dataset,
    ox,
    quads_of,
    text_of,
)

# `service` and `syntax-fed` ask other hosts, which is refused here; `entailment` needs other regimes.
QUERY_AREAS = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping", "json-res",
    "negation", "project-expression", "property-path", "subquery", "syntax-query",
)  # fmt: skip
UPDATE_AREAS = (
    "add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where", "drop", "move",
    "syntax-update-1", "syntax-update-2", "update-silent",
)  # fmt: skip
EVALUATION = cases(*QUERY_AREAS, kinds=["QueryEvaluationTest", "CSVResultFormatTest"])
SYNTAX = cases(
    *QUERY_AREAS,
    *UPDATE_AREAS,
    kinds=[
        "PositiveSyntaxTest11",
        "NegativeSyntaxTest11",
        "PositiveUpdateSyntaxTest11",
        "NegativeUpdateSyntaxTest11",
    ],
)
UPDATES = cases(*UPDATE_AREAS, kinds=["UpdateEvaluationTest"])


@pytest.mark.parametrize(
    ("found", "table"),
    [(EVALUATION, "query"), (SYNTAX, "syntax"), (UPDATES, "update")],
    ids=["query", "syntax", "update"],
)
def test_the_suite_is_there(found, table):
    check_suite(found, table)


@pytest.fixture(scope="module")
def filled(plain: Server):
    """Fill the server with a dataset, unless it is the one that it holds from the last test."""
    held: list[dict[str | None, bytes]] = []

    def fill(dataset: dict[str | None, bytes]) -> Server:
        if held[-1:] != [dataset]:
            plain.fill(dataset)
            held.append(dataset)
        return plain

    return fill


@pytest.mark.parametrize("case", parameters(EVALUATION, "query"))
def test_query_evaluation(case, filled):
    server = filled(graphs_of(case.action, "qt:data", "qt:graphData"))
    query, _ = text_of(case, "qt:query")
    suffix = case.result.path.suffix
    expected = case.result.path.read_bytes()

    if suffix in SYNTAXES and (solutions := described_in_turtle(expected, case.result.text)) is not None:
        answer = server.query(query, "text/tab-separated-values")
        assert answer.status == 200, answer.body
        given = described(answer.body, ox.QueryResultsFormat.TSV, is_ordered=False)
        assert is_same_dataset(given, solutions)
    elif suffix in SYNTAXES:
        answer = server.query(query, "application/n-triples")
        assert answer.status == 200, answer.body
        given = ox.Dataset(quads_of(answer.body, ox.RdfFormat.N_TRIPLES))
        assert is_same_dataset(given, ox.Dataset(quads_of(expected, SYNTAXES[suffix], base=case.result.text)))
    elif suffix == ".csv":
        answer = server.query(query, "text/csv")
        assert answer.status == 200, answer.body
        assert rows_of(answer.body) == rows_of(expected)
    else:
        syntax, media_type = RESULTS[suffix]
        answer = server.query(query, media_type)
        assert answer.status == 200, answer.body
        assert answer.media_type == media_type
        check_same_results(answer.body, expected, (syntax, syntax), query)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows in their order; `SELECT *` leaves open that of the columns. Blank nodes are as good as one another."""
    rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
    return [{name: "_:" if value.startswith("_:") else value for name, value in row.items()} for row in rows]


@pytest.mark.parametrize("case", parameters(SYNTAX, "syntax"))
def test_syntax(case, filled):
    server = filled({})
    # The IRI of the file, as in the other tests, where the text is to be resolved against.
    text = f"BASE <{case.action.text}> {case.action.path.read_text(encoding='utf-8')}"
    is_update = "Update" in case.kind or case.action.path.suffix == ".ru"

    answer = (server.update if is_update else server.query)(text)

    # What is valid may still fail, as where it calls a function that is not there.
    is_refused = answer.status == 400 and b"could not be evaluated" not in answer.body
    assert is_refused == case.kind.startswith("Negative"), answer
    if is_update:
        server.update("DROP ALL")


@pytest.mark.parametrize("case", parameters(UPDATES, "update"))
def test_update_evaluation(case, plain: Server):
    plain.fill(graphs_of(case.action, "ut:data", "ut:graphData"))
    text, _ = text_of(case, "ut:request")

    answer = plain.update(text)

    assert answer.status == 200, answer.body
    assert is_same_dataset(plain.dataset(), dataset_of(graphs_of(case.result, "ut:data", "ut:graphData")))


def test_the_directory_of_the_suite_is_named():
    check_suite(EVALUATION, "query")

    assert (DIRECTORY / "manifest-all.ttl").is_file()
