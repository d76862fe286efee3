"""Withdrawing on the command line: what falls, what stands, and that it is done as it was told."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coopkg.bootstrap.build import check, sources_of
from coopkg.bootstrap.engines import engine_of
from coopkg.bootstrap.withdraw import prospect
from coopkg.ingest.inputs import read_data
from coopkg.pipeline.sources import rules_of, stated_by_data, stated_by_ontology
from coopkg.pipeline.stages import silent
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.nquads import serialize_quads
from coopkg.storage.files import canonical_nquads

FORUM = "iso-forum-2022-02"
YEAR = "hop-tac-quoc-te-2021"
BASE = "https://w3id.org/coopkg/"
IDS = (f"<{BASE}id/viet-nam>", "<http://www.w3.org/ns/org#memberOf>", f"<{BASE}id/iso>")


@pytest.fixture
def own(settings, tmp_path):
    """Settings over a copy of the sample, with a store of its own."""
    shutil.copytree(settings.data_dir, tmp_path / "data")
    return replace(settings, data_dir=tmp_path / "data", store_dir=tmp_path / "store")


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def told(coopkg, own, *arguments):
    run = coopkg(own, "withdraw", *arguments, "--format", "json")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def state(own):
    """Return what is stated in each graph and what follows, from scratch."""
    found = check(own, silent)
    return set(found.stated.splitlines()), {*found.closure.inferred().tokens()}


@pytest.mark.parametrize("article", [FORUM, YEAR])
def test_what_is_told_is_what_happens(own, coopkg, article):
    stated, implied = state(own)
    foretold = told(coopkg, own, article, "--dry-run", "--on", "2026-12-01")
    assert state(own) == (stated, implied)
    done = told(coopkg, own, article, "--on", "2026-12-01")
    stated_now, implied_now = state(own)

    def triples(kind: str, fate: str) -> set[tuple[str, ...]]:
        return {tuple(each["triple"]) for each in done[kind][fate]}

    def lines(quads: set[bytes]) -> set[str]:
        return {line.rpartition(b" <")[0].decode() for line in quads}

    labels = ("label>", "Label>")
    content = {quad for quad in stated - stated_now if b"/claim/" in quad.rpartition(b" <")[2]}
    assert foretold | {"done": True} == done
    assert triples("implied", "fall") == {each for each in implied - implied_now if not each[1].endswith(labels)}
    assert triples("implied", "stand") <= implied & implied_now
    assert {" ".join(each) for each in triples("stated", "fall") | triples("stated", "stand")} == {
        line for line in lines(content) if not line.split(" ")[1].endswith(labels)
    }
    still = lines(stated_now) | {" ".join(each) for each in implied_now}
    assert {" ".join(each) for each in triples("stated", "stand")} <= still
    assert not {" ".join(each) for each in triples("stated", "fall") | triples("implied", "fall")} & still
    assert done["counts"]["implied_fall"] == len(done["implied"]["fall"])


def test_a_membership_that_two_articles_state_stands_and_so_does_what_follows(own, coopkg):
    one = told(coopkg, own, FORUM)

    standing = {" ".join(each["triple"]): each["graphs"] for each in one["stated"]["stand"]}
    assert [f"{BASE}claim/{YEAR}-005"] in standing.values()
    assert list(IDS) in [each["triple"] for each in one["implied"]["stand"]]
    assert list(IDS) not in [each["triple"] for each in one["implied"]["fall"]]
    asked = f"ASK {{ {' '.join(IDS)} }}"
    assert coopkg(own, "query", "-", given=asked).stdout == "true\n"

    two = told(coopkg, own, YEAR)
    assert list(IDS) in [each["triple"] for each in two["implied"]["fall"]]
    assert coopkg(own, "query", "-", given=asked).stdout == "false\n"


def test_the_files_keep_everything_else_and_claims_stay_on_record(own, coopkg):
    before = contents(own.data_dir)
    run = coopkg(own, "withdraw", FORUM, "--on", "2026-12-01")
    after = contents(own.data_dir)

    assert run.returncode == 0
    assert "snapshot 1" in run.stdout
    assert "facts of iso-forum-2022-02 withdrawn on 2026-12-01: 46" in run.stdout
    assert [name for name in before if before[name] != after[name]] == [f"facts/{FORUM}.yaml"]
    assert after[f"facts/{FORUM}.yaml"].replace(b"  withdrawn: '2026-12-01'\n", b"") == before[f"facts/{FORUM}.yaml"]
    asked = f"ASK {{ <{BASE}claim/{FORUM}-001> <https://w3id.org/coopkg/ontology#withdrawnOn> ?day }}"
    assert coopkg(own, "query", "-", given=asked).stdout == "true\n"
    dry = coopkg(own, "withdraw", YEAR, "--dry-run", "--lang", "en", "--all").stdout
    assert "Viet Nam — is or was a member of — International Organization for Standardization" in dry
    assert "more (--all)" not in dry


def test_one_fact_is_withdrawn_alone(own, coopkg):
    found = told(coopkg, own, YEAR, "--fact", f"{YEAR}-005")

    assert found["facts"] == [f"{YEAR}-005"]
    assert [fact.id for fact in read_data(own.data_dir).facts if fact.withdrawn] == [f"{YEAR}-005"]


def test_a_fact_that_rests_on_another_article_too_stays_unless_it_is_named(own, coopkg):
    path = own.data_dir / "facts" / f"{YEAR}.yaml"
    quote = "Tổng cục TCĐLCL là cơ quan tiêu chuẩn hóa quốc gia của Việt Nam"
    start = next(each.text for each in read_data(own.data_dir).articles.values() if each.slug == FORUM).index(quote)
    more = f"  - {{article: {FORUM}, quote: {quote}, start: {start}, end: {start + len(quote)}}}\n"
    marker = "  - {quote: Tổng cục Tiêu chuẩn Đo lường Chất lượng (Tổng cục), start: 109, end: 159}\n"
    path.write_text(path.read_text("utf-8").replace(marker, marker + more), "utf-8")

    assert told(coopkg, own, YEAR, "--dry-run")["kept"] == [f"{YEAR}-004"]
    assert told(coopkg, own, FORUM, "--dry-run", "--fact", f"{YEAR}-004")["facts"] == [f"{YEAR}-004"]


def closed(own, inputs, facts):
    """Return what follows from `facts`, the registry and the ontology alone."""
    sources = sources_of(own)
    quads = serialize_quads(stated_by_data(replace(inputs, facts=tuple(facts)), sources.base)).encode()
    stated = canonical_nquads(quads) + stated_by_ontology(sources)
    closure = engine_of("columns").closure(read_triples(stated, Dictionary()), rules_of(sources))
    return {*closure.inferred().tokens()}


@pytest.mark.parametrize("article", [FORUM, YEAR])
def test_all_that_the_article_leads_to_by_itself_is_told(own, article):
    found = prospect(own, article, (), date(2026, 12, 1), silent)
    withdrawn = {fact.id for fact in found.withdrawal.facts}
    rest = closed(own, found.inputs, (fact for fact in found.inputs.facts if fact.id not in withdrawn))
    alone = closed(own, found.inputs, found.withdrawal.facts) - closed(own, found.inputs, ())

    standing = {each.triple for each in found.consequences.implied_standing}
    expected = {triple for triple in alone & rest if "abel>" not in triple[1]}
    assert expected
    assert expected <= standing <= rest


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["iso-forum"], "there is no article of that slug; did you mean `iso-forum-2022-02`?"),
        (["empty"], "no fact rests on that article"),
        ([FORUM, "--fact", f"{YEAR}-005"], "no fact of that id rests on iso-forum-2022-02"),
        ([FORUM, "--on", "2026-11-19"], "it came in on 2026-11-20, and cannot be withdrawn before: 2026-11-19"),
    ],
)
def test_what_cannot_be_withdrawn_is_told(own, coopkg, arguments, reason):
    shutil.copy(own.data_dir / "articles" / f"{FORUM}.md", own.data_dir / "articles" / "empty.md")
    before = contents(own.data_dir)
    run = coopkg(own, "withdraw", *arguments)

    assert run.returncode == 1
    assert reason in run.stderr
    assert contents(own.data_dir) == before
    assert not (own.store_dir / "snapshots" / "current").exists()


def test_what_is_withdrawn_is_not_withdrawn_again(own, coopkg):
    told(coopkg, own, FORUM)
    run = coopkg(own, "withdraw", FORUM)

    assert (run.returncode, "all of it is withdrawn already" in run.stderr) == (1, True)
