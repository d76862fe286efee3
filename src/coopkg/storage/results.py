"""SPARQL results that came from elsewhere, read back into a `Result`."""

import pyoxigraph as ox

from coopkg.errors import BadInputError
from coopkg.storage.dataset import Result
from coopkg.storage.files import parse_rdf
from coopkg.storage.oxigraph import OxigraphResult, dataset_of


def parse_solutions(content: bytes, source: str) -> Result:
    """Return solutions or a boolean from SPARQL 1.1 Query Results JSON; BadInputError names `source` if it is none."""
    try:
        return OxigraphResult(ox.parse_query_results(content, ox.QueryResultsFormat.JSON))
    except (SyntaxError, ValueError) as error:
        raise BadInputError(source, 0, f"not SPARQL results in JSON: {error}") from error


def parse_triples(content: bytes, source: str) -> Result:
    """Return triples from Turtle; BadInputError names `source` where it is none."""
    return dataset_of(parse_rdf(content, "turtle", source=source)).query("CONSTRUCT WHERE { ?s ?p ?o }")
