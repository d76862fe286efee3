"""Clauses: the tokens of a sentence as clauses see them: where a clause ends, and what is joined to what in it."""

from collections.abc import Iterator, Sequence

from coopkg.extract.phrases import Phrases
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token

#: The labels of what does something.
AGENTS = frozenset({"PER", "ORG", "LAND", "GROUP"})
#: Words of these classes stand between a subject and its verb.
BETWEEN = frozenset({"adverb", "future", "deny", "intend", "first", "online"})
# Verbs that begin a new main clause after a comma.
MAIN = frozenset({"say", "hope", "request", "thank", "congratulate", "appreciate", "commit", "support"})
_NEW_CLAUSE = frozenset({"first", "purpose"})
_END_SIGNS = frozenset({";", "!", "?", "…"})
_START_SIGNS = frozenset({",", ";", ":", "-", "(", '"'})
# So long is a remark that says who holds an event, with the verb that ends it.
_MOST_BY = 7
_HELD = frozenset({"organise", "lead", "develop"})
_JOINTS = frozenset({",", ";", "/", "&"})


def with_words(tokens: Sequence[Token], words: Phrases[str]) -> list[Token]:
    """Return the tokens with the phrases of the word classes merged and tagged."""
    forms = [token.form if not token.label else "" for token in tokens]
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        phrase = words.longest(forms, place) if forms[place] else None
        if phrase is None:
            found.append(tokens[place])
            place += 1
            continue
        length, tag = phrase
        first, last = tokens[place], tokens[place + length - 1]
        form = " ".join(forms[place : place + length])
        found.append(Token(first.start, last.end, form, "", tag, None, first.is_capital))
        place += length
    return found


def clause_end(sentence: Sentence, place: int) -> int:
    """Return where the clause that goes on at `place` ends: before a sign or a new main clause."""
    tokens, depth = sentence.tokens, 0
    for at in range(place, len(tokens)):
        if tokens[at].form in {"(", "["}:
            depth += 1
        elif tokens[at].form in {")", "]"}:
            depth -= 1
        if depth <= 0 and _ends_at(sentence, at):
            return at
    return len(tokens) - (bool(tokens) and tokens[-1].form == ".")


def clause_start(sentence: Sentence, place: int) -> int:
    """Return where the clause of the token at `place` begins: after the last sign before it."""
    signs = (at for at in range(place - 1, -1, -1) if sentence.tokens[at].form in _START_SIGNS)
    return next((at + 1 for at in signs if not sentence.tokens[at].label), 0)


def coordinated(sentence: Sentence, place: int, labels: frozenset[str], end: int | None = None) -> Iterator[int]:
    """Yield `place` and the places of the tokens with `labels` that are joined to it before `end`: «A, B và C»."""
    tokens = sentence.tokens if end is None else sentence.tokens[:end]
    yield place
    is_closed = "closed_lists" in sentence.lexicon.names.traits
    pending: list[int] = []
    after = place + 1
    while after + 1 < len(tokens):
        # «ISO (ISO Council)»: a bracket is passed over.
        if tokens[after].form == "(":
            closing = next((at for at in range(after, len(tokens)) if tokens[at].form == ")"), None)
            if closing is None:
                return
            after = closing + 1
            continue
        after = _after_by(sentence, after)
        following = _after_joint(sentence, after, len(tokens)) if after + 1 < len(tokens) else None
        if following is None or tokens[following].label not in labels:
            return
        pending.append(following)
        # Where lists are closed a comma alone joins nothing: «With funds from the EU, UNIDO builds …».
        if not is_closed or tokens[after].form != "," or tokens[after + 1].tag == "and":
            yield from pending
            pending = []
        after = following + 1


def _after_by(sentence: Sentence, place: int) -> int:
    """Return the place after a remark at `place` that says who holds an event: «hội nghị do UNIDO tổ chức, …»."""
    tokens = sentence.tokens
    if tokens[place].tag != "by":
        return place
    places = range(place + 1, min(place + _MOST_BY, len(tokens)))
    return next((at + 1 for at in places if tokens[at].tag in _HELD), place)


def _after_joint(sentence: Sentence, place: int, end: int) -> int | None:
    """Return the place of what the joint at `place` joins to the left, None where no joint stands there."""
    tokens, particles = sentence.tokens, sentence.lexicon.particles
    if tokens[place].form not in _JOINTS and tokens[place].tag != "and":
        return None
    following = place + 1
    if tokens[following].tag == "and" and following + 1 < end:
        following += 1
    word = tokens[following].form
    if (word in particles.articles or word in particles.repeated) and following + 1 < end:
        following += 1
    return following


def _ends_at(sentence: Sentence, place: int) -> bool:
    token = sentence.tokens[place]
    if token.form in _END_SIGNS and not token.label:
        return True
    if token.form in {",", "-"} and _begins_clause(sentence, place + 1):
        return True
    return token.tag == "and" and _begins_main(sentence, place + 1)


def _begins_clause(sentence: Sentence, place: int) -> bool:
    if place >= len(sentence.tokens):
        return True
    token = sentence.tokens[place]
    is_new = token.tag in _NEW_CLAUSE or token.form in sentence.lexicon.particles.anew
    return is_new or _begins_main(sentence, place)


def _begins_main(sentence: Sentence, place: int) -> bool:
    """Tell whether a main verb stands at `place`, after its subject or without one."""
    tokens, at = sentence.tokens, place
    if at < len(tokens) and tokens[at].tag == "and":
        at += 1
    if at < len(tokens) and tokens[at].form in sentence.lexicon.particles.articles:
        at += 1
    if at < len(tokens) and tokens[at].label in AGENTS:
        at += 1
        if at < len(tokens) and _is_finite(sentence, tokens[at]):
            return True
    while at < len(tokens) and tokens[at].tag in BETWEEN:
        at += 1
    return at < len(tokens) and tokens[at].tag in MAIN and not tokens[at].label


def _is_finite(sentence: Sentence, token: Token) -> bool:
    """Tell whether a verb begins with an auxiliary: after its subject it begins a clause («…, and the JICA has …»)."""
    first = token.form.partition(" ")[0]
    return bool(first) and not token.label and sentence.lexicon.words.longest([first], 0) == (1, "aux")
