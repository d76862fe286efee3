"""Every kind of fault, each made from good files by one change; and all of them at once."""

from datetime import date
from decimal import Decimal

import pytest

from coopkg.domain.dates import Edtf
from coopkg.domain.facts import Amount, Evidence, Grant, Membership, Participation, Statistic
from coopkg.errors import FaultsError
from coopkg.ingest.inputs import collect_data, read_data


def faults_of(data):
    with pytest.raises(FaultsError) as caught:
        read_data(data.path)
    return [(str(fault.path.relative_to(data.path)), fault.line, fault.reason) for fault in caught.value.faults]


def test_good_files_are_read_as_they_say(data):
    inputs = read_data(data.path)

    membership, statistic, grant, participation = inputs.facts
    assert membership.content == Membership(member="ministry-b", organization="org-a", on_behalf_of="country-c")
    assert membership.time == Edtf("2021")
    assert membership.evidence == (Evidence("first", "Bộ B là thành viên của Tổ chức A", 0, 32),)
    assert (membership.modality, membership.status, membership.extractor) == ("asserted", "accepted", "manual")
    assert membership.entered == date(2026, 11, 20)
    assert membership.is_stated
    assert statistic.content == Statistic(
        subject={"vi": "hội thảo"},
        unit={"vi": "cuộc", "en": "events"},
        comparator=">",
        value=Decimal(80),
        holder="ministry-b",
    )
    assert grant.content == Grant(
        grant="grant-f",
        donor="org-a",
        recipient="province-d",
        amounts=(Amount(value=Decimal(57000000), currency="JPY"), Amount(value=Decimal(500000), currency="USD")),
    )
    assert participation.content == Participation(participant="ministry-b", event="workshop-e", capacity="member")
    assert (participation.status, participation.withdrawn) == ("proposed", date(2026, 11, 22))
    assert participation.entered == date(2026, 11, 21)


def test_every_fact_and_entity_knows_where_it_stands(data):
    inputs = read_data(data.path)

    assert [inputs.places[fact.id].line for fact in inputs.facts] == [6, 13, 26, 38]
    assert inputs.places["first-003"].path == data.path / "facts/first.yaml"
    assert inputs.registry.places["ministry-b"].line == 9


ARTICLE_FAULTS = [
    pytest.param("---\ntitle", "title", 1, "must begin with front matter", id="no front matter"),
    pytest.param("1\n---\n", "1\n", 1, "must begin with front matter", id="front matter without end"),
    pytest.param("title: Hội thảo của Tổ chức A\n", "", 2, "`title`: missing", id="no title"),
    pytest.param("title: Hội thảo của Tổ chức A", "title: '  '", 2, "`title`: the text is empty", id="empty title"),
    pytest.param("kind: brief", "kind: summary", 3, "`kind`: not 'brief' or 'original': «summary»", id="kind"),
    pytest.param("language: vi", "language: Vietnamese", 4, "not a language tag such as vi", id="language"),
    pytest.param("published: '2022'", "published: 2022-02-30", 5, "not a possible date: 2022-02-30", id="published"),
    pytest.param("published:", "publishd:", 5, "no such key here; there are title, kind,", id="unknown key"),
    pytest.param("published:", "publishd:", 5, "; did you mean `published`", id="unknown key with a suggestion"),
    pytest.param(
        "https://news.example/1", "news.example/1", 6, "`url`: not an absolute http(s) IRI: «news.example/1»", id="url"
    ),
    pytest.param("kind: brief", "kind: brief\nkind: brief", 4, "`kind` is here twice, first on line 3", id="twice"),
    pytest.param("kind: brief", "kind: [brief", 4, "malformed YAML", id="malformed YAML"),
    pytest.param("kind: brief", "kind: 'brief", 5, "malformed YAML", id="quotation without end"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), ARTICLE_FAULTS)
def test_a_faulty_article_is_told_with_its_line(data, old, new, line, reason):
    data.change("articles/first.md", old, new)

    (fault,) = faults_of(data)
    assert fault[:2] == ("articles/first.md", line)
    assert reason in fault[2]


