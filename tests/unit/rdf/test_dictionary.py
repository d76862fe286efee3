import pytest

from coopkg.rdf.dictionary import FIRST_LITERAL, Dictionary, open_dictionary, read_triples

ISO = "<https://coop.example/iso>"
NAME = "<https://coop.example/name>"


def read(text):
    return list(read_triples(text.encode(), Dictionary()).tokens())


def test_ids_are_given_in_the_order_of_first_use_and_never_change():
    terms = Dictionary()

    first = [terms.encode(token) for token in (ISO, '"ISO"', NAME, '"Tổ chức"@vi', "_:b1")]

    assert first == [0, FIRST_LITERAL, 1, FIRST_LITERAL + 1, 2]
    assert [terms.encode(token) for token in (ISO, '"ISO"', NAME, '"Tổ chức"@vi', "_:b1")] == first
    assert [terms.token_of(number) for number in first] == [ISO, '"ISO"', NAME, '"Tổ chức"@vi', "_:b1"]
    assert len(terms) == 5


def test_a_token_that_was_never_encoded_has_no_id_and_gets_none():
    terms = Dictionary()

    assert terms.id_of(ISO) is None
    assert len(terms) == 0
    with pytest.raises(IndexError):
        terms.token_of(0)


def test_a_saved_dictionary_answers_like_the_one_in_memory(tmp_path):
    terms = Dictionary()
    tokens = [f"<https://coop.example/{number}>" for number in range(300)] + [f'"số {number}"' for number in range(300)]
    ids = terms.encode_all(token.encode() for token in tokens)
    terms.save(tmp_path)

    opened = open_dictionary(tmp_path)

    assert len(opened) == 600
    assert [opened.id_of(token) for token in tokens] == ids.tolist()
    assert [opened.token_of(number) for number in ids.tolist()] == tokens
    assert list(opened.encoded_tokens(ids)) == list(terms.encoded_tokens(ids))
    assert opened.id_of(ISO) is None
    for number in (300, FIRST_LITERAL + 300):
        with pytest.raises(IndexError):
            opened.token_of(number)


def test_tokens_that_share_a_checksum_are_told_apart(tmp_path):
    terms = Dictionary()
    # These two have one CRC-32.
    twins = ["<plumless>", "<buckeroo>"]
    ids = [terms.encode(token) for token in twins]
    terms.save(tmp_path)

    assert [open_dictionary(tmp_path).id_of(token) for token in twins] == ids


def test_tokens_known_and_added_keep_the_ids_of_their_kind():
    terms = Dictionary()
    terms.encode(ISO)

    terms.add([b"<a:new>", b'"new"'])

    assert terms.known([b'"new"', b"<a:none>", ISO.encode(), b"<a:new>"]).tolist() == [FIRST_LITERAL, -1, 0, 1]
    assert terms.known([]).tolist() == []
    assert [terms.encode(token) for token in ("<a:next>", '"next"')] == [2, FIRST_LITERAL + 1]


@pytest.mark.parametrize("is_saved", [False, True])
def test_tokens_of_both_kinds_come_in_the_order_of_their_ids_however_much_was_added(tmp_path, is_saved):
    terms = Dictionary()
    for tokens in ([b"<a:1>", b'"2"'], [b"<a:3>", b'"4"', b"_:longer-than-the-others"]):
        ids = terms.encode_all(tokens)[::-1]
        if is_saved:
            terms.save(tmp_path)
        asked = open_dictionary(tmp_path) if is_saved else terms

        assert asked.tokens_at(ids).tolist() == list(asked.encoded_tokens(ids)) == tokens[::-1]
        assert asked.tokens_at(ids[:0]).tolist() == []


def test_an_opened_dictionary_can_be_saved_again(tmp_path):
    terms = Dictionary()
    terms.encode(ISO)
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    terms.save(tmp_path / "first")

    open_dictionary(tmp_path / "first").save(tmp_path / "second")

    assert open_dictionary(tmp_path / "second").id_of(ISO) == 0


@pytest.mark.parametrize(
    "object_",
    [
        ISO,
        "_:b1",
        '"plain"',
        '"with spaces and . a point"',
        '" ."',
        '""',
        r'"a \" quote and \\"',
        '"Tổ chức"@vi',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '<<( <https://coop.example/s> <https://coop.example/p> "o" )>>',
    ],
)
@pytest.mark.parametrize("graph", ["", " <https://coop.example/graph>"])
def test_any_object_is_read_with_or_without_a_graph_behind_it(object_, graph):
    assert read(f"{ISO} {NAME} {object_}{graph} .\n") == [(ISO, NAME, object_)]


def test_empty_lines_and_comments_are_passed_over_and_the_last_line_end_may_be_missing():
    assert read(f"# a comment\n\n{ISO} {NAME} {ISO} .\n\n{ISO} {NAME} _:b .") == [(ISO, NAME, ISO), (ISO, NAME, "_:b")]
    assert read("") == []
    assert read("# nothing\n") == []


@pytest.mark.parametrize(
    "line",
    [
        ISO,
        f"{ISO} {NAME}",
        f"{ISO} {NAME} .",
        f"{ISO} {NAME} {ISO}",
        f"{ISO} {NAME} {ISO} ,",
        f"{ISO} {NAME} word .",
        f'{ISO} {NAME} "open .',
        f'"literal" {NAME} {ISO} .',
        f'{ISO} "literal" {ISO} .',
        f"{ISO} _:b {ISO} .",
        f"word {NAME} {ISO} .",
    ],
)
def test_a_line_that_is_no_statement_is_named_by_its_number(line):
    with pytest.raises(ValueError, match="line 2 is not a statement"):
        read(f"{ISO} {NAME} {ISO} .\n{line}\n")


def test_typed_literals_are_told_by_their_datatypes():
    terms = Dictionary()
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    tokens = [
        f'"1"^^{integer}',
        '"1"',
        '"\\"^^<urn:x>"',
        f'"^^{integer}"',
        '"1"^^<urn:other>',
        f'<<( <urn:s> {integer} "1"^^{integer} )>>',
    ]
    ids = [terms.encode(token) for token in tokens]

    assert terms.typed_literals([integer]) == ids[:1]
