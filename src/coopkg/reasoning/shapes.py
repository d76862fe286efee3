"""SHACL: what the data must look like, checked over what is stated (Shapes Constraint Language, W3C, 20 July 2017)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["violation", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a shape finds wrong.

    `focus` is the IRI of the node (or a blank node's token), `path` the property path in SPARQL syntax and `value` the
    token of the value that is wrong, None where the result has none. `messages` tells by language what must be so.
    """

    focus: str
    path: str | None
    value: str | None
    messages: Mapping[str, str]
    severity: Severity

    def __str__(self) -> str:
        """Return the node, the path, the value and the messages in both languages, on one line."""
        parts = (self.focus, self.path, self.value)
        texts = (self.messages[language] for language in sorted(self.messages))
        return f"{' '.join(part for part in parts if part)}: {' / '.join(texts)}"


def violations(ntriples_of_stated: str, shapes: Path) -> list[Violation]:
    """Return what the shapes in the Turtle file `shapes` find wrong with the stated triples, in a fixed order.

    The triples are N-Triples or N-Quads (graphs make no difference), one a line in canonical form. Those of the
    ontology must be among them: subclasses are followed by the `rdfs:subClassOf` that is there, nothing is inferred.
    BadInputError where `shapes` cannot be used.
    """
    from coopkg.reasoning import shacl  # noqa: PLC0415 - rdflib and pySHACL take 0.15 s to import

    rows = shacl.results(ntriples_of_stated, shapes)
    return sorted(
        (Violation(*row) for row in rows),
        key=lambda found: (found.focus, found.path or "", found.value or "", str(found)),
    )