REGISTRY_FAULTS = [
    pytest.param("- slug: province-d\n ", "- slug: ministry-b\n ", 16, "one of that slug already", id="slug twice"),
    pytest.param("- slug: association-g\n ", "-", 28, "`slug`: missing", id="no slug"),
    pytest.param("slug: association-g", "slug: Association_G", 28, "`slug`: not a slug", id="slug form"),
    pytest.param(
        "kind: ministry", "kind: ministri", 10, "there is no kind «ministri»; did you mean `ministry`", id="kind"
    ),
    pytest.param(
        "kind: ministry", "kind: bank", 10, "there is no kind «bank»; there are international-org", id="kinds"
    ),
    pytest.param("  kind: ministry\n", "", 9, "entity ministry-b: `kind`: missing", id="no kind"),
    pytest.param("{vi: Bộ B, en: Ministry B}", "{vi: Bộ B}", 11, "`labels`: missing in en", id="no English label"),
    pytest.param("{vi: Bộ B, en: Ministry B}", "{en: Ministry B}", 11, "missing in vi", id="no Vietnamese label"),
    pytest.param("{vi: Bộ B, en: Ministry B}", "Bộ B", 11, "texts by language are asked for", id="bare label"),
    pytest.param("{vi: Bộ B, en: Ministry B}", "{vi: [Bộ B], en: B}", 11, "not a list", id="list for a label"),
    pytest.param("{vi: Bộ B, en: Ministry B}", "{VI: Bộ B, en: B}", 11, "not a language tag", id="label language"),
    pytest.param("vi: Bộ B,", "vi: ' Bộ B',", 11, "a blank at its start or end: « Bộ B»", id="blank at the start"),
    pytest.param("acronyms: {en: [OA]}", "acronyms: {en: OA}", 5, "a list for each language", id="bare acronym"),
    pytest.param("acronyms:", "acronym:", 5, "did you mean `acronyms`?", id="unknown key"),
    pytest.param("[http://www.wikidata.org/entity/Q1]", "[Q1]", 7, "not an absolute http(s) IRI: «Q1»", id="IRI"),
    pytest.param("entity/Q1]", "entity/Q 1]", 7, "not an absolute http(s) IRI", id="IRI with a blank"),
    pytest.param("members: {vi: thành viên A, en: member of A}", "members: {vi: x}", 8, "missing in en", id="members"),
    pytest.param(
        "description: {vi: Một bộ, en: A ministry}",
        "identifiers: [http://www.wikidata.org/entity/Q1]",
        12,
        "this is `org-a` already",
        id="identifier of another",
    ),
    pytest.param("# organizations", "\ufffe# organizations", 1, "U+FFFE may not stand in a text", id="noncharacter"),
    pytest.param("Một bộ", "Mo\u0323\u0302t", 12, "not in Unicode NFC", id="not NFC"),
    pytest.param("Một bộ", '"M\\0t"', 12, "U+0000 may not stand", id="NUL by an escape"),
    pytest.param("kind: ministry", "kind: !!str ministry", 10, "a tag (`tag:yaml.org,2002:str`)", id="tag"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), REGISTRY_FAULTS)
def test_a_faulty_entity_is_told_with_its_line(data, old, new, line, reason):
    data.change("registry/things.yaml", old, new)

    faults = [fault for fault in faults_of(data) if fault[0] == "registry/things.yaml"]
    assert [fault[:2] for fault in faults] == [("registry/things.yaml", line)]
    assert reason in faults[0][2]


