"""Wiring of `coopkg query --endpoint`: a SPARQL endpoint elsewhere, asked by SPARQLWrapper."""

import re
from http.client import HTTPException
from urllib.error import HTTPError

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from coopkg.bootstrap.query import rendered
from coopkg.errors import EndpointError
from coopkg.settings import Settings
from coopkg.storage.dataset import Result
from coopkg.storage.results import parse_solutions, parse_triples

_TIMEOUT_S = 60
_URL = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def answer_remotely(settings: Settings, endpoint: str, query: str, form: str) -> bytes:
    """Return the answer of the SPARQL endpoint at the http(s) URL `endpoint` in `form`, as `query.answer` does.

    EndpointError where it cannot be reached or refuses the query, BadInputError where its answer cannot be read.
    """
    if not _URL.fullmatch(endpoint):
        raise EndpointError(endpoint, "not an http or https URL")
    return rendered(_asked(endpoint, query), form, settings.base)


def _asked(endpoint: str, query: str) -> Result:
    client = SPARQLWrapper(endpoint)
    client.setTimeout(_TIMEOUT_S)
    client.setMethod(POST)
    client.setQuery(query)
    is_graph = client.queryType in {"CONSTRUCT", "DESCRIBE"}
    client.setReturnFormat(TURTLE if is_graph else JSON)
    try:
        with client.query().response as response:
            content = response.read()
    except SPARQLWrapperException as error:
        raise EndpointError(endpoint, f"the endpoint refuses the query: {error}") from error
    except HTTPError as error:
        raise EndpointError(endpoint, f"the endpoint answers {error.code} {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise EndpointError(endpoint, f"the endpoint cannot be reached: {error}") from error
    return parse_triples(content, endpoint) if is_graph else parse_solutions(content, endpoint)
