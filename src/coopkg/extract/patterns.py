"""Patterns of tokens: a short notation, compiled for spaCy's `Matcher`.

The parts of a pattern stand between blanks:

- `word`, or `one|or|another`: a word by its folded form;
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
        attribute = {"ORTH": body}
    return {**attribute, "OP": op} if op else attribute


class Patterns:
    """The patterns of all rules in one matcher."""

    def __init__(self, notations: Sequence[tuple[str, str]]) -> None:
        """Compile pairs of a rule's name and a pattern; GrammarError where one cannot be read."""
        self._vocab = Vocab()
        self._matcher = Matcher(self._vocab)
        self._names: dict[int, tuple[str, tuple[str, ...]]] = {}
        for number, (rule, notation) in enumerate(notations):
            key = f"{rule}/{number}"
            compiled = _compiled(rule, notation)
            self._matcher.add(key, compiled.patterns, greedy="LONGEST")
            self._names[self._vocab.strings[key]] = (rule, compiled.names)

    def matches(self, tokens: Sequence[Token]) -> Iterator[Match]:
        """Yield all matches in the tokens of a sentence, in no order."""
        if not tokens:
            return
        found = self._matcher(self._doc(tokens), with_alignments=True, allow_missing=True)
        # spaCy's types know no alignments.
        for key, first, last, alignment in cast("list[tuple[int, int, int, list[int]]]", found):
            rule, names = self._names[key]
            captures: dict[str, int] = {}
            for offset, part in enumerate(alignment):
                if names[part]:
                    captures.setdefault(names[part], first + offset)
            yield Match(rule, first, last, captures)

    def _doc(self, tokens: Sequence[Token]) -> Doc:
        # Each merged token is the same word to spaCy: the vocabulary stays small over thousands of articles.
        return Doc(
            self._vocab,
            words=[token.label or token.form for token in tokens],
            tags=[token.tag if not token.label else "" for token in tokens],
            ents=[f"B-{token.label}" if token.label else "O" for token in tokens],
        )