LAST_QUOTE = "  - {quote: Bộ B dự hơn 80 hội thảo, start: 61, end: 84}\n"
FACT_FAULTS = [
    # The head of the file.
    pytest.param("article: first", "article: frist", 1, "no article `frist`; did you mean `first`?", id="article"),
    pytest.param("entered: 2026-11-20", "entered: 20.11.2026", 4, "not a day in the form 2022-02-17", id="entered"),
    pytest.param("entered: 2026-11-20", "entered: 2026-11-31", 4, "not a possible date: 2026-11-31", id="day"),
    pytest.param("status: accepted", "status: done", 3, "not 'proposed', 'accepted' or 'rejected'", id="status"),
    # The record.
    pytest.param("- id: first-002", "- id: first-001", 13, "a fact first-001 already, in", id="id twice"),
    pytest.param("- id: first-002", "- id: First_002", 13, "`id`: not a slug", id="form of an id"),
    pytest.param("- id: first-002\n ", "-", 13, "`id`: missing", id="no id"),
    pytest.param("type: statistic", "type: statistics", 14, "did you mean `statistic`?", id="type"),
    pytest.param(
        "type: statistic", "type: rumour", 14, "there is no type of fact `rumour`; there are alias,", id="types"
    ),
    pytest.param("  type: statistic\n", "", 13, "fact first-002: `type`: missing", id="no type"),
    pytest.param("modality: planned", "modality: planed", 40, "not 'asserted', 'planned', 'hoped'", id="modality"),
    pytest.param("  modality: planned\n", "", 38, "`modality`: missing", id="no modality"),
    pytest.param("time: '2021'", "time: 2021-13", 10, "`time`: not a possible date: 2021-13", id="impossible date"),
    pytest.param("time: '2021'", "time: 2021-02-29", 10, "not a possible date", id="not a leap year"),
    pytest.param("time: '2021'", "time: 2020-2021", 10, "not an EDTF date", id="not EDTF"),
    pytest.param("time: '2021'", "time: 2021/2020", 10, "ends before it starts", id="backwards"),
    pytest.param("time: '2021'", "time: 2021/..", 10, "an open side (..)", id="open end"),
    pytest.param("time: '2021'", "time: [2021]", 10, "a text is asked for, not a list", id="list for a date"),
    pytest.param("time: '2021'", "tiem: '2021'", 10, "did you mean `time`?", id="key of the record"),
    pytest.param("withdrawn: 2026-11-22", "withdrawn: 2026-11-19", 44, "before the day it was entered", id="withdrawn"),
    # Arguments.
    pytest.param(
        "member: ministry-b",
        "member: ministry",
        9,
        "no entity `ministry` in the registry; did you mean `mi",
        id="entity",
    ),
    pytest.param("member: ministry-b", "member: {name: Bộ X}", 9, "nothing in the registry is called that", id="name"),
    pytest.param("member: ministry-b", "member: {name: hội  A}", 9, "`org-a` and `association-g`", id="ambiguous name"),
    pytest.param("member: ministry-b", "member: {nam: Bộ B}", 9, "a slug or {name: …} is asked for", id="reference"),
    pytest.param("member: ministry-b", "member: ''", 9, "`arguments.member`: the text is empty", id="empty slug"),
    pytest.param("member: ministry-b, ", "", 9, "`arguments.member`: missing", id="missing argument"),
    pytest.param("on_behalf_of:", "behalf:", 9, "there are member, organization, on_behalf_of", id="unknown argument"),
    pytest.param(
        "event: workshop-e", "event: org-a", 41, "what is asked for is one of: event or project or series", id="kind"
    ),
    pytest.param("capacity: member", "capacity: ministry-b", 41, "asked for is one of: role", id="not a role"),
    pytest.param("organization: org-a", "organization: country-c", 9, "one of: group or organization", id="not a body"),
    pytest.param("on_behalf_of: country-c", "on_behalf_of: workshop-e", 9, "of the kind workshop", id="not an agent"),
    pytest.param("organization: org-a", "organization: ministry-b", 9, "in this relation to itself", id="itself"),
    pytest.param("subject: hội thảo", "subject: ''", 17, "`arguments.subject`: the text is empty", id="empty text"),
    pytest.param("unit: {vi: cuộc, en: events}", "unit: {}", 18, "texts by language are asked for", id="no text"),
    pytest.param("unit: {vi: cuộc, en: events}", "unit: [x]", 18, "not a list", id="list for a text"),
    pytest.param("unit: {vi: cuộc, en: events}", "unit: {e: x}", 18, "not a language tag", id="language of a text"),
    pytest.param("comparator: '>'", "comparator: more", 19, "not '=', '>', '>='", id="comparator"),
    pytest.param("comparator: '>'", "comparator: many", 20, "only `many` there is no value", id="many with a value"),
    pytest.param("    value: 80\n", "", 19, "`>` needs a value", id="no value"),
    pytest.param("value: 80", "value: hơn 80", 20, "not a plain number", id="not a number"),
    pytest.param("value: 80", "value: 1_000", 20, "not a plain number", id="number of a programmer"),
    pytest.param("value: 80", "value: 8e1", 20, "not a plain number", id="number with an exponent"),
    pytest.param("value: 80", "value: NaN", 20, "not a plain number", id="not even a number"),
    pytest.param("value: 80", f"value: {'9' * 19}", 20, "not a plain number", id="number beyond xsd:decimal"),
    pytest.param(", currency: JPY", "", 34, "`arguments.amounts[0].currency`: missing", id="no currency"),
    pytest.param("currency: JPY", "currency: Yên", 34, "not an ISO 4217 code such as JPY: «Yên»", id="currency"),
    pytest.param("currency: JPY", "currency: USD", 33, "two sums in one currency", id="currency twice"),
    pytest.param(
        "value: 57000000", "value: -1", 34, "`arguments.amounts[0].value`: a grant is more than -1", id="debt"
    ),
    pytest.param("{value: 500000, currency: USD}", "500000 USD", 35, "a mapping is asked for", id="bare amount"),
    pytest.param(
        "{value: 500000,",
        "{sum: 500000, value: 1,",
        35,
        "`arguments.amounts[1].sum`: there is no such key",
        id="key of an amount",
    ),
    # Evidence.
    pytest.param(
        "quote: hơn 80 hội thảo\n",
        "quote: hơn 81 hội thảo\n",
        23,
        "«hơn 80 hội thảo» stands at 69–84 of article first; the quotation stands nowhere",
        id="quote nowhere",
    ),
    pytest.param("start: 69", "start: 68", 23, "the quotation stands at 69–84", id="quote elsewhere"),
    pytest.param("    end: 84\n", "    end: 9999\n", 23, "the quotation stands at 69–84", id="end behind the text"),
    pytest.param("start: 69", "start: -69", 24, "not a whole number from 0 up: «-69»", id="offset from the end"),
    pytest.param("start: 69", "start: 69.0", 24, "not a whole number", id="offset with a fraction"),
    pytest.param("    start: 69\n", "", 23, "`evidence[0].start`: missing", id="no offset"),
    pytest.param(
        "quote: hơn 80 hội thảo\n", "quote: ''\n", 23, "`evidence[0].quote`: the text is empty", id="empty quote"
    ),
    pytest.param(
        "start: 69", "article: second\n    start: 69", 24, "there is no article `second`", id="article of a quote"
    ),
    pytest.param(LAST_QUOTE, "   []\n", 45, "at least one quotation", id="no evidence"),
    pytest.param(LAST_QUOTE, "", 45, "`evidence`: missing", id="empty evidence"),
    pytest.param(
        LAST_QUOTE, "    Bộ B dự\n", 45, "a list of quotations is asked for, not «Bộ B dự»", id="bare evidence"
    ),
    # YAML.
    pytest.param(
        "type: statistic", "type: statistic: x", 14, "malformed YAML: mapping values are not allowed", id="YAML"
    ),
    pytest.param("type: statistic", "type: &a statistic", 14, "an anchor (`&a`)", id="anchor"),
    pytest.param("type: statistic", "type: *a", 14, "an alias (`*a`)", id="alias"),
    pytest.param(
        "type: statistic",
        "type: statistic\n  type: grant",
        15,
        "`type` is here twice, first on line 14",
        id="key twice",
    ),
    pytest.param("type: statistic", "? [a]\n  : b", 14, "a key that is not a plain text", id="list as a key"),
    pytest.param("type: statistic", f"type: {'[' * 40}{']' * 40}", 14, "nested more than", id="nested deep"),
    pytest.param("- id: first-002", "---\n- id: first-002", 13, "a second document", id="second document"),
    pytest.param(
        "facts:\n", "facts:\n- just a text\n", 6, "a mapping is asked for, not «just a text»", id="text for a fact"
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), FACT_FAULTS)
def test_a_faulty_fact_is_told_with_its_line(data, old, new, line, reason):
    data.change("facts/first.yaml", old, new)

    (fault,) = faults_of(data)
    assert fault[:2] == ("facts/first.yaml", line)
    assert reason in fault[2]


