"""The formats that are served, and the choice among them (RFC 9110, section 12.5.1: Accept).

`?format=` takes a format's name, its file extension, or its media type.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, media type, file extension, and what else clients call it by.

    `aliases` are media types; `names` are values of `?format=` that SPARQLWrapper and other clients use.
    """

    name: str
    media_type: str
    extension: str
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def media_types(self) -> tuple[str, ...]:
        """Return all media types of the format, its own first."""
        return (self.media_type, *self.aliases)


@dataclass(frozen=True, slots=True)
class Choice:
    """The format chosen, and the media type to call it by: a client that asked for an alias gets the alias."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """Return the value of Content-Type; what is text says that it is UTF-8."""
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


HTML = Format("html", "text/html", "html")
PROBLEM = Format("problem", "application/problem+json", "json", ("application/json",))
JSON = Format("json", "application/json", "json")

TURTLE = Format("turtle", "text/turtle", "ttl", ("application/x-turtle", "application/turtle"), ("n3",))
N_TRIPLES = Format("ntriples", "application/n-triples", "nt", ("text/plain",))
N_QUADS = Format("nquads", "application/n-quads", "nq", ("text/x-nquads",))
TRIG = Format("trig", "application/trig", "trig", ("application/x-trig",))
RDF_XML = Format("rdfxml", "application/rdf+xml", "rdf", ("application/xml", "text/xml"), ("xml", "rdf+xml"))
JSON_LD = Format("jsonld", "application/ld+json", "jsonld", ("application/json",), ("json", "json-ld"))

SPARQL_JSON = Format("json", "application/sparql-results+json", "srj", ("application/json",))
SPARQL_XML = Format("xml", "application/sparql-results+xml", "srx", ("application/xml", "text/xml"))
CSV = Format("csv", "text/csv", "csv")
TSV = Format("tsv", "text/tab-separated-values", "tsv")

GRAPHML = Format("graphml", "application/graphml+xml", "graphml")
GEXF = Format("gexf", "application/gexf+xml", "gexf")

#: In the order in which they are chosen where the client does not mind.
GRAPH_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, TRIG, N_QUADS)
SOLUTION_FORMATS = (SPARQL_JSON, SPARQL_XML, CSV, TSV)
BOOLEAN_FORMATS = (SPARQL_JSON, SPARQL_XML)
EXPORT_FORMATS = (TURTLE, TRIG, N_TRIPLES, N_QUADS, JSON_LD, RDF_XML, GRAPHML, GEXF)

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"\s*({_NAME})/({_NAME})\s*")
_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)
# Browsers send some ten ranges; a header of thousands is an attack.
_MOST_RANGES = 100


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """Return how closely the range names the media type: 3 exactly, 2 by its type, 1 as any, 0 not at all."""
        if f"{self.type}/{self.subtype}" == media_type:
            return 3
        if self.subtype != "*":
            return 0
        if self.type == "*":
            return 1
        return 2 if self.type == media_type.partition("/")[0] else 0


def _ranges(accept: str) -> Iterator[_Range]:
    """Yield the media ranges of an Accept header; what is none is passed over, as RFC 9110 allows."""
    for part in accept.split(",")[:_MOST_RANGES]:
        name, *parameters = part.split(";")
        match = _RANGE.fullmatch(name)
        if match is None:
            continue
        qualities = (_QUALITY.fullmatch(parameter) for parameter in parameters)
        quality = next((float(found.group(1)) for found in qualities if found is not None), 1.0)
        yield _Range(match.group(1).lower(), match.group(2).lower(), min(quality, 1.0))


def negotiate(accept: str | None, offered: Sequence[Format]) -> Choice | None:
    """Return the offered format that `accept` likes best; None where it takes none of them.

    Of equally liked ones the first offered wins. Without a header, or one that names nothing, any will do.

    >>> negotiate("text/turtle;q=0.5, application/rdf+xml", GRAPH_FORMATS).format.name
    'rdfxml'
    >>> negotiate("image/png", GRAPH_FORMATS) is None
    True
    """
    ranges = list(_ranges(accept or ""))
    if not ranges:
        return Choice(offered[0], offered[0].media_type)
    best, best_quality = None, 0.0
    for candidate in _choices(offered):
        quality = _quality(ranges, candidate.media_type)
        if quality > best_quality:
            best, best_quality = candidate, quality
    return best


def _choices(offered: Sequence[Format]) -> Iterator[Choice]:
    """Yield the formats by their own media types, then by their aliases."""
    yield from (Choice(format_, format_.media_type) for format_ in offered)
    yield from (Choice(format_, alias) for format_ in offered for alias in format_.aliases)


def _quality(ranges: Sequence[_Range], media_type: str) -> float:
    """Return what the most specific range that matches says; 0 where none does."""
    specificity, quality = max((each.specificity(media_type), each.quality) for each in ranges)
    return quality if specificity else 0.0


def named(name: str, offered: Sequence[Format]) -> Choice | None:
    """Return the offered format of that name, extension or media type; None where there is none.

    SPARQLWrapper gives several media types, with commas: the first that is offered counts.

    >>> named("ttl", GRAPH_FORMATS).media_type
    'text/turtle'
    """
    for wanted in name.lower().split(",")[:_MOST_RANGES]:
        for format_ in offered:
            if wanted.strip() in {format_.name, format_.extension, *format_.media_types, *format_.names}:
                return Choice(format_, format_.media_type)
    return None
