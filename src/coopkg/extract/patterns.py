"""Patterns of tokens: a short notation, compiled for spaCy's `Matcher`.

The parts of a pattern stand between blanks:

- `word`, or `one|or|another`: a word by its folded form; `two_words`: words that a class merges into one;
- `#class`: a word class of `words.yaml`; `LABEL` in capitals: a merged token (`ORG`, `WHEN` …); `|` joins both, too;
- `..3`: up to three words that are no merged tokens;
- `name=part`: what matches is captured as `name`;
- `?`, `*` at the end of a part: it may be missing, or come several times.

Alternatives are multiplied out, so that spaCy compares numbers only: its sets would call back into Python for each
token.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import cast

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from coopkg.errors import GrammarError
from coopkg.extract.tokens import Token

_PART = re.compile(r"(?:(?P<name>[a-z_]+)=)?(?P<body>.+?)(?P<op>[?*]?)")
_GAP = re.compile(r"\.\.(\d+)")
_LABEL = re.compile(r"[A-Z]{2,}")

#: What spaCy asks of one token.
Attributes = dict[str, object]


@dataclass(frozen=True, slots=True)
class Match:
    """A match of the rule `rule` in the tokens from `first` to before `last`, with the places of its captures."""

    rule: str
    first: int
    last: int
    captures: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Compiled:
    patterns: list[list[Attributes]]
    names: tuple[str, ...]


def _compiled(rule: str, notation: str) -> _Compiled:
    choices: list[list[Attributes]] = []
    names: list[str] = []
    for part in notation.split():
        match = _PART.fullmatch(part)
        if match is None:
            raise GrammarError(rule, f"«{part}» is no part of a pattern")
        gap = _GAP.fullmatch(match["body"])
        if gap is not None:
            choices.append([{"ENT_TYPE": "", "IS_PUNCT": False, "OP": f"{{0,{gap[1]}}}"}])
        else:
            choices.append([_attribute(each, match["op"]) for each in match["body"].split("|")])
        names.append(match["name"] or "")
    return _Compiled([list(each) for each in product(*choices)], tuple(names))


def _attribute(body: str, op: str) -> Attributes:
    if body.startswith("#"):
        attribute: Attributes = {"TAG": body[1:]}
    elif _LABEL.fullmatch(body):
        attribute = {"ENT_TYPE": body}
    else:
        attribute = {"ORTH": body.replace("_", " ")}
    return {**attribute, "OP": op} if op else attribute


# What a pattern needs is looked for by the first of these that it has: there are many names and few verbs of a class.
_TELLING = ("TAG", "ORTH", "ENT_TYPE")

#: What some token of a sentence must have: an attribute and its value.
Need = tuple[str, object]


def _need(pattern: Sequence[Attributes]) -> Need:
    """Return what a sentence must have for a pattern to match at all; it decides whether the pattern is tried."""
    required = [part for part in pattern if "OP" not in part]
    for attribute in _TELLING:
        for part in required:
            if attribute in part:
                return attribute, part[attribute]
    return "", ""


class Patterns:
    """The patterns of all rules, in one matcher for each thing that they need: most sentences have few of these."""

    def __init__(self, notations: Sequence[tuple[str, str]]) -> None:
        """Compile pairs of a rule's name and a pattern; GrammarError where one cannot be read."""
        self._vocab = Vocab()
        self._matchers: dict[Need, Matcher] = {}
        self._names: dict[int, tuple[str, tuple[str, ...]]] = {}
        for number, (rule, notation) in enumerate(notations):
            key = f"{rule}/{number}"
            compiled = _compiled(rule, notation)
            for need, patterns in _by_need(compiled.patterns).items():
                matcher = self._matchers.setdefault(need, Matcher(self._vocab))
                matcher.add(key, patterns, greedy="LONGEST")
            self._names[self._vocab.strings[key]] = (rule, compiled.names)

    def matches(self, tokens: Sequence[Token]) -> Iterator[Match]:
        """Yield all matches in the tokens of a sentence, in no order."""
        has: set[Need] = {("", "")}
        for token in tokens:
            has.update((("ENT_TYPE", token.label),) if token.label else (("TAG", token.tag), ("ORTH", token.form)))
        matchers = [matcher for need, matcher in self._matchers.items() if need in has]
        if not tokens or not matchers:
            return
        doc = self._doc(tokens)
        for matcher in matchers:
            # spaCy's types know no alignments.
            found = matcher(doc, with_alignments=True, allow_missing=True)
            for key, first, last, alignment in cast("list[tuple[int, int, int, list[int]]]", found):
                yield self._match(key, first, last, alignment)

    def _match(self, key: int, first: int, last: int, alignment: Sequence[int]) -> Match:
        rule, names = self._names[key]
        captures: dict[str, int] = {}
        for offset, part in enumerate(alignment):
            if names[part]:
                captures.setdefault(names[part], first + offset)
        return Match(rule, first, last, captures)

    def _doc(self, tokens: Sequence[Token]) -> Doc:
        # Each merged token is the same word to spaCy: the vocabulary stays small over thousands of articles.
        return Doc(
            self._vocab,
            words=[token.label or token.form for token in tokens],
            tags=[token.tag if not token.label else "" for token in tokens],
            ents=[f"B-{token.label}" if token.label else "O" for token in tokens],
        )


def _by_need(patterns: Sequence[list[Attributes]]) -> dict[Need, list[list[Attributes]]]:
    found: dict[Need, list[list[Attributes]]] = {}
    for pattern in patterns:
        found.setdefault(_need(pattern), []).append(pattern)
    return found
