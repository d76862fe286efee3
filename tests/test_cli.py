"""The command line as a user meets it: what it prints, what it writes, how it exits."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib

from coopkg.bootstrap.build import build_if_stale
from coopkg.cli import COMMANDS
from coopkg.pipeline.stages import silent
from coopkg.settings import Settings

ROOT = Path(__file__).parent.parent
ID = "https://w3id.org/coopkg/id/"
PREFIXES = (
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
    "@prefix : <https://coop.example/> . "
)


@pytest.fixture
def copy(settings, tmp_path):
    """Settings with data, ontology and store of their own, to be spoilt."""
    shutil.copytree(settings.data_dir, tmp_path / "data")
    shutil.copytree(settings.ontology_dir, tmp_path / "ontology")
    return replace(
        settings, data_dir=tmp_path / "data", ontology_dir=tmp_path / "ontology", store_dir=tmp_path / "store"
    )


def replace_in(path: Path, old: str, new: str) -> int:
    """Replace `old`, which must be there once or more, and return the line on which it first stood."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_tells_what_it_does_with_an_example(settings, command, coopkg):
    told = coopkg(settings, command, "--help")

    assert told.returncode == 0
    assert "Example" in told.stdout
    assert f"coopkg {command}" in told.stdout


def test_the_commands_and_their_exit_codes_are_listed(settings, coopkg):
    told = coopkg(settings, "--help").stdout

    assert all(f"  {command} " in told for command in COMMANDS)
    assert "Exit codes: 0 done" in " ".join(told.split())


def test_build_publishes_and_tells_the_time_of_each_stage(copy, coopkg):
    built = coopkg(copy, "build")

    assert built.returncode == 0
    assert "snapshot 1:" in built.stdout
    assert all(stage in built.stderr for stage in ("read", "map", "shapes", "close", "publish"))


def test_owlrl_builds_the_same_graph(copy, sample, coopkg):
    assert coopkg(copy, "build", "--reasoner", "owlrl").returncode == 0

    assert exported(copy, coopkg) == exported(sample, coopkg)


def exported(settings: Settings, coopkg) -> set[str]:
    return set(coopkg(settings, "export", "--format", "nquads").stdout.splitlines())


def test_check_reports_every_kind_of_fault_at_once_with_its_line_and_nothing_is_published(copy, coopkg):
    facts, registry = copy.data_dir / "facts" / "iso-forum-2022-02.yaml", copy.data_dir / "registry"
    entity = replace_in(
        facts, "organization: iso, on_behalf_of: viet-nam", "organization: isoo, on_behalf_of: viet-nam"
    )
    date = replace_in(facts, "time: '2022-02-17'", "time: '2022-02-30'")
    append(copy.ontology_dir / "coopkg.ttl", f"<{ID}stameq> a coop:Person .")
    append(
        copy.ontology_dir / "shapes.ttl",
        f"[] a sh:NodeShape ; sh:targetNode <{ID}iso> ; "
        'sh:property [ sh:path rdfs:label ; sh:maxCount 1 ; sh:message "one name"@en ] .',
    )

    checked, built = coopkg(copy, "check"), coopkg(copy, "build")

    assert checked.returncode == built.returncode == 1
    assert f"{facts}:{entity}: " in checked.stderr
    assert f"{facts}:{date}: " in checked.stderr
    assert (
        f"{registry}/organizations.yaml:{line_of(registry / 'organizations.yaml', 'slug: iso')}: one name"
        in checked.stderr
    )
    assert (
        f"{registry}/organizations.yaml:{line_of(registry / 'organizations.yaml', 'slug: stameq')}: contradicts"
        in checked.stderr
    )
    assert [path.name for path in (copy.store_dir / "snapshots").iterdir()] == ["lock"]
    assert coopkg(copy, "query", "memberships").returncode == 3


@pytest.mark.parametrize("command", ["check", "build"])
def test_claims_that_contradict_the_ontology_are_told_with_their_sentences(copy, coopkg, command):
    facts = copy.data_dir / "facts" / "hop-tac-quoc-te-2021.yaml"
    replace_in(
        facts, "{member: stameq, organization: apo, on_behalf_of: viet-nam}", "{member: iso, organization: stameq}"
    )
    append(copy.ontology_dir / "coopkg.ttl", "org:memberOf a owl:AsymmetricProperty .")

    told = coopkg(copy, command)

    assert told.returncode == 1
    assert f"{facts}:66: contradicts the ontology: prp-asyp: these cannot all be true\n" in told.stderr
    assert f"\n  see also {facts}:56\n" in told.stderr
    account = told.stderr[told.stderr.index("prp-asyp") :]
    assert "\n  id:iso org:memberOf id:stameq  [prp-spo2" in account
    assert "claim/hop-tac-quoc-te-2021-005: «" in account
    assert "claim/hop-tac-quoc-te-2021-006: «" in account
    assert "claim/iso-forum-2022-02-034: «Tổng cục TCĐLCL là cơ quan tiêu chuẩn hóa quốc gia của Việt Nam" in account
    assert "(tóm lược của chúng tôi / our summary of " in account
    assert "in graph/ontology" in account


