"""Offices: a title, its body and its holder, in whichever order they stand, become one token that means the holder."""

from collections.abc import Sequence
from dataclasses import dataclass

from coopkg.domain.dates import Edtf
from coopkg.extract.discourse import Discourse
from coopkg.extract.owned_titles import body_before
from coopkg.extract.sentence import Sentence
from coopkg.extract.titles import Titled, holder_after, titles_after, titles_before
from coopkg.extract.tokens import Token
from coopkg.extract.values import Referent, Title

# After these a title is what is held, not who holds it.
_AS_ROLE = frozenset({"as_role", "hold", "elect", "elect_into", "finish", "hand_over", "take_over", "represent"})


@dataclass(frozen=True, slots=True)
class Office:
    """That `holder` has the title `title` in `body`, told by the text from `start` to `end`."""

    holder: Referent
    title: Title
    body: Referent
    start: int
    end: int
    term: Edtf | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """The holder that `size` tokens became, and the offices that they tell."""

    size: int
    token: Token
    offices: Sequence[Office] = ()


def with_offices(sentence: Sentence, discourse: Discourse) -> tuple[list[Token], list[Office]]:
    """Return the tokens with titles and their holders merged into tokens of the holders, and the offices told so."""
    found: list[Token] = []
    offices: list[Office] = []
    place = 0
    while place < len(sentence.tokens):
        held = _held_at(sentence, place, discourse)
        if held is None:
            found.append(sentence.tokens[place])
            place += 1
            continue
        if isinstance(held.token.value, Referent):
            discourse.seen(held.token.label, held.token.tag, held.token.value)
        found.append(held.token)
        offices.extend(held.offices)
        place += held.size
    return found, offices


def _held_at(sentence: Sentence, place: int, discourse: Discourse) -> _Held | None:
    token = sentence.tokens[place]
    if token.label == "PER":
        titles, end = titles_after(sentence, place + 1)
        return _held(sentence.tokens[place:end], token, titles, discourse) if titles else None
    if (token.label == "ROLE" or body_before(sentence, place)) and not _is_role_only(sentence, place):
        return _title_first(sentence, place, discourse)
    return None


def _is_role_only(sentence: Sentence, place: int) -> bool:
    before = sentence.tokens[place - 1] if place else None
    return before is not None and (before.tag in _AS_ROLE or before.form in sentence.lexicon.particles.as_role)


def _title_first(sentence: Sentence, place: int, discourse: Discourse) -> _Held | None:
    titles = titles_before(sentence, place)
    if not titles:
        return None
    end = titles[-1].after
    size = holder_after(sentence, end)
    if not size:
        return _unnamed(sentence, titles[0], discourse)
    end += size
    holder = sentence.tokens[end - 1]
    more, end = titles_after(sentence, end)
    return _held(sentence.tokens[place:end], holder, [*titles, *more], discourse)


def _held(tokens: Sequence[Token], person: Token, titles: Sequence[Titled], discourse: Discourse) -> _Held:
    """Return `tokens` as the person who holds these titles."""
    holder, first, last = person.value, tokens[0], tokens[-1]
    if not isinstance(holder, Referent):
        return _Held(1, first)
    offices: list[Office] = []
    for titled in titles:
        body = titled.body or discourse.body_of(holder, titled.title)
        discourse.holds(holder, titled.title.words, body)
        if body is not None and body is not holder:
            offices.append(Office(holder, titled.title, body, first.start, last.end, titled.term))
    return _Held(len(tokens), _token(tokens, person.tag, holder), offices)


def _unnamed(sentence: Sentence, titled: Titled, discourse: Discourse) -> _Held | None:
    """Return a title without a name as its holder: whom the article called so, or somebody known by the title only."""
    tokens = sentence.tokens[titled.first : titled.after]
    holder = discourse.holder(titled.title.words, titled.body)
    if holder is not None and titled.term is not None:
        # «Chủ tịch trong nhiệm kỳ 2022-2023»: whose office it is was said before, and how long is said here.
        return _held(tokens, _token(tokens, "titled", holder), [titled], discourse)
    if holder is None and titled.body is None:
        return None
    if holder is None:
        holder = discourse.named(discourse.text[tokens[0].start : tokens[-1].end], "person")
        discourse.holds(holder, titled.title.words, titled.body)
    return _Held(len(tokens), _token(tokens, "titled", holder))


def _token(tokens: Sequence[Token], tag: str, holder: Referent) -> Token:
    form = " ".join(token.form for token in tokens)
    return Token(tokens[0].start, tokens[-1].end, form, "PER", tag, holder, tokens[0].is_capital)
