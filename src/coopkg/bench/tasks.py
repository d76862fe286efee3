"""What the engines are given: a directory with data, their ontology, and the rules in each engine's language."""

from dataclasses import dataclass
from pathlib import Path

from coopkg.bench.rule_texts import (
    jena_rules,
    n3_rules,
    nemo_rules,
    nemo_tables,
    plain_rules,
    specialized_rules,
    vocabulary_of,
)
from coopkg.bench.shapes import lines, ontology_of
from coopkg.rdf.dictionary import Dictionary, read_triples
from coopkg.rdf.terms import Iri
from coopkg.storage.files import read_quads


@dataclass(frozen=True, slots=True)
class Task:
    """One ontology and one size of data, in a directory of their own."""

    shape: str
    size: int
    directory: Path

    @property
    def data(self) -> Path:
        """Return the file of the data, in N-Triples."""
        return self.directory / "data.nt"

    @property
    def ontology(self) -> Path:
        """Return the file of the ontology, in N-Triples and without blank nodes, whose names engines choose anew."""
        return self.directory / "ontology.nt"

    def rules(self, suffix: str) -> Path:
        """Return the file of the rules in the language that has this suffix: nemo, tables, jena, n3."""
        return self.directory / f"rules.{suffix}"

    def output(self, engine: str) -> Path:
        """Return where an engine is to write its closure."""
        return self.directory / f"closure-{engine}.nt"


def prepare(task: Task) -> None:
    """Write the files of `task`, the outputs apart; `rules.tables` only takes Nemo's input apart, and has no rule."""
    task.directory.mkdir(parents=True, exist_ok=True)
    with task.data.open("w", encoding="utf-8") as file:
        file.writelines(lines(task.shape, task.size))
    task.ontology.write_bytes(read_quads(ontology_of(task.shape), base=Iri("https://coop.example/")))
    dictionary = Dictionary()
    specialized = specialized_rules(read_triples(task.ontology.read_bytes(), dictionary))
    rules = plain_rules(specialized, dictionary)
    task.rules("jena").write_text("".join(jena_rules(rules)), encoding="utf-8")
    task.rules("n3").write_text("".join(n3_rules(rules)), encoding="utf-8")
    given = read_triples(task.ontology.read_bytes() + task.data.read_bytes(), dictionary)
    vocabulary = vocabulary_of(given, rules)
    tables = "".join(nemo_tables(vocabulary, (task.ontology, task.data)))
    task.rules("tables").write_text(tables, encoding="utf-8")
    task.rules("nemo").write_text(tables + "".join(nemo_rules(rules, vocabulary)), encoding="utf-8")