def test_a_load_that_contradicts_a_claim_is_told_with_the_sentence(copy, tmp_path, coopkg):
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(
        "@prefix org: <http://www.w3.org/ns/org#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
        "@prefix id: <https://w3id.org/coopkg/id/> . [] owl:sourceIndividual id:stameq ; "
        "owl:assertionProperty org:memberOf ; owl:targetIndividual id:iso .",
        encoding="utf-8",
    )

    told = coopkg(copy, "load", wrong)

    assert told.returncode == 1
    assert "prp-npa1: these cannot all be true" in told.stderr
    assert "claim/iso-forum-2022-02-034: «Tổng cục TCĐLCL là cơ quan" in told.stderr
    assert "in graph/users" in told.stderr


def test_check_tells_the_warnings_of_the_shapes_and_stops_for_none(copy, coopkg):
    append(
        copy.ontology_dir / "shapes.ttl",
        f"[] a sh:NodeShape ; sh:targetNode <{ID}iso> ; sh:property [ sh:path rdfs:label ; sh:maxCount 1 ; "
        'sh:severity sh:Warning ; sh:message "one name would do"@en ] .',
    )
    registry = copy.data_dir / "registry" / "organizations.yaml"

    checked = coopkg(copy, "check")

    assert checked.returncode == 0
    assert "0 violations, 1 warnings" in checked.stderr
    assert f"warning: {registry}:{line_of(registry, 'slug: iso')}: one name would do" in checked.stderr


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.removeprefix("- ") == text)


def test_a_fault_leaves_the_published_snapshot_as_it_is(copy, coopkg):
    assert coopkg(copy, "build").returncode == 0
    replace_in(copy.data_dir / "facts" / "iso-forum-2022-02.yaml", "modality: asserted", "modality: certain")

    assert coopkg(copy, "build").returncode == 1
    assert "id:iso" in coopkg(copy, "query", "memberships").stdout


def test_explain_goes_down_to_the_sentence(sample, coopkg):
    told = coopkg(sample, "explain", "id:viet-nam", "org:memberOf", "id:iso", "--format", "json")

    proof = json.loads(told.stdout)
    assert proof["steps"][-1]["rule"] == "prp-spo2"
    assert proof["steps"][-1]["triple"] == proof["triple"]
    assert "Tổng cục TCĐLCL" in told.stdout


def test_a_snapshot_of_another_version_is_told_and_serving_builds_anew(copy, coopkg):
    triple = ("id:viet-nam", "org:memberOf", "id:iso")
    first = build_if_stale(copy, silent)
    assert build_if_stale(copy, silent) == first
    # A rule had a field less.
    replace_in(first.path / "closure" / "rules.json", ',"is_of_resources"]', "]")

    told = coopkg(copy, "explain", *triple)
    anew = build_if_stale(copy, silent)

    assert told.returncode == 3
    assert "another version of coopkg; build again: coopkg build" in told.stderr
    assert anew.manifest.number == first.manifest.number + 1
    assert coopkg(copy, "explain", *triple).returncode == 0


def test_explain_lists_all_last_steps(sample, coopkg):
    names = ("id:stameq", "org:memberOf", "id:accsq")

    text = coopkg(sample, "explain", "--all", *names).stdout
    found = json.loads(coopkg(sample, "explain", "--all", "--format", "json", *names).stdout)

    assert [each["rule"] for each in found["alternatives"]] == re.findall(r"^  \d+\. ([a-z0-9-]+)", text, re.MULTILINE)
    assert len(found["alternatives"]) > 1
    assert not found["is_cut"]


def test_explain_tells_that_a_hope_is_not_so(sample, coopkg):
    told = coopkg(sample, "explain", "id:viet-nam", "org:memberOf", "id:iso-council")

    assert told.returncode == 1
    assert "neither stated nor implied; only told of by" in told.stderr
    assert "claim/iso-forum-2022-02-036b (coop:hoped)" in told.stderr


