"""DuckDB as a peer: the same rules as SQL, in semi-naive rounds over one table of triples."""

from time import perf_counter
from typing import Any, Protocol

import numpy as np

from coopkg.bench.rule_texts import specialized_rules
from coopkg.bench.tasks import Task
from coopkg.rdf.dictionary import Dictionary, EncodedTriples, Ids, Terms, read_triples
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.conclusions import unspoken
from coopkg.reasoning.facts import Facts
from coopkg.reasoning.owl2rl import OWL2RL, RDF_TYPE
from coopkg.reasoning.relations import Relations, partition
from coopkg.reasoning.specialize import SpecializedRule
from coopkg.reasoning.sql import Counts, candidates, conclusions_of, novel, queries, shapes_of
from coopkg.storage.durable import write_bytes


class _Connection(Protocol):
    """What is used of DuckDB's connection."""

    def execute(self, query: str) -> "_Connection":
        """Run a query."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows of the last query."""

    def register(self, name: str, columns: dict[str, Ids]) -> object:
        """Let queries read `columns` as a table."""


def close(task: Task, name: str, threads: int) -> dict[str, float]:
    """Write the closure of `task`, the output of the engine `name`, and return the seconds of reading and of closing.

    Terms are encoded before, and decoded after, as coopkg does it; the rules are made before the clock of the closure
    starts.
    """
    import duckdb  # noqa: PLC0415  (a peer, which need not be there)

    start = perf_counter()
    dictionary = Dictionary()
    rules = specialized_rules(read_triples(task.ontology.read_bytes(), dictionary))
    given = read_triples(task.ontology.read_bytes() + task.data.read_bytes(), dictionary)
    connection = duckdb.connect(config={"threads": threads})
    _load(connection, given, rules)
    read = perf_counter()
    _saturate(connection, rules, dictionary)
    closed = perf_counter()
    columns = connection.sql("SELECT s, p, o FROM T").fetchnumpy()
    write_bytes(task.output(name), _ntriples(EncodedTriples(dictionary, *(columns[name] for name in "spo"))))
    return {"read_s": read - start, "closure_s": closed - read}


def _load(connection: _Connection, given: EncodedTriples, rules: list[SpecializedRule]) -> None:
    facts: list[tuple[int | str, int | str, int | str]] = [
        head.slots for rule in rules if not rule.body for head in rule.head
    ]
    told = np.array(facts, np.int64).reshape(-1, 3)
    columns = (given.subjects, given.predicates, given.objects)
    table = {
        name: np.concatenate((column, told[:, place]))
        for place, (name, column) in enumerate(zip("spo", columns, strict=True))
    }
    connection.register("given", table)
    connection.execute("CREATE TABLE T AS SELECT DISTINCT s, p, o FROM given")


def _saturate(connection: _Connection, rules: list[SpecializedRule], dictionary: Dictionary) -> None:
    """Run rounds until nothing new follows."""
    type_id = dictionary.encode(RDF_TYPE)
    rules_out = unspoken(dictionary, OWL2RL)
    shapes = shapes_of(conclusions_of(rules), type_id)
    newest = everything = _counts(connection, "T", type_id)
    while texts := list(queries(shapes, newest, everything, type_id)):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE C AS {candidates(texts, rules_out)}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE D AS {novel('C')}")
        connection.execute("INSERT INTO T SELECT s, p, o FROM D")
        newest, everything = _counts(connection, "D", type_id), _counts(connection, "T", type_id)
        if not newest:
            break


def _counts(connection: _Connection, table: str, type_id: int) -> Counts:
    """Return how many triples of each predicate, and instances of each class, a table has; nothing if it is empty."""
    rows: list[tuple[Any, ...]] = connection.execute(f"SELECT p, NULL, count(*) FROM {table} GROUP BY p").fetchall()
    rows += connection.execute(f"SELECT p, o, count(*) FROM {table} WHERE p = {type_id} GROUP BY p, o").fetchall()
    counts: dict[tuple[int | None, int | None], int] = {
        (predicate, object_): found for predicate, object_, found in rows
    }
    total = sum(found for (_, object_), found in counts.items() if object_ is None)
    return {**counts, (None, None): total} if total else {}


def _ntriples(triples: EncodedTriples) -> bytes:
    dictionary: Terms = triples.dictionary
    relations = Relations(dictionary.id_of(RDF_TYPE) or 0)
    relations.absorb(partition(triples, relations.type_id), stamp=0)
    return Closure(dictionary, Facts(relations), (), "duckdb").ntriples()
