"""Reading files piece by piece gives what reading them whole gives: the same statements, or the same error."""

import gzip

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coopkg.errors import BadInputError
from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary, read_triples
from coopkg.rdf.lines import _CERTAIN_OBJECT, KEPT_LITERAL, _is_certain
from coopkg.storage.files import _as_kept, read_quads
from coopkg.storage.statements import read_statements

XSD = "http://www.w3.org/2001/XMLSchema#"
LINE = b"<a:s> <a:p> <a:o> .\n"
BLANK = b'_:x <a:p> "1" .\n<a:s> <a:p> _:y .\n<a:s> <a:p> _:x .\n'


def read(*paths, piece_bytes=1 << 18):
    return read_statements(paths, Dictionary(), piece_bytes=piece_bytes)


def triples(*paths, **options):
    return set(read(*paths, **options).tokens())


def outcome(function, path):
    """Return the statements that `function` reads, or the line of its error.

    What the parser says of a text that is not closed depends on what follows it.
    """
    try:
        return set(function(path))
    except BadInputError as error:
        return error.line


def whole(path):
    return read_triples(read_quads(path), Dictionary()).tokens()


def in_pieces(size):
    return lambda path: read(path, piece_bytes=size).tokens()


TOKENS = st.sampled_from(
    [
        "<http://coop.example/a>",
        "<http://coop.example:80/a%20b?c#d>",
        "<http://coop.example/Đại-Lộc>",
        "<http://coop.example/\u00a0>",
        "<http://coop.example>",
        "<urn:isbn:0>",
        "<a:s>",
        "<a:s#\\u0041>",
        "<a:%4>",
        "<a:[>",
        "<s>",
        "<a: s>",
        "_:x",
        "_:y.z",
        "_:",
        '"x"',
        '"a b . <a:s> ."',
        '"a <a:g>',
        '"«Tương lai»"@vi',
        '"x"@VI-vn',
        '"x"@vi-vn',
        '"x"@-',
        '"\\"\\\\\\n"',
        '"\\u0041"',
        '"\\x"',
        '"\t"',
        '"\ufffe"',
        '"\x7f"',
        f'"01"^^<{XSD}integer>',
        f'"1"^^<{XSD}integer>',
        f'"1.50"^^<{XSD}decimal>',
        f'"x"^^<{XSD}string>',
        f'"2022-02-17T24:00:00"^^<{XSD}dateTime>',
        '"x"^^<a:t>',
        '"x"^^<t>',
        '"x"^^_:x',
        '"open',
        "word",
        ".",
        "",
        "# remark",
    ]
)
SPACES = st.sampled_from([" "] * 8 + ["  ", "\t", ""])
ENDS = st.sampled_from([" .\n"] * 8 + [" .\r\n", ".\n", " . # remark\n", "\n", " .\r", "  .\n", " ."])
LINES = st.lists(
    st.tuples(st.lists(st.tuples(TOKENS, SPACES), max_size=5), ENDS).map(
        lambda line: "".join(token + space for token, space in line[0]).rstrip(" ") + line[1]
    ),
    max_size=8,
).map(lambda lines: "".join(lines).encode())
# Statements that are right far more often than not: else the first line would nearly always be the wrong one.
SUBJECTS = st.sampled_from(["<a:s>", "<http://coop.example/a>", "_:x", "_:y", "<http://coop.example/Đ>"])
OBJECTS = st.one_of(SUBJECTS, TOKENS.filter(lambda token: token.startswith('"')))
STATEMENTS = st.lists(
    st.tuples(SUBJECTS, st.just("<a:p>"), OBJECTS, st.sampled_from(["", " <a:g>", " _:g"]), ENDS).map(
        lambda parts: " ".join(parts[:3]) + parts[3] + parts[4]
    ),
    max_size=8,
).map(lambda lines: "".join(lines).encode())


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(LINES, STATEMENTS, st.tuples(STATEMENTS, st.binary(max_size=6), STATEMENTS).map(b"".join)),
    st.sampled_from(["x.nt", "x.nq"]),
    st.sampled_from([1, 30, 1 << 18]),
)
@example(b"", "x.nt", 1)
@example(LINE + BLANK + BLANK, "x.nt", 1)
@example(LINE * 3 + b"<a:s> <a:p> .\n" + LINE, "x.nt", 30)
@example(LINE + b"\r\r" + LINE + b'<a:s> <a:p> "\xff" .\n', "x.nt", 1)
def test_lines_are_read_in_pieces_as_they_are_read_whole(tmp_path_factory, content, name, size):
    path = tmp_path_factory.mktemp("lines") / name
    path.write_bytes(content)

    assert outcome(in_pieces(size), path) == outcome(whole, path)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.from_regex(_CERTAIN_OBJECT, fullmatch=True), min_size=20, max_size=20))
def test_what_is_certain_is_kept_by_parser_and_store_as_it_is(tokens):
    certain = [token for token in tokens if _is_certain(token, _CERTAIN_OBJECT.fullmatch)]

    assert _as_kept(certain) == dict(zip(certain, certain, strict=True))


VALUES = {
    "integer": ("0", "-1", "9" * 18, "-" + "9" * 18),
    "decimal": ("0.5", "-0.5", "999999999999.999999", "-0.000001", "10.01"),
    "date": ("0000-01-01", "9999-12-31", "2022-02-30", "2022-13-01", "0001-01-01"),
    "dateTime": ("2022-02-17T00:00:00Z", "2022-02-30T23:59:59", "0000-01-01T00:00:00", "9999-12-31T23:59:59Z"),
    "gYear": ("1000", "2022", "9999"),
    "boolean": ("true", "false"),
}