@pytest.mark.parametrize("name", ["viet-nam", "nope:viet-nam", "id:viet nam"])
def test_a_name_that_means_no_term_is_an_error_that_lists_the_prefixes(sample, coopkg, name):
    told = coopkg(sample, "explain", name, "org:memberOf", "id:iso")

    assert told.returncode == 1
    assert "known prefix" in told.stderr
    assert "org:" in told.stderr


def test_examples_stand_on_lines_of_their_own(sample, coopkg):
    lines = coopkg(sample, "query", "--help").stdout.splitlines()

    assert "  coopkg query --list" in lines
    assert not any("\\b" in line for line in lines)


def test_settings_that_a_command_does_not_use_do_not_stop_it(settings, coopkg):
    assert coopkg(replace(settings, base="nonsense"), "schema").returncode == 0


def test_an_output_that_cannot_be_written_is_told_in_one_line(sample, coopkg, tmp_path):
    told = coopkg(sample, "export", "-o", tmp_path / "none" / "graph.ttl")

    assert told.returncode == 3
    assert len(told.stderr.splitlines()) == 1


def test_names_in_answers_follow_the_language(sample, coopkg):
    assert "Asian Productivity Organization" in coopkg(sample, "query", "memberships", "--lang", "en").stdout


def test_query_reads_a_file_and_standard_input(sample, tmp_path, coopkg):
    query = tmp_path / "ask.rq"
    query.write_text("ASK { <https://w3id.org/coopkg/id/iso> ?p ?o }", encoding="utf-8")

    assert coopkg(sample, "query", query).stdout == "true\n"
    assert coopkg(sample, "query", "-", given="ASK { <https://coop.example/none> ?p ?o }").stdout == "false\n"


def test_query_tells_the_place_of_a_syntax_error(sample, coopkg):
    told = coopkg(sample, "query", "-", given="SELECT ?s\nWHERE { ?s ?p }")

    assert told.returncode == 1
    assert "line 2" in told.stderr
    assert "Traceback" not in told.stderr


def test_query_refuses_to_call_other_hosts(sample, coopkg):
    told = coopkg(sample, "query", "-", given="SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")

    assert told.returncode == 1
    assert "SERVICE" in told.stderr


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "table"])
def test_query_asks_an_endpoint_and_answers_as_if_it_were_here(sample, server, form, coopkg):
    here = coopkg(sample, "query", "agreements", "--format", form)
    there = coopkg(sample, "query", "agreements", "--format", form, "--endpoint", f"{server}/sparql")

    assert there.returncode == 0
    assert here.stdout == there.stdout


def test_query_reads_triples_from_an_endpoint(sample, server, coopkg):
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?s = <https://w3id.org/coopkg/id/iso>) }"

    told = coopkg(sample, "query", "-", "--format", "ntriples", "--endpoint", f"{server}/sparql", given=query)

    assert len(rdflib.Graph().parse(data=told.stdout, format="nt")) > 5


def test_query_tells_that_an_endpoint_cannot_be_reached(sample, coopkg):
    told = coopkg(sample, "query", "agreements", "--endpoint", "http://127.0.0.1:9/sparql")

    assert told.returncode == 3
    assert "cannot be reached" in told.stderr


@pytest.mark.parametrize("endpoint", ["ftp://127.0.0.1/", "http://[::1/", "http://a b/", "sparql"])
def test_query_tells_that_an_endpoint_is_no_address(sample, endpoint, coopkg):
    told = coopkg(sample, "query", "agreements", "--endpoint", endpoint)

    assert told.returncode == 3
    assert "Traceback" not in told.stderr
    assert endpoint in told.stderr


@pytest.mark.parametrize("arguments", [("export",), ("infer", ROOT / "ontology" / "coopkg.ttl")])
def test_a_file_that_cannot_be_written_is_told(sample, tmp_path, arguments, coopkg):
    told = coopkg(sample, *arguments, "-o", tmp_path / "none" / "x.nt")

    assert told.returncode == 3
    assert f"{tmp_path / 'none' / 'x.nt'}: cannot be written" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_store_that_cannot_be_written_is_told(copy, tmp_path, coopkg):
    (tmp_path / "store").write_text("", encoding="utf-8")

    for command in (("build",), ("load", ROOT / "ontology" / "alignments.ttl")):
        told = coopkg(copy, *command)
        assert told.returncode == 3
        assert "no snapshot can be made" in told.stderr
        assert "Traceback" not in told.stderr


