"""The queries that servers are compared on, over the quads of `coopkg.bench.quads`; they lie in `queries/`."""

import re
from dataclasses import dataclass
from pathlib import Path

RESULTS = "application/sparql-results+json"
TRIPLES = "application/n-triples"

_FILES = Path(__file__).parent / "queries"
_GIVES_TRIPLES = re.compile(r"^(?:CONSTRUCT|DESCRIBE)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BenchQuery:
    """A query by name."""

    name: str
    text: str

    @property
    def accept(self) -> str:
        """Return the media type to ask for."""
        return TRIPLES if _GIVES_TRIPLES.search(self.text) else RESULTS


def queries(kind: str) -> tuple[BenchQuery, ...]:
    """Return the queries of a kind, in the order of their names.

    `small` ones are answered from a few look-ups, `medium` ones join, group or filter all of something, each of the
    `hostile` ones would take hours, or more memory than there is.
    """
    return tuple(BenchQuery(path.stem, path.read_text("utf-8")) for path in sorted((_FILES / kind).glob("*.rq")))


def point() -> BenchQuery:
    """Return the small query that asks for all about one thing."""
    return next(query for query in queries("small") if query.name == "point")