def test_what_the_head_forgets_is_told_once_for_all_records(data):
    data.change("facts/first.yaml", "extractor: manual", "extracter: manual")

    (missing, unknown) = faults_of(data)
    assert missing == ("facts/first.yaml", 1, "`extractor`: missing")
    assert unknown[1] == 2
    assert "did you mean `extractor`?" in unknown[2]


def test_what_one_record_forgets_is_told_at_that_record(data):
    data.change("facts/first.yaml", "status: accepted\n", "")

    assert [(line, reason) for _, line, reason in faults_of(data)] == [
        (5, "fact first-001: `status`: missing"),
        (12, "fact first-002: `status`: missing"),
        (25, "fact first-003: `status`: missing"),
    ]


def test_all_faults_of_all_files_come_at_once_in_order(data):
    data.change("articles/first.md", "kind: brief", "kind: summary")
    data.change("articles/first.md", "https://news.example/1", "news")
    data.change("registry/things.yaml", "kind: ministry", "kind: bank")
    data.change("registry/things.yaml", "{vi: Hội G, en: Association G}", "{vi: Hội G}")
    data.change("facts/first.yaml", "entered: 2026-11-20", "entered: today")
    data.change("facts/first.yaml", "member: ministry-b", "member: ministri-b")
    data.change("facts/first.yaml", "time: '2021'", "time: 2021-02-30")
    data.change("facts/first.yaml", "start: 0, end: 32", "start: 1, end: 33")
    data.change("facts/first.yaml", "comparator: '>'", "comparator: many")
    data.change("facts/first.yaml", "currency: JPY", "currency: yen")
    data.change("facts/first.yaml", "currency: USD", "currency: dollar")
    data.change("facts/first.yaml", "event: workshop-e", "event: workshop-x")
    data.write("facts/second.jsonl", '{"id": "first-001"}\n{"id": 1\n')
    data.write("facts/third.yml", "")

    assert [(path, line) for path, line, _ in faults_of(data)] == [
        ("articles/first.md", 3),
        ("articles/first.md", 6),
        ("facts/first.yaml", 4),
        ("facts/first.yaml", 9),
        ("facts/first.yaml", 10),
        ("facts/first.yaml", 12),
        ("facts/first.yaml", 20),
        ("facts/first.yaml", 34),
        ("facts/first.yaml", 35),
        ("facts/first.yaml", 41),
        *[("facts/second.jsonl", 1)] * 8,
        ("facts/second.jsonl", 2),
        ("facts/third.yml", 0),
        ("registry/things.yaml", 10),
        ("registry/things.yaml", 30),
    ]


