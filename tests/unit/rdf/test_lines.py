import pytest

from coopkg.rdf.dictionary import Dictionary
from coopkg.rdf.lines import encode_lines

XSD = "http://www.w3.org/2001/XMLSchema#"


def encoded(text, *, has_graphs=False):
    """Return the statements that are certain, and the other lines."""
    triples, others = encode_lines(text.encode(), Dictionary(), has_graphs=has_graphs)
    return list(triples.tokens()), others.decode()


@pytest.mark.parametrize(
    "object_",
    [
        "<https://coop.example/iso>",
        "<https://coop.example/%C4%90%C3%A0?a=b#c>",
        "<http://coop.example:8000/Đà-Nẵng>",
        "<urn:isbn:0>",
        '""',
        '"with spaces and . a point"',
        '" <a:b> ."',
        r'"a \" quote and \\ and \n"',
        '"Tổ chức"@vi',
        '"x"@en-gb',
        f'"44"^^<{XSD}integer>',
        f'"2022-02-17"^^<{XSD}date>',
        '"POINT(1 2)"^^<a:wkt>',
    ],
)
@pytest.mark.parametrize("graph", ["", " <a:g>"])
def test_a_canonical_line_is_certain(object_, graph):
    line = f"<a:s> <a:p> {object_}{graph} .\n"

    assert encoded(line, has_graphs=True) == ([("<a:s>", "<a:p>", object_)], "")
    if graph:
        assert encoded(line) == ([], line)


@pytest.mark.parametrize(
    "line",
    [
        "_:b <a:p> <a:o> .",
        "<a:s> <a:p> _:b .",
        "<a:s> <a:p> <a:o> _:g .",
        "<a:s> <a:p> <a:o>.",
        "<a:s>  <a:p> <a:o> .",
        "<a:s>\t<a:p> <a:o> .",
        "<a:s> <a:p> <a:o> . # remark",
        "# remark",
        '"s" <a:p> <a:o> .',
        '<a:s> "p" <a:o> .',
        "<a:s> <a:p> .",
        "<a:s> <a:p> <<( <a:s> <a:p> <a:o> )>> .",
        "<a:s> <a:p> <o> .",
        "<a:s> <a:p> <http:o> .",
        "<a:s> <a:p> <http:///o> .",
        "<a:s> <a:p> <a://o> .",
        "<a:s> <a:p> <a:%zz> .",
        "<a:s> <a:p> <a:\\u0041> .",
        "<a:s> <a:p> <a:\u00a0> .",
        '<a:s> <a:p> "\\u0041" .',
        '<a:s> <a:p> "a\tb" .',
        '<a:s> <a:p> "a"b" .',
        '<a:s> <a:p> "\uffff" .',
        '<a:s> <a:p> "x"@EN .',
        '<a:s> <a:p> "x"@en--ltr .',
        f'<a:s> <a:p> "x"^^<{XSD}string> .',
        f'<a:s> <a:p> "01"^^<{XSD}integer> .',
        f'<a:s> <a:p> "-0"^^<{XSD}integer> .',
        f'<a:s> <a:p> "1.0"^^<{XSD}decimal> .',
        f'<a:s> <a:p> "1"^^<{XSD}boolean> .',
        f'<a:s> <a:p> "2022-02-17T24:00:00"^^<{XSD}dateTime> .',
        ".",
        " " * 20,
    ],
)
@pytest.mark.parametrize("has_graphs", [False, True], ids=["triples", "quads"])
def test_any_other_line_is_handed_back(line, has_graphs):
    before, after = "<a:s> <a:p> <a:1> .\n", "<a:s> <a:p> <a:2> ."

    triples, others = encoded(f"{before}{line}\n\n{after}", has_graphs=has_graphs)

    assert triples == [("<a:s>", "<a:p>", "<a:1>"), ("<a:s>", "<a:p>", "<a:2>")]
    assert others == line + "\n"


def test_what_is_no_utf_8_is_not_certain():
    for token in (b'"\xff"', b"<a:\x80>", b"<a:\xc3>"):
        line = b"<a:s> <a:p> %b .\n" % token

        triples, others = encode_lines(line, Dictionary(), has_graphs=False)

        assert (len(triples), others) == (0, line)


def test_a_known_literal_is_still_no_subject_and_a_known_label_is_still_to_be_renamed():
    dictionary = Dictionary()
    dictionary.encode_all([b'"s"', b"_:b", b"<a:s>", b"<a:p>", b"<<( <a:s> <a:p> <a:s> )>>"])
    lines = b'"s" <a:p> <a:s> .\n_:b <a:p> <a:s> .\n<a:s> <a:p> _:b .\n<a:s> <a:p> <<( <a:s> <a:p> <a:s> )>> .\n'

    triples, others = encode_lines(lines, dictionary, has_graphs=False)

    assert (len(triples), others) == (0, lines)


def test_line_ends_of_windows_are_line_ends():
    assert encoded("<a:s> <a:p> <a:o> .\r\n\r\n<a:s> <a:p> <a:o> .\r\n") == ([("<a:s>", "<a:p>", "<a:o>")] * 2, "\r\n")


@pytest.mark.parametrize("text", ["", "\n", "\n\n", "x", "<a:s> <a:p> "])
def test_hardly_anything_is_no_statement(text):
    triples, others = encoded(text)

    assert triples == []
    assert others.strip() == text.strip()
