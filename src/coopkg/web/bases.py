"""The base of relative IRIs in a query or update: the address of the endpoint, where the text declares none.

SPARQL 1.1 Protocol, section 2.1.5, leaves that base to the service.
"""

from coopkg.errors import QueryError


def based(text: str, address: str) -> str:
    """Return the text with the declaration of its base, at the `address` of the site, before it on the same line."""
    return f"BASE <{address}sparql> {text}"


def unbased(error: QueryError, text: str, given: str) -> QueryError:
    """Return the error with its place in `given`, which `based` made into `text`."""
    if error.line != 1:
        return error
    return QueryError(error.reason, 1, max(error.column - (len(text) - len(given)), 1))
