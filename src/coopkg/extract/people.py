"""People: capitals after an honorific or a title, Vietnamese names by their surname, and how they are called again."""

from collections.abc import Sequence

from coopkg.extract.discourse import Discourse
from coopkg.extract.sentence import Sentence
from coopkg.extract.spots import Merged, Spot
from coopkg.extract.tokens import Token, folded_words
from coopkg.extract.values import Referent, Value

_MOST_SYLLABLES = 5
_LEAST_SYLLABLES = 2
# So many people back a part of a name may still mean somebody.
_MOST_PEOPLE = 50
_TITLES = frozenset({"ROLE", "CAP"})
# A person may follow a title, or the body that stands after the title.
_TITLED = _TITLES | {"ORG", "LAND"}


def person_at(spot: Spot) -> Merged | None:
    """Return the person who is named at a spot: «ông Hà Minh Hiệp», «Hà Minh Hiệp», «bà Ulrika», «ông»."""
    sentence, place = spot.sentence, spot.place
    length = _honorific_length(sentence, place)
    known = _known_after(spot, length) if length else None
    if known is not None:
        return known
    count = name_length(sentence, place + length)
    if length:
        return _after_honorific(spot, length + count, place + length) if count else _pronoun(spot, length)
    if count >= _LEAST_SYLLABLES and (_follows_title(spot.before) or is_person_name(sentence, place, count)):
        return person_named(spot, count)
    return None


def is_person_name(sentence: Sentence, place: int, count: int) -> bool:
    """Tell whether `count` capitals look like a Vietnamese name: a surname and two or three syllables after it."""
    if " ".join(sentence.forms[place : place + 3]) in sentence.lexicon.particles.no_people:
        return False
    first = sentence.tokens[place].form
    return first in sentence.lexicon.names.surnames and 3 <= count <= 4  # noqa: PLR2004  (surname, middle, given name)


def name_length(sentence: Sentence, place: int) -> int:
    """Return how many capitals stand at `place` that may be the name of a person."""
    count = 0
    for token in sentence.tokens[place : place + _MOST_SYLLABLES]:
        is_word = (
            token.is_capital and token.form[:1].isalpha() and (not token.label or _is_given(sentence, place, count))
        )
        if not is_word or _begins_body(sentence, place + count, is_first=count == 0) or "&" in token.form:
            break
        count += 1
    return count


def _is_given(sentence: Sentence, place: int, count: int) -> bool:
    """Tell whether what is known after `count` capitals is a part of a name: «Dương Anh Đức», «Nguyễn Thị Nga»."""
    token = sentence.tokens[place + count]
    if token.label == "PER" and count and " " not in token.form:
        return True  # somebody else has the last name of a person who is known
    is_vietnamese = sentence.forms[place] in sentence.lexicon.names.surnames
    return is_vietnamese and count > 0 and token.label == "LAND" and " " not in token.form


def _honorific_length(sentence: Sentence, place: int) -> int:
    """Return how many tokens an honorific at `place` has, 0 where none stands there."""
    honorific = sentence.lexicon.names.honorifics.longest(sentence.forms, place)
    length = honorific[0] if honorific else 0
    while length and place + length < len(sentence.tokens) and sentence.tokens[place + length].form == ".":
        length += 1  # TS. Nguyễn …
    return length


def _known_after(spot: Spot, length: int) -> Merged | None:
    """Return the honorific of `length` tokens with the known name after it."""
    name = spot.following(length)
    if name is None:
        return None
    person: Value | None = name.value
    if name.label == "LAND" and " " not in name.form:
        # «ông Đức» is no country.
        person = _called(spot.discourse.text[name.start : name.end], spot.discourse)
    elif name.label != "PER":
        return None
    if isinstance(person, Referent):
        _note_pronoun(spot, person)
    first = spot.token
    form = f"{first.form} {name.form}"
    return length + 1, Token(first.start, name.end, form, "PER", first.form, person, first.is_capital)


def _follows_title(before: Sequence[Token]) -> bool:
    return bool(before) and before[-1].label in _TITLED and any(token.label in _TITLES for token in before[-5:])


def _begins_body(sentence: Sentence, place: int, *, is_first: bool) -> bool:
    """Tell whether a body begins here; within a name only a head of two syllables says so («Viện» is a given name)."""
    head = sentence.head_at(place)
    return head is not None and (head[0] > 1 or is_first)


def person_named(spot: Spot, length: int, tag: str = "") -> Merged:
    """Return the first `length` tokens as the person whom they name."""
    person = _called(spot.written(length), spot.discourse)
    _note_last_name(spot, person)
    return spot.merged(length, "PER", person, tag)


def _after_honorific(spot: Spot, length: int, name_at: int) -> Merged:
    """Return the first `length` tokens as a person whose name begins at `name_at`, after an honorific."""
    _, token = person_named(spot.at(name_at), spot.place + length - name_at)
    if isinstance(token.value, Referent):
        _note_pronoun(spot, token.value)
    return spot.merged(length, "PER", token.value, spot.token.form)


def _note_pronoun(spot: Spot, person: Referent) -> None:
    names, form = spot.sentence.lexicon.names, spot.sentence.forms[spot.place]
    if form in names.men or form in names.women:
        spot.discourse.is_called(person, "man" if form in names.men else "woman")


def _note_last_name(spot: Spot, person: Referent) -> None:
    """Let the last name of a person mean the person from here on, where people are called so: «Bogdan-Martin»."""
    *others, last = person.names[0].split()
    if "last_names" in spot.sentence.lexicon.names.traits and others and last[:1].isupper():
        # The full name, too: it is no name of another person that ends in this one.
        for name in (person.names[0], last):
            spot.discourse.local.add(folded_words(name), person)


def _called(written: str, discourse: Discourse) -> Referent:
    """Return whom a name means: the last person mentioned whose name begins or ends with it, else somebody new."""
    for referent in discourse.lasts(("PER",), _MOST_PEOPLE):
        for name in referent.names:
            if name == written or name.endswith(f" {written}") or name.startswith(f"{written} "):
                return referent
    return discourse.named(written, "person")


def _pronoun(spot: Spot, length: int) -> Merged | None:
    """Return «ông», «bà» as the last person called so."""
    form, names = spot.words(length), spot.sentence.lexicon.names
    pronoun = "man" if form in names.men else "woman" if form in names.women else ""
    if not pronoun and form not in names.either:
        return None
    discourse = spot.discourse
    referent = discourse.person_called(pronoun) if pronoun else discourse.last(("PER",))
    return None if referent is None else spot.merged(length, "PER", referent, form)