def test_export_without_what_is_implied_leaves_it_out(sample, coopkg):
    membership = (
        "<https://w3id.org/coopkg/id/viet-nam> <http://www.w3.org/ns/org#memberOf> <https://w3id.org/coopkg/id/iso> ."
    )

    assert membership in coopkg(sample, "export", "--format", "ntriples").stdout
    assert membership not in coopkg(sample, "export", "--format", "ntriples", "--stated-only").stdout


def test_load_adds_statements_and_what_follows_and_a_later_build_keeps_them(copy, tmp_path, coopkg):
    assert coopkg(copy, "build").returncode == 0
    partners = tmp_path / "partners.ttl"
    partners.write_text(
        "@prefix org: <http://www.w3.org/ns/org#> . @prefix id: <https://w3id.org/coopkg/id/> ."
        "<https://coop.example/m> org:member <https://coop.example/iec> ; org:organization id:iso .",
        encoding="utf-8",
    )

    assert coopkg(copy, "load", partners, "--graph", "https://coop.example/partners").returncode == 0
    assert coopkg(copy, "build").returncode == 0

    asked = "ASK { <https://coop.example/iec> <http://www.w3.org/ns/org#memberOf> <https://w3id.org/coopkg/id/iso> }"
    assert coopkg(copy, "query", "-", given=asked).stdout == "true\n"


def test_load_keeps_nothing_that_contradicts_the_ontology(copy, tmp_path, coopkg):
    assert coopkg(copy, "build").returncode == 0
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(
        "@prefix coop: <https://w3id.org/coopkg/ontology#> . <https://coop.example/x> a coop:Person, coop:Event .",
        encoding="utf-8",
    )

    loaded = coopkg(copy, "load", wrong)

    assert loaded.returncode == 1
    assert "cax-" in loaded.stderr
    assert coopkg(copy, "build").returncode == 0


def test_load_tells_that_a_file_holds_no_statements(copy, coopkg, tmp_path):
    empty = tmp_path / "empty.ttl"
    empty.write_text("# nothing\n", encoding="utf-8")

    loaded = coopkg(copy, "load", empty)

    assert loaded.returncode == 1
    assert "no statements" in loaded.stderr
    assert not (copy.store_dir / "journal").exists()


@pytest.mark.parametrize("graph", ["claim/iso-forum-2022-02-001", "graph/implied", "graph/provenance"])
def test_load_refuses_the_graphs_that_the_build_makes(copy, tmp_path, graph, coopkg):
    some = tmp_path / "some.nt"
    some.write_text("<https://coop.example/a> <https://coop.example/b> <https://coop.example/c> .\n", encoding="utf-8")

    loaded = coopkg(copy, "load", some, "--graph", f"https://w3id.org/coopkg/{graph}")

    assert loaded.returncode == 1
    assert graph in loaded.stderr


@pytest.mark.parametrize("graph", ["coop example", "coop", "https://coop.example/> <https://coop.example/x", ""])
def test_load_refuses_a_graph_that_is_no_iri_and_later_builds_are_not_spoilt(copy, tmp_path, graph, coopkg):
    some = tmp_path / "some.nt"
    some.write_text("<https://coop.example/a> <https://coop.example/b> <https://coop.example/c> .\n", encoding="utf-8")

    loaded = coopkg(copy, "load", some, "--graph", graph)

    assert loaded.returncode == 1
    assert "no absolute IRI" in loaded.stderr
    assert not (copy.store_dir / "journal").exists()


def test_loads_at_once_are_checked_one_after_the_other_and_all_are_kept(copy, tmp_path, coopkg):
    lines = "<https://coop.example/x%d> <https://coop.example/b> <https://coop.example/c> .\n"
    files = [tmp_path / f"{number}.nt" for number in range(3)]
    for number, path in enumerate(files):
        path.write_text(lines % number, encoding="utf-8")

    with ThreadPoolExecutor(3) as pool:
        loaded = list(pool.map(lambda path: coopkg(copy, "load", path), files))

    assert [each.returncode for each in loaded] == [0, 0, 0], [each.stderr for each in loaded]
    asked = "SELECT (COUNT(*) AS ?n) { ?s <https://coop.example/b> ?o }"
    assert coopkg(copy, "query", "-", "--format", "csv", given=asked).stdout.split() == ["n", "3"]


