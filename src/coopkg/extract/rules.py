"""The rules of the grammar: which pattern states which type of fact, and where its arguments stand.

A rule of `grammar/<language>/rules.yaml`:

- `name`: of the rule; `type`: of the fact, a key of `FACT_TYPES`;
- `pattern`: one pattern or several (`coopkg.extract.patterns`);
- `arguments`: for each argument of the fact where it comes from, in one of the ways below, `?` after it where it may be
  missing, `+` where each of several joined by «và» makes a fact of its own, `*` where all of them are one argument;
  several ways are joined by ` or `, and the first that finds something counts; two joined by ` with ` count together;
- `yields`: the types of facts to which the rule gives way where another reads them inside its words; `most` is any fact
  that has most of them;
- `not_after`, `not_before`: words that may not stand right before the match, or right after it;
- `under`: the scopes in which it holds (`coopkg.extract.scope`), all of `DEFAULT_UNDER` where it says nothing;
- `modality`: where the rule decides it itself; `shares`: whether its words may serve other rules of lower rank, too.

Rules that stand first come first: the words that made one fact make no other.

The ways:

- `=text`: the text itself; `=role:slug`: a role, where a title is asked for; `@name`: what the pattern captured;
- `subject`: who does it; `subject adjacent`: only who stands right before; `subject any`: also one that is no known
  name; `agent`: the first agent of the sentence; `doer`: who did what was told last before the match;
- `after LABELS n`: the first such token within n after the match; `before LABELS n`: within n before it;
  `near LABELS`: the nearest one in the sentence; `last LABELS`: the thing of that label spoken of last;
  `earlier LABELS`: the last one before this sentence;
- `speaker`: who says it; `frame`: the body within which the sentence says that it is done;
- `setting`: the event at which what the article tells takes place;
- `sums x n`: the sums within n; `counted`: what a number counts; `comparator`: how it is compared;
- `words`: the words of the match; `rest`: those from the match to the end of its clause; `clause`: those with the match
  itself; `around`: the whole clause; `so_far`: the sentence before the match; `quoted`: the quotation beside the match;
  `named KIND before`: a new thing called by the clause, with some words before.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import cast, get_args

from coopkg.domain.facts import FACT_TYPES, Modality
from coopkg.errors import GrammarError
from coopkg.extract.arguments import fits
from coopkg.extract.grammar import read_grammar
from coopkg.extract.sources import Source, sources_of
from coopkg.extract.values import Title

#: A rule that does not say in which scopes it holds reads what is told, planned or denied, but no hopes or purposes.
DEFAULT_UNDER = frozenset({"", "say", "planned", "denied"})
_KEYS = frozenset(
    {"name", "type", "pattern", "arguments", "under", "modality", "shares", "not_after", "not_before", "yields"}
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the grammar."""

    name: str
    type: str
    patterns: tuple[str, ...]
    arguments: Mapping[str, tuple[Source, ...]]
    under: frozenset[str]
    modality: Modality | None
    shares: bool
    rank: int
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    yields: frozenset[str] = frozenset()


def read_rules(language: str) -> tuple[Rule, ...]:
    """Return the rules of `grammar/<language>/rules.yaml` in their order; GrammarError where one cannot be used."""
    loaded = cast("Iterable[Mapping[str, object]]", read_grammar(language, "rules"))
    return tuple(_rule(given, rank) for rank, given in enumerate(loaded))


def _rule(given: Mapping[str, object], rank: int) -> Rule:
    name, kind, modality = str(given.get("name")), str(given.get("type")), given.get("modality")
    if fault := _fault(given, kind):
        raise GrammarError(name, fault)
    texts = cast("Mapping[str, str]", given.get("arguments") or {})
    arguments = {argument: tuple(sources_of(name, str(text))) for argument, text in texts.items()}
    if useless := [argument for argument, sources in arguments.items() if not _fits(kind, argument, sources)]:
        raise GrammarError(name, f"{kind} cannot take what is always the same as {', '.join(useless)}")
    pattern = given.get("pattern")
    return Rule(
        name=name,
        type=kind,
        patterns=tuple(map(str, pattern)) if isinstance(pattern, list) else (str(pattern),),
        arguments=arguments,
        under=DEFAULT_UNDER if given.get("under") is None else frozenset(map(_scope, _words(given, "under"))),
        modality=cast("Modality | None", modality),
        shares=bool(given.get("shares", False)),
        rank=rank,
        not_after=_words(given, "not_after"),
        not_before=_words(given, "not_before"),
        yields=_words(given, "yields"),
    )


def _fault(given: Mapping[str, object], kind: str) -> str | None:
    """Return why a rule cannot be used, None where it can."""
    if unknown := given.keys() - _KEYS:
        return f"there is no key {', '.join(sorted(unknown))}"
    if kind not in FACT_TYPES:
        return f"there is no type of fact «{kind}»"
    arguments = cast("Mapping[str, str]", given.get("arguments") or {})
    if unknown := arguments.keys() - {field.name for field in fields(FACT_TYPES[kind])}:
        return f"{kind} has no argument {', '.join(sorted(unknown))}"
    modality = given.get("modality")
    if modality is not None and modality not in get_args(Modality):
        return f"there is no modality «{modality}»"
    if modality is None and "possible" in _words(given, "under"):
        return "what is possible has no modality, if the rule does not say which"
    return None


def _fits(kind: str, argument: str, sources: Iterable[Source]) -> bool:
    """Tell whether an argument can take the texts and the roles of its sources."""
    texts = all(fits(kind, argument, each.text) for each in sources if each.way == "constant")
    return texts and all(fits(kind, argument, Title(each.text, each.text)) for each in sources if each.way == "role")


def _words(given: Mapping[str, object], key: str) -> frozenset[str]:
    return frozenset(map(str, cast("Iterable[object]", given.get(key) or ())))


def _scope(name: str) -> str:
    """Return the scope that a rule calls so: what the article itself tells has none."""
    return "" if name == "told" else name


def patterns_of(rules: Iterable[Rule]) -> Iterator[tuple[str, str]]:
    """Yield each pattern with the name of its rule."""
    for rule in rules:
        for pattern in rule.patterns:
            yield rule.name, pattern
