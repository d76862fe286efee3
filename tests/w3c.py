"""The test suite of SPARQL 1.1 as the W3C's manifests describe it; `COOPKG_W3C_TESTS` names its directory.

A test is a resource of a manifest: its type, what is done (`mf:action`) and what is to come out (`mf:result`).
`w3c_known_failures.toml` names those that cannot pass, each with the reason.
"""

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest

VARIABLE = "COOPKG_W3C_TESTS"
NAMED = os.environ.get(VARIABLE)
# Beside the checkout is where the suite is looked for unasked.
DIRECTORY = (Path(NAMED) if NAMED else Path(__file__).parents[2] / "shared" / "w3c") / "sparql11"
# Where the suite was written: names of files are resolved against it, so that IRIs are alike on every machine.
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
PREFIXES = {
    "cnt": "http://www.w3.org/2011/content#",
    "ht": "http://www.w3.org/2011/http#",
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "qt": "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "ut": "http://www.w3.org/2009/sparql/tests/test-update#",
    "ent": "http://www.w3.org/ns/entailment/",
    "pr": "http://www.w3.org/ns/owl-profile/",
    "dawgt": "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#",
}


def named(name):
    """The term for a prefixed name: `mf:action`."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


@dataclass(frozen=True, slots=True)
class Node:
    """A term of a manifest, and what the manifest says of it; properties are given as prefixed names."""

    term: ox.NamedNode | ox.BlankNode | ox.Literal
    manifest: ox.Store = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The IRI, or the text of the literal."""
        return self.term.value

    @property
    def path(self) -> Path:
        """The file that the IRI names."""
        assert self.text.startswith(BASE), f"{self.text} is no file of the suite"
        return DIRECTORY / self.text.removeprefix(BASE)

    def all(self, name: str) -> list["Node"]:
        if isinstance(self.term, ox.Literal):
            return []
        quads = self.manifest.quads_for_pattern(self.term, named(name), None, None)
        return [Node(quad.object, self.manifest) for quad in quads]

    def get(self, name: str) -> "Node | None":
        found = self.all(name)
        assert len(found) <= 1, f"{self.text} has several values of {name}"
        return found[0] if found else None

    def one(self, name: str) -> "Node":
        found = self.get(name)
        assert found is not None, f"{self.text} has no {name}"
        return found

    def list(self, name: str) -> list["Node"]:
        """The members of the collection that the property has as its value; none where it has no value."""
        members, rest = [], self.get(name)
        while rest is not None and rest.term != named("rdf:nil"):
            members.append(rest.one("rdf:first"))
            rest = rest.one("rdf:rest")
        return members


@dataclass(frozen=True, slots=True)
class Case:
    """One test: `kind` is its type (`UpdateEvaluationTest`), `file` the manifest that describes it as `node`."""

    iri: str
    kind: str
    name: str
    file: Path
    node: Node = field(repr=False, compare=False)

    @property
    def action(self) -> Node:
        return self.node.one("mf:action")

    @property
    def result(self) -> Node:
        return self.node.one("mf:result")


def cases(*areas: str, kinds: Iterable[str] = ()) -> list[Case]:
    """The tests of those folders in the order of their manifests, all or those of some kinds; none without a suite."""
    found = [case for area in areas for case in _cases_of(DIRECTORY / area / "manifest.ttl")]
    wanted = set(kinds)
    return [case for case in found if not wanted or case.kind in wanted]


def _cases_of(file: Path) -> Iterator[Case]:
    if not file.is_file():
        return
    manifest = ox.Store()
    iri = BASE + file.relative_to(DIRECTORY).as_posix()
    manifest.load(file.read_bytes(), ox.RdfFormat.TURTLE, base_iri=iri)
    root = Node(ox.NamedNode(iri), manifest)
    for included in root.list("mf:include"):
        yield from _cases_of(included.path)
    for node in root.list("mf:entries"):
        kind = node.one("rdf:type").text.partition("#")[2]
        yield Case(node.text, kind, node.one("mf:name").text, file, node)


def known_failures(table: str) -> dict[str, str]:
    """The tests in one table of the list of known failures: IRI to reason."""
    file = Path(__file__).with_name("w3c_known_failures.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")).get(table, {})


def parameters(found: Iterable[Case], table: str) -> list:
    """The tests for `pytest.mark.parametrize`; those known to fail must go on failing by an assertion."""
    known = known_failures(table)
    return [pytest.param(case, id=_short(case), marks=_marks(known.get(case.iri))) for case in found]


def _short(case: Case) -> str:
    return f"{case.file.parent.name}/{case.iri.partition('#')[2]}"


def _marks(reason: str | None) -> list:
    return [] if reason is None else [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)]


def check_suite(found: Iterable[Case], table: str) -> None:
    """Skip without a suite; fail where the environment names one that is not there, or the list names no test."""
    if not NAMED and not DIRECTORY.is_dir():
        pytest.skip(f"{VARIABLE} does not name the directory of the W3C's tests, and they are not beside the checkout")
    assert DIRECTORY.is_dir(), f"{VARIABLE} names {DIRECTORY.parent}, which has no directory `sparql11`"
    iris = [case.iri for case in found]
    assert iris, f"{DIRECTORY} holds no test"
    assert set(iris) >= known_failures(table).keys()
