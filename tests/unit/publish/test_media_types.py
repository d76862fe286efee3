import pytest

from coopkg.publish.media_types import EXPORT_FORMATS, GRAPH_FORMATS, HTML, PROBLEM, SOLUTION_FORMATS, named, negotiate

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "offered", "media_type"),
    [
        (None, SOLUTION_FORMATS, "application/sparql-results+json"),
        ("", GRAPH_FORMATS, "text/turtle"),
        ("*/*", GRAPH_FORMATS, "text/turtle"),
        ("application/*", GRAPH_FORMATS, "application/ld+json"),
        ("TEXT/*", SOLUTION_FORMATS, "text/csv"),
        ("text/csv;q=0.2, text/tab-separated-values; q=0.3", SOLUTION_FORMATS, "text/tab-separated-values"),
        ("application/json", SOLUTION_FORMATS, "application/json"),
        ("application/json", GRAPH_FORMATS, "application/json"),
        ("application/sparql-results+xml", SOLUTION_FORMATS, "application/sparql-results+xml"),
        ("application/xml", GRAPH_FORMATS, "application/xml"),
        # The most specific range counts, wherever it stands.
        ("*/*, application/sparql-results+json;q=0", SOLUTION_FORMATS, "application/sparql-results+xml"),
        ("text/turtle;q=0.1, text/*;q=0.9, application/ld+json;q=0.5", GRAPH_FORMATS, "text/plain"),
        ("application/rdf+xml;q=0.5, text/turtle;q=0.5", GRAPH_FORMATS, "text/turtle"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened"', GRAPH_FORMATS, "application/ld+json"),
        ("text/turtle;charset=utf-8;q=1.000", GRAPH_FORMATS, "text/turtle"),
        (BROWSER, (*SOLUTION_FORMATS, HTML), "text/html"),
        (BROWSER, (PROBLEM, HTML), "text/html"),
        ("image/png", SOLUTION_FORMATS, None),
        ("text/turtle;q=0", GRAPH_FORMATS, None),
        ("*/*;q=0", GRAPH_FORMATS, None),
        # What names nothing is as good as no header.
        ("nonsense", GRAPH_FORMATS, "text/turtle"),
        (";;;,,,", GRAPH_FORMATS, "text/turtle"),
        ("text/csv;q=high", SOLUTION_FORMATS, "text/csv"),
        ("text/csv;q=9", SOLUTION_FORMATS, "text/csv"),
        ("a/b," * 100_000 + "text/turtle", GRAPH_FORMATS, None),
    ],
)
def test_the_best_offered_format_is_chosen(accept, offered, media_type):
    choice = negotiate(accept, offered)

    assert (choice.media_type if choice else None) == media_type


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        ("turtle", "turtle"),
        ("ttl", "turtle"),
        ("TTL", "turtle"),
        ("text/turtle", "turtle"),
        ("jsonld", "jsonld"),
        ("csv", None),
    ],
)
def test_a_format_is_found_by_name_extension_or_media_type(name, format_name):
    choice = named(name, GRAPH_FORMATS)

    assert (choice.format.name if choice else None) == format_name


def test_names_and_extensions_are_different_within_what_is_offered_together():
    for offered in (GRAPH_FORMATS, SOLUTION_FORMATS, EXPORT_FORMATS):
        assert len({each.name for each in offered}) == len({each.extension for each in offered}) == len(offered)


def test_text_says_that_it_is_utf_8():
    assert negotiate("text/turtle", GRAPH_FORMATS).content_type == "text/turtle; charset=utf-8"
    assert negotiate("application/n-triples", GRAPH_FORMATS).content_type == "application/n-triples"
