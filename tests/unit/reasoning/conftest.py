from collections.abc import Callable

import pytest

from coopkg.rdf.dictionary import Dictionary, EncodedTriples, TokenTriple, read_triples
from coopkg.rdf.vocabulary import OWL, PREFIXES, RDF
from coopkg.reasoning.closure import Closure
from coopkg.reasoning.columns import ColumnsEngine
from coopkg.reasoning.owl2rl import OWL2RL
from coopkg.reasoning.rule_parser import parse_user_rule


def token_of(word: str) -> str:
    """Return a token: a name with a known prefix, a literal as it stands, or any other word under coop.example."""
    if word.startswith(("<", "_:", '"')):
        return word
    prefix, colon, name = word.partition(":")
    if prefix == "owl":
        return f"<{OWL[name]}>"
    return f"<{PREFIXES[prefix]}{name}>" if colon else f"<https://coop.example/{word}>"


@pytest.fixture
def triple() -> Callable[[str], TokenTriple]:
    def made(words: str) -> TokenTriple:
        subject, predicate, object_ = words.split()
        return token_of(subject), f"<{RDF['type']}>" if predicate == "a" else token_of(predicate), token_of(object_)

    return made


@pytest.fixture
def stated(triple: Callable[[str], TokenTriple]) -> Callable[..., EncodedTriples]:
    def made(*statements: str) -> EncodedTriples:
        lines = "".join(f"{' '.join(triple(statement))} .\n" for statement in statements)
        return read_triples(lines.encode(), Dictionary())

    return made


@pytest.fixture
def closure_of(stated: Callable[..., EncodedTriples]) -> Callable[..., Closure]:
    """Return the closure of triples written as words, under OWL 2 RL and user rules."""

    def made(*statements: str, rules: tuple[str, ...] = ()) -> Closure:
        user_rules = [parse_user_rule(text, f"rule-{number}") for number, text in enumerate(rules, start=1)]
        return ColumnsEngine().closure(stated(*statements), (*OWL2RL, *user_rules))

    return made
