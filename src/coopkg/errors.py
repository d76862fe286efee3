"""The errors that coopkg raises; each carries its place as fields, not only as text.

The tree::

    CoopkgError
    ├── BadInputError           one file says something wrong at one line
    ├── FaultsError             many BadInputErrors at once: `coopkg check` reports all of them
    ├── RuleError               a rule file or a rule cannot be used
    ├── GrammarError            a rule of the extraction grammar cannot be used
    ├── OntologyError           the ontology is broken where the reasoner needs it (a list without an end)
    ├── InconsistencyError      the stated triples contradict the ontology
    ├── ProofError              a step of a proof is not what it says it is
    ├── QueryError              a SPARQL query is not valid, or asks for what is refused
    ├── UnknownTermError        an IRI, slug, graph or triple that the dataset does not hold
    ├── EndpointError           a SPARQL endpoint elsewhere gives no answer
    ├── LimitError              a query goes beyond a limit: time, memory, the size of its answer
    ├── BusyError               too many queries wait already
    ├── WorkerError             the process that works for a result ended, or none may be started
    ├── OutputError             a file cannot be written where it is asked for
    ├── RefusedError            a change that nobody may make
    ├── LoadError               a document elsewhere, which is to be loaded, cannot be had
    ├── WriterError             the process that writes cannot be reached, or ended before it answered
    ├── SnapshotError           there is no usable snapshot, or the store cannot be read or written
    │   └── NoSpaceError        the disk is full
    ├── SettingError            a setting has a value that cannot be used
    └── BenchError              a benchmark cannot be carried through

Errors of libraries are wrapped where they enter; everything that is no `CoopkgError` is our own bug.
"""

from collections.abc import Sequence
from pathlib import Path


class CoopkgError(Exception):
    """The base of every error that coopkg raises on purpose; `str()` of it is fit for a user's eyes."""


class BadInputError(CoopkgError):
    """One input file holds something that cannot be used.

    `path` and `line` (counted from 1; 0 when the fault is the file's as a whole) say where, `reason` what is wrong and,
    where it can be told, what to do.
    """

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.path = Path(path)
        self.line = line
        self.reason = reason


class FaultsError(CoopkgError):
    """Everything that is wrong with the inputs, at once and in the order of files and lines."""

    def __init__(self, faults: Sequence[BadInputError]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class RuleError(CoopkgError):
    """A rule cannot be used; `line` and `column` count from 1, 0 where the place is the whole rule."""

    def __init__(self, rule: str, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"{rule}:{line}:{column}: {reason}" if line else f"{rule}: {reason}")
        self.rule = rule
        self.reason = reason
        self.line = line
        self.column = column


class GrammarError(CoopkgError):
    """A rule of the extraction grammar cannot be used; `rule` names it."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(f"grammar rule {rule}: {reason}")
        self.rule, self.reason = rule, reason


class OntologyError(CoopkgError):
    """The ontology is broken at `subject` (N-Triples form) in a way that the reasoner cannot pass over."""

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason


class InconsistencyError(CoopkgError):
    """The stated triples contradict the ontology; `clashes` holds one readable account for each contradiction."""

    def __init__(self, clashes: Sequence[str]) -> None:
        super().__init__("the dataset is inconsistent:\n" + "\n".join(clashes))
        self.clashes = tuple(clashes)


class ProofError(CoopkgError):
    """Step `step` of a proof, counted from 1 as in its written forms, does not hold; 0 is what is proved as a whole."""

    def __init__(self, step: int, reason: str) -> None:
        super().__init__(f"step {step}: {reason}" if step else reason)
        self.step = step
        self.reason = reason


class QueryError(CoopkgError):
    """A SPARQL query cannot be answered; `line` and `column` count from 1, 0 where no place is known."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(f"line {line}, column {column}: {reason}" if line else reason)
        self.reason = reason
        self.line = line
        self.column = column


class UnknownTermError(CoopkgError):
    """What was asked for is not in the dataset; `term` is what was asked."""

    def __init__(self, term: str, reason: str) -> None:
        super().__init__(f"{term}: {reason}")
        self.term = term
        self.reason = reason


class EndpointError(CoopkgError):
    """The SPARQL endpoint at `url` cannot be reached, refuses the query, or answers with what is no SPARQL result."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class LimitError(CoopkgError):
    """A query goes beyond `limit` ("deadline", "memory", "result size"), whose value is `value`; it was stopped."""

    def __init__(self, limit: str, value: str, remedy: str) -> None:
        super().__init__(f"the query was stopped at its limit: {limit}, {value}")
        self.limit = limit
        self.value = value
        self.remedy = remedy


class BusyError(CoopkgError):
    """Too many queries wait already; after `retry_after_s` whole seconds there may be room."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"too many queries at once; ask again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class WorkerError(CoopkgError):
    """There is no result because the process that works for it (on a query, on articles) ended, or none may start."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


class OutputError(CoopkgError):
    """The output at `path` cannot be written; what was there is as it was."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: cannot be written: {reason}")
        self.path = path
        self.reason = reason


class RefusedError(CoopkgError):
    """A change that nobody may make: `subject` is the graph, host or clause that is refused, `reason` says why."""

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason


class WriterError(CoopkgError):
    """The process that writes cannot be reached, or ended before it answered; `reason` tells what is known."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LoadError(CoopkgError):
    """The document at `source`, somewhere else, cannot be had, or is not what is to be loaded."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class SnapshotError(CoopkgError):
    """There is no snapshot at `path`; or what the store has there is damaged, or cannot be read or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NoSpaceError(SnapshotError):
    """The disk takes no more at `path`."""


class SettingError(CoopkgError):
    """The setting `name` has a value that cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class BenchError(CoopkgError):
    """A piece of `work` that a benchmark needs cannot be done."""

    def __init__(self, work: str, reason: str) -> None:
        super().__init__(f"{work}: {reason}")
        self.work = work
        self.reason = reason