def test_the_store_keeps_the_values_at_the_ends_of_what_is_certain():
    tokens = [f'"{value}"^^<{XSD}{datatype}>'.encode() for datatype, values in VALUES.items() for value in values]

    assert all(KEPT_LITERAL.fullmatch(token) for token in tokens)
    assert _as_kept(tokens) == dict(zip(tokens, tokens, strict=True))


DOCUMENTS = {
    "x.ttl": b'@prefix : <a:> .\n:s :p [ :q "01"^^<%sinteger> ], [], _:x . _:x :p :s .\n' % XSD.encode(),
    "x.nt": LINE + BLANK,
    "x.nq": BLANK + b"<a:s> <a:p> _:x <a:g> .\n",
    "x.trig": b"<a:g> { <a:s> <a:p> [ <a:p> _:x ] } _:x <a:p> 1 .",
    "x.rdf": b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:"><r:Description><a:p>x</a:p>'
    b"</r:Description></r:RDF>",
    "x.jsonld": b'[{"@id": "_:x", "a:p": [{"@value": "x", "@language": "vi"}, {"@id": "_:y"}]}]',
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("size", [1, 1 << 18])
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "gzipped"])
def test_any_syntax_is_read_in_pieces_as_it_is_read_whole(tmp_path, name, size, is_packed):
    content = DOCUMENTS[name]
    path = tmp_path / (f"{name}.gz" if is_packed else name)
    path.write_bytes(gzip.compress(content) if is_packed else content)

    found = triples(path, piece_bytes=size)

    assert found == set(whole(path))
    assert len(found) >= 1


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_line_may_end_in_any_way(tmp_path, end):
    path = tmp_path / "x.nt"
    path.write_bytes(LINE + f"<a:s> <a:p> <a:last> .{end}".encode())

    assert triples(path) == {("<a:s>", "<a:p>", "<a:o>"), ("<a:s>", "<a:p>", "<a:last>")}


def test_a_blank_node_is_one_in_all_pieces_of_a_file_and_in_no_other_file(tmp_path):
    one, other = tmp_path / "one.nt", tmp_path / "other.nt"
    one.write_bytes(BLANK + LINE * 100 + BLANK)
    other.write_bytes(BLANK)

    first, second = triples(one, piece_bytes=64), triples(other, piece_bytes=64)

    nodes = [{token for triple in found for token in triple if token.startswith("_:")} for found in (first, second)]
    assert [len(found) for found in nodes] == [2, 2]
    assert not nodes[0] & nodes[1]
    assert triples(one, other) == first | second


def test_a_label_that_looks_like_a_new_name_is_a_blank_node_of_its_own(tmp_path):
    one, other = tmp_path / "one.nt", tmp_path / "other.nt"
    one.write_bytes(b"_:x <a:p> <a:o> .\n")
    (written,) = (subject for subject, _, _ in triples(one))
    other.write_bytes(f"{written} <a:p> <a:o> .\n".encode())

    assert len(triples(one, other)) == 2


def test_the_ids_tell_resources_from_literals(tmp_path):
    path = tmp_path / "x.nt"
    path.write_bytes(LINE + b'<a:s> <a:p> "x" .\n<a:s> <a:p> "\\u0041" .\n')

    read_ = read(path)

    assert read_.objects.tolist() == [2, FIRST_LITERAL, FIRST_LITERAL + 1]
    assert [column.dtype.name for column in (read_.subjects, read_.predicates, read_.objects)] == ["int64"] * 3


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("x.nt", LINE * 100 + b"<a:s> <a:p>", 101, "line 101"),
        ("x.nt", LINE * 99 + b'<a:s> <a:p> "\xff" .\n' + LINE, 100, "UTF-8"),
        ("x.nt", LINE * 99 + b"<a:s> <a:p> <a:o> <a:g> .\n" + LINE, 100, "dot"),
        ("x.nt", LINE + b'<a:s> <a:p> "x"@en--ltr .\n', 2, "RDF 1.2"),
        ("x.nt.gz", gzip.compress(LINE * 1000)[:-9], 0, "cannot be read"),
        ("x.nt.gz", LINE, 0, "cannot be read"),
        ("x.ttl.gz", gzip.compress(LINE * 100000)[:-20], 0, "cannot be read"),
        ("x.ttl", LINE * 99 + b"<a:s> <a:p>", 100, "end"),
        ("x.rdf", b"<rdf:RDF", 1, "cut off"),
        ("x.jsonld", b'{"@context": "http://127.0.0.1:9/c", "@id": "a:s"}', 1, "never asked"),
        ("x.csv", b"", 0, "unknown RDF syntax"),
    ],
)
def test_what_is_no_rdf_is_refused_with_file_and_line(tmp_path, name, content, line, reason):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(BadInputError, match=reason) as caught:
        read(path, piece_bytes=64)

    assert (caught.value.path, caught.value.line) == (path, line)


@pytest.mark.parametrize("name", ["none.nt", "folder.nt", "none.ttl", "folder.nt.gz"])
def test_what_is_no_file_is_refused(tmp_path, name):
    if name.startswith("folder"):
        (tmp_path / name).mkdir()

    with pytest.raises(BadInputError, match="cannot be read"):
        read(tmp_path / name)


def test_an_empty_file_states_nothing(tmp_path):
    for name in ("x.nt", "x.ttl", "x.nq"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "x.nt.gz").write_bytes(gzip.compress(b""))

    assert len(read(*tmp_path.iterdir())) == 0
    assert len(read()) == 0
