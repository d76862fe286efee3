import json
from pathlib import Path

import pytest

from coopkg.errors import BadInputError, FaultsError
from coopkg.ingest.inputs import read_data
from coopkg.ingest.sources import parse_yaml

PATH = Path("a.yaml")


def faults_of(data):
    with pytest.raises(FaultsError) as caught:
        read_data(data.path)
    return [(str(fault.path.relative_to(data.path)), fault.line, fault.reason) for fault in caught.value.faults]


def test_yaml_scalars_are_texts_and_know_their_lines():
    source, faults = parse_yaml(PATH, "a: 2021\nb: no\nc: [1.0, 2021-10-01]\nd:\ne: ~\nf: 'null'\n", first_line=5)

    assert faults == []
    assert source.value == {"a": "2021", "b": "no", "c": ["1.0", "2021-10-01"], "d": None, "e": None, "f": "null"}
    assert source.line_of(("c", 1)) == 7
    assert source.line_of(("c", 7)) == 7
    assert source.line_of(("x",)) == 5


def test_an_empty_yaml_file_is_nothing():
    assert parse_yaml(PATH, "")[0].value is None
    assert parse_yaml(PATH, "# only a comment\n")[0].value is None


def test_a_yaml_bomb_is_refused_at_its_first_anchor():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]

    source, (fault,) = parse_yaml(PATH, "\n".join(lines))

    assert source is None
    assert (fault.line, fault.reason) == (1, "an anchor (`&a0`): leave it out")


def test_deep_nesting_is_refused_without_recursion():
    source, (fault,) = parse_yaml(PATH, "[" * 100_000)

    assert source is None
    assert fault.reason == "nested more than 12 deep"


@pytest.mark.parametrize("text", ["a: [", "a: 'x", "a: b: c", "- a\nb: c", "a: \t- b", "@a", "%", "a: !<x", "{a: }}"])
def test_malformed_yaml_is_a_fault_with_a_line(text):
    _, faults = parse_yaml(PATH, text)

    assert faults
    assert all(isinstance(fault, BadInputError) and fault.line for fault in faults)


def test_all_keys_that_stand_twice_are_told_and_the_first_value_counts():
    source, faults = parse_yaml(PATH, "a: 1\nb: {c: 1, c: 2}\na: [3]\n")

    assert source.value == {"a": "1", "b": {"c": "1"}}
    assert [(fault.line, fault.reason) for fault in faults] == [
        (2, "`c` is here twice, first on line 2: keep one"),
        (3, "`a` is here twice, first on line 1: keep one"),
    ]


def test_json_lines_say_the_same_as_yaml(data, record):
    data.write("facts/bulk.jsonl", f"{record}\n\n{record.replace('bulk-1', 'bulk-2')}")

    inputs = read_data(data.path)

    facts = {fact.id: fact for fact in inputs.facts}
    assert facts["bulk-1"].content.member == "ministry-b"
    assert facts["bulk-1"].time is None
    assert inputs.places["bulk-2"].line == 4


def test_json_numbers_keep_their_digits(data, record):
    fact = json.loads(record) | {"type": "statistic", "arguments": {"subject": "x", "unit": {"vi": "cuộc"}, "value": 0}}
    data.write("facts/bulk.jsonl", json.dumps(fact).replace('"value": 0', '"value": 12345678901234567.10'))

    facts = {fact.id: fact for fact in read_data(data.path).facts}
    assert str(facts["bulk-1"].content.value) == "12345678901234567.10"