@pytest.mark.parametrize("name", ["out.nt", "out.ttl", "out.rdf", "out.jsonld", "out.nq", "out.trig", "out.nt.gz"])
def test_infer_writes_the_closure_in_the_syntax_that_the_name_tells(settings, tmp_path, name, coopkg):
    data, ontology = tmp_path / "data.ttl", tmp_path / "ontology.ttl"
    data.write_text(PREFIXES + ":a a :Cat .", encoding="utf-8")
    ontology.write_text(PREFIXES + ":Cat rdfs:subClassOf :Animal .", encoding="utf-8")

    told = coopkg(settings, "infer", data, "--ontology", ontology, "-o", tmp_path / name)

    assert told.returncode == 0, told.stderr
    again = coopkg(settings, "infer", tmp_path / name, "-o", tmp_path / "again.nt")
    assert again.returncode == 0, again.stderr
    assert "<https://coop.example/Animal> ." in (tmp_path / "again.nt").read_text(encoding="utf-8")


def test_infer_tells_what_holds_of_everything_when_asked(settings, tmp_path, coopkg):
    data, output = tmp_path / "data.nt", tmp_path / "out.nt"
    data.write_text("<urn:a> <urn:p> <urn:b> .\n", encoding="utf-8")

    told = coopkg(settings, "infer", data, "-o", output, "--with-axiomatic")
    refused = coopkg(settings, "infer", data, "-o", output, "--with-axiomatic", "--reasoner", "owlrl")

    assert told.returncode == 0, told.stderr
    written = output.read_text(encoding="utf-8")
    assert "<urn:a> <http://www.w3.org/2002/07/owl#sameAs> <urn:a> ." in written
    assert "<http://www.w3.org/2002/07/owl#Thing> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" in written
    assert refused.returncode == 3
    assert "axiomatic" in refused.stderr


def test_infer_leaves_the_output_as_it_was_when_an_input_is_broken(settings, tmp_path, coopkg):
    broken, output = tmp_path / "broken.ttl", tmp_path / "out.nt"
    broken.write_text(PREFIXES + "\n:a :b ", encoding="utf-8")
    output.write_text("kept", encoding="utf-8")

    told = coopkg(settings, "infer", broken, "-o", output)

    assert told.returncode == 1
    assert f"{broken}:2:" in told.stderr
    assert output.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.ttl", "out.nt"]


def test_infer_warns_of_axioms_that_have_no_effect_and_goes_on(settings, tmp_path, coopkg):
    data, output = tmp_path / "data.ttl", tmp_path / "out.nt"
    data.write_text(PREFIXES + ":p a owl:ReflexiveProperty .", encoding="utf-8")

    told = coopkg(settings, "infer", data, "-o", output)

    assert told.returncode == 0
    assert "  warning: owl:ReflexiveProperty has no effect (<https://coop.example/p>): no rule" in told.stderr
    assert "warning" not in told.stdout
    assert output.read_bytes().count(b"\n") == 1


@pytest.mark.parametrize("command", ["check", "build"])
def test_check_and_build_warn_of_axioms_that_have_no_effect(copy, coopkg, command):
    ontology = copy.ontology_dir / "coopkg.ttl"
    axiom = "\ncoop:Event rdfs:subClassOf [ a owl:Class ; owl:oneOf ( coop:Person ) ] .\n"
    ontology.write_text(ontology.read_text(encoding="utf-8") + axiom, encoding="utf-8")

    told = coopkg(copy, command)

    assert told.returncode == 0, told.stderr
    assert "  warning: owl:oneOf as a superclass has no effect (coop:Event): " in told.stderr


def test_infer_tells_a_contradiction_with_its_rule(settings, tmp_path, coopkg):
    data = tmp_path / "data.ttl"
    data.write_text(PREFIXES + ":Cat owl:disjointWith :Dog . :a a :Cat, :Dog .", encoding="utf-8")

    told = coopkg(settings, "infer", data, "-o", tmp_path / "out.nt")

    assert told.returncode == 1
    assert "cax-dw" in told.stderr
    assert not (tmp_path / "out.nt").exists()


def test_schema_prints_a_json_schema(settings, coopkg):
    schema = json.loads(coopkg(settings, "schema").stdout)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_wrong_setting_is_told_by_its_name(settings, coopkg):
    told = coopkg(replace(settings, base="ftp://coop.example"), "build")

    assert told.returncode == 3
    assert "COOPKG_BASE" in told.stderr


def test_another_base_makes_other_iris_and_the_questions_follow(copy, coopkg):
    other = replace(copy, base="https://coop.example/")
    assert coopkg(other, "build").returncode == 0

    told = coopkg(other, "query", "memberships", "--format", "csv").stdout

    assert "https://coop.example/id/iso" in told
    assert "prp-spo2" in told
