"""Our N-Quads: there and back, and as the two libraries that read and write it beside us see it."""

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from coopkg.rdf.nquads import parse_quads, parse_term, serialize_quad, serialize_quads, serialize_term, tokens_of
from coopkg.rdf.terms import XSD_STRING, BlankNode, Iri, Literal, Quad
from coopkg.rdf.vocabulary import XSD

# What Oxigraph escapes though N-Triples of RDF 1.1 need not.
ESCAPED = "\t\b\f\ufffe\uffff"
SPECIAL = "\\\"'\n\r\x00\x07\x0b\x1f\x7f\x80\x85\x9f\u00a0\u2028\ufeff<>^@_:. đĐộễ🇻🇳👩‍🔬"

characters = st.sampled_from(SPECIAL + ESCAPED) | st.characters(exclude_categories=["Cs"])
local_names = st.text(st.sampled_from("azAZ09-._~!$&'()*+,;=:@/#đĐộễ越\u00a0\u0301🇻"), max_size=8).filter(
    lambda name: name.count("#") < 2
)
iris = local_names.map(lambda name: Iri(f"https://coop.example/{name}"))
blank_nodes = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True).map(BlankNode)
languages = st.sampled_from(["vi", "en", "vi-vn", "zh-hant-tw"])
datatypes = st.sampled_from([XSD_STRING, XSD["integer"], XSD["date"], Iri("https://coop.example/kiểu")])


def literals(of=characters):
    texts = st.text(of, max_size=20)
    return st.builds(Literal, texts, language=languages) | st.builds(Literal, texts, datatypes)


terms = iris | blank_nodes | literals()
quads = st.builds(Quad, iris | blank_nodes, iris, terms, st.none() | iris)
checked = settings(derandomize=True, deadline=None, max_examples=200)


def oxigraph_term(term):
    match term:
        case Literal(lexical, _, str(language)):
            return pyoxigraph.Literal(lexical, language=language)
        case Literal(lexical, datatype):
            return pyoxigraph.Literal(lexical, datatype=pyoxigraph.NamedNode(datatype))
        case BlankNode(label):
            return pyoxigraph.BlankNode(label)
        case _:
            return pyoxigraph.NamedNode(term)


def oxigraph_quad(quad):
    graph = pyoxigraph.DefaultGraph() if quad.graph is None else oxigraph_term(quad.graph)
    return pyoxigraph.Quad(*map(oxigraph_term, quad.triple), graph)


@checked
@given(terms)
def test_a_term_comes_back_as_it_was(term):
    assert parse_term(serialize_term(term)) == term


@checked
@given(terms)
def test_a_token_is_one_line(term):
    assert "\n" not in serialize_term(term)
    assert "\r" not in serialize_term(term)


@checked
@given(st.lists(quads, max_size=4))
def test_quads_come_back_as_they_were(some):
    assert list(parse_quads(serialize_quads(some))) == some


@checked
@given(quads)
def test_the_tokens_of_a_line_are_those_of_its_terms(quad):
    given_terms = quad.triple if quad.graph is None else quad

    assert tokens_of(serialize_quad(quad)) == tuple(map(serialize_term, given_terms))


@checked
@given(iris | blank_nodes | literals(characters))
def test_a_token_is_what_oxigraph_writes(term):
    assert serialize_term(term) == str(oxigraph_term(term))


@pytest.mark.parametrize("character", SPECIAL)
def test_each_special_character_is_written_as_oxigraph_writes_it(character):
    assert serialize_term(Literal(character)) == str(pyoxigraph.Literal(character))


@pytest.mark.parametrize("character", ESCAPED, ids=lambda character: f"U+{ord(character):04X}")
def test_each_character_with_an_escape_of_its_own_is_written_as_oxigraph_writes_it(character):
    assert serialize_term(Literal(character)) == str(pyoxigraph.Literal(character))


@checked
@given(quads)
def test_oxigraph_reads_what_we_write(quad):
    line = serialize_quad(quad)

    (read,) = pyoxigraph.parse(line.encode(), format=pyoxigraph.RdfFormat.N_QUADS)

    assert read == oxigraph_quad(quad)


@checked
@given(quads)
def test_we_read_what_oxigraph_writes(quad):
    written = pyoxigraph.serialize([oxigraph_quad(quad)], format=pyoxigraph.RdfFormat.N_QUADS)

    assert list(parse_quads(written.decode())) == [quad]


@checked
@given(literals())
def test_rdflib_reads_what_we_write(literal):
    quad = Quad(Iri("https://coop.example/s"), Iri("https://coop.example/p"), literal)
    graph = rdflib.Graph().parse(data=serialize_quad(quad), format="nt")

    (read,) = graph.objects()
    assert (str(read), read.language) == (literal.lexical, literal.language)
    assert literal.language or str(read.datatype or XSD_STRING) == literal.datatype


@pytest.mark.parametrize("escape", [r"\t", r"\b", r"\n", r"\r", r"\f", r"\"", r"\'", r"\\", r"\u00E9", r"\U0001F1FB"])
def test_every_escape_of_the_grammar_is_understood(escape):
    (read,) = pyoxigraph.parse(f'<a:s> <a:p> "{escape}" .'.encode(), format=pyoxigraph.RdfFormat.N_QUADS)

    assert parse_term(f'"{escape}"').lexical == read.object.value


@pytest.mark.parametrize("token", ["", "a", '"a', 'a"', '"a"@', '"a"^^a', '"a"b"', "<a", '"a\\"'])
def test_what_is_no_term_is_refused(token):
    with pytest.raises(ValueError, match="not a term in N-Triples form"):
        parse_term(token)


@pytest.mark.parametrize("line", ["", "<a:s> <a:p> .", "<a:s> <a:p> <a:o>", "<a:s> <a:p> <a:o> <a:g> <a:h> ."])
def test_what_is_no_statement_is_refused(line):
    with pytest.raises(ValueError, match="not a statement of N-Quads"):
        tokens_of(line)


@pytest.mark.parametrize(
    "line", ['"s" <a:p> <a:o> .', "<a:s> _:p <a:o> .", '<a:s> "p" <a:o> .', '<a:s> <a:p> <a:o> "g" .']
)
def test_a_term_where_its_kind_may_not_stand_is_refused(line):
    with pytest.raises(ValueError, match="a term where its kind may not stand"):
        list(parse_quads(line))


@pytest.mark.parametrize("line", ["<a:s> x <a:p> <a:o> .", '<a:s> <a:p> "o"^^ .', "<a:s> <a:p> <a:o> . x."])
def test_what_stands_between_tokens_is_refused(line):
    with pytest.raises(ValueError, match="not a statement of N-Quads"):
        tokens_of(line)


def test_an_escape_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not an escape of N-Triples"):
        parse_term(r'"\q"')