JSON_FAULTS = [
    pytest.param('{"id"', '{id"', "malformed JSON: Expecting property name", id="malformed"),
    pytest.param('"end": 32}]}', '"end": 32}]', "malformed JSON: Expecting ',' delimiter at column", id="truncated"),
    pytest.param('"end": 32}]}', '"end": 32}]} {}', "malformed JSON: Extra data", id="two on a line"),
    pytest.param('{"id": "bulk-1"', '["bulk-1"], {"id": "x"', "malformed JSON: Extra data", id="two values"),
    pytest.param('"id": "bulk-1"', '"id": "bulk-1", "id": "bulk-2"', "`id` is here twice", id="key twice"),
    pytest.param('"start": 0', '"start": 0, "start": 1', "`start` is here twice", id="inner key twice"),
    pytest.param('"start": 0', '"start": true', "`evidence[0].start`: a text is asked for", id="truth for a number"),
    pytest.param('"start": 0', '"start": 0.5', "`evidence[0].start`: not a whole number", id="fraction"),
    pytest.param('"start": 0', '"start": NaN', "`evidence[0].start`: not a whole number", id="not a number"),
    pytest.param('"rules"', '"r\\u0000"', "U+0000 may not stand", id="NUL by an escape"),
    pytest.param('"rules"', '"r\\ud800"', "U+D800 may not stand", id="lone surrogate"),
    pytest.param('"rules"', '"re\\u0301"', "not in Unicode NFC", id="not NFC by an escape"),
    pytest.param('"rules"', '"re\u0301"', "not in Unicode NFC", id="not NFC"),
    pytest.param('"rules"', "[" * 100_000, "malformed JSON: nested too deep", id="nested deep"),
    pytest.param('"rules"', "[" * 800 + '"\\u0041"' + "]" * 800, "a text is asked for, not a list", id="nested"),
    pytest.param('"2026-11-20"', '"2026-02-30"', "`entered`: not a possible date", id="date"),
    pytest.param('"organization": "org-a"', '"organization": "org-b"', "no entity `org-b`", id="entity"),
    pytest.param('"end": 32', '"end": 33', "the quotation stands at 0–32", id="quotation"),
    pytest.param('"extractor": "rules", ', "", "fact bulk-1: `extractor`: missing", id="missing"),
    pytest.param('"id": "bulk-1"', '"id": "first-001"', "there is a fact first-001 already, in", id="id of another"),
]


@pytest.mark.parametrize(("old", "new", "reason"), JSON_FAULTS)
def test_a_faulty_json_line_is_told_and_the_next_is_read(data, record, old, new, reason):
    assert record.count(old) == 1
    data.write("facts/later.jsonl", f"{record.replace(old, new)}{record.replace('bulk-1', 'Second')}")

    first, second = faults_of(data)
    assert first[:2] == ("facts/later.jsonl", 1)
    assert reason in first[2]
    assert second == (
        "facts/later.jsonl",
        2,
        "fact Second: `id`: not a slug (small letters, digits, single hyphens): «Second»",
    )


def test_a_json_line_that_is_not_utf8_is_told_and_the_next_is_read(data, record):
    data.write("facts/later.jsonl", b'{"id": "\xff"}\n' + record.encode())

    assert faults_of(data) == [
        ("facts/later.jsonl", 1, "invalid UTF-8: byte 0xFF, byte 9 of the line: save it as UTF-8")
    ]


@pytest.mark.parametrize("line", ["1", "null", '"text"', "[]"])
def test_a_json_line_is_a_record(data, line):
    data.write("facts/later.jsonl", line)

    (fault,) = faults_of(data)
    assert "a mapping is asked for, not" in fault[2]


@pytest.mark.parametrize("text", ["", "[]", "facts:", "facts: {}", "facts: x", "extractor: manual"])
def test_a_facts_file_is_a_mapping_with_a_list_of_facts(data, text):
    data.write("facts/second.yaml", text)

    (fault,) = faults_of(data)
    assert fault[0] == "facts/second.yaml"
    assert "is asked for, not" in fault[2]


def test_a_record_overrides_the_head_of_its_file(data):
    assert read_data(data.path).facts[3].status == "proposed"


def test_evidence_may_come_from_several_articles(data):
    data.write("articles/second.md", "---\ntitle: T\nkind: brief\nlanguage: en\n---\nMinistry B is a member of A.\n")
    data.change(
        "facts/first.yaml",
        "  - {quote: Bộ B là thành viên của Tổ chức A, start: 0, end: 32}\n",
        "  - {quote: Bộ B là thành viên của Tổ chức A, start: 0, end: 32}\n"
        "  - {quote: Ministry B is a member, start: 0, end: 22, article: second}\n",
    )

    assert [evidence.article for evidence in read_data(data.path).facts[0].evidence] == ["first", "second"]


def test_evidence_without_an_article_is_a_fault(data):
    data.change("facts/first.yaml", "article: first\n", "")

    faults = faults_of(data)
    assert [line for _, line, _ in faults] == [11, 22, 36, 45]
    assert all("`evidence[0].article`: missing: this evidence, its record or the head" in text for _, _, text in faults)


def test_a_bare_text_is_in_the_language_of_the_article(data):
    data.change("articles/first.md", "language: vi", "language: en-gb")

    assert read_data(data.path).facts[1].content.subject == {"en-gb": "hội thảo"}