def test_what_is_sound_is_collected_beside_the_faults(data):
    data.change("registry/things.yaml", "kind: grant", "kind: gift")
    data.change("facts/first.yaml", "start: 69", "start: 68")
    data.write("articles/second.md", "---\ntitle: T\nkind: summary\nlanguage: vi\n---\nBộ B.\n")
    data.change("facts/first.yaml", "end: 84}", "end: 84}\n  - {quote: Bộ B, start: 0, end: 4, article: second}")
    data.write("facts/second.yaml", (data.path / "facts/first.yaml").read_text().split("- id: first-002")[0])

    inputs, faults = collect_data(data.path)

    assert [fault.path.name for fault in faults] == ["second.md", "first.yaml", "second.yaml", "things.yaml"]
    assert [fact.id for fact in inputs.facts] == ["first-001"]
    assert list(inputs.articles) == ["first"]
    assert "grant-f" not in inputs.registry.entities
    assert "grant-f" in inputs.registry.unsound


def test_a_registry_without_files_is_complete_and_empty(data):
    (data.path / "registry/things.yaml").unlink()

    assert all("there is no entity" in reason for _, _, reason in faults_of(data))


def test_a_registry_that_cannot_be_seen_brings_no_faults_in_the_facts(data):
    (data.path / "registry/things.yaml").unlink()
    (data.path / "registry").rmdir()

    assert [fault[:2] for fault in faults_of(data)] == [("registry", 0)]
    assert not collect_data(data.path)[0].registry.is_complete
