"""How far the name of a body goes: from its head noun over capitals and known names, until something ends it."""

from coopkg.extract.extents import MOST_TOKENS, PLACES, Extent, bracketed_end
from coopkg.extract.people import is_person_name, name_length
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token

# A word of small letters after a capital has at most so many syllables.
_MOST_SMALL = 3
# What a body is for is told in more: «Tiểu ban về hạ tầng chất lượng số».
_MOST_OF_TOPIC = 6
_NAMES = PLACES | {"ORG"}


def organization_end(sentence: Sentence, place: int) -> int:
    """Return where the name of an organization ends, whose words after the head begin at `place`."""
    bracketed = bracketed_end(sentence, place)
    if bracketed is not None:
        return bracketed
    extent, most = Extent(place), len(sentence.tokens)
    while extent.place < most and extent.place - extent.end < MOST_TOKENS:
        if not _goes_on(sentence, extent):
            break
    return extent.end


def _goes_on(sentence: Sentence, extent: Extent) -> bool:
    """Read one more token, or a link, into the name; False where it ends before or with it."""
    place, token = extent.place, sentence.tokens[extent.place]
    if token.label:
        return _takes_known(sentence, extent)
    link = sentence.lexicon.names.links.longest(sentence.forms, place)
    if link is not None and not token.is_capital:
        extent.place += link[0]
        extent.has_topic = link[1] in sentence.lexicon.particles.topic
        return _may_follow(sentence, extent.place, link[1], is_first=extent.end == place)
    if sentence.is_stop(place) or sentence.begins_body(place) or _begins_person(sentence, place):
        return False
    return extent.take_word(token, _MOST_OF_TOPIC if extent.has_topic else _MOST_SMALL)


def _takes_known(sentence: Sentence, extent: Extent) -> bool:
    token = sentence.tokens[extent.place]
    if not _may_be_inside(token):
        return False
    extent.take_known()
    if token.label not in PLACES:
        return True
    # A country ends a name («Chính phủ Australia viện trợ»), but for its topic («Ủy ban châu Âu về …»).
    after = extent.place
    return after < len(sentence.tokens) and sentence.tokens[after].form in sentence.lexicon.particles.topic


def _may_be_inside(token: Token) -> bool:
    return token.label in PLACES or (token.label == "ORG" and " " not in token.form)


def _may_follow(sentence: Sentence, place: int, link: str, *, is_first: bool) -> bool:
    """Tell whether the name goes on at `place` after `link`; `is_first` where the link stands right after its head."""
    if place >= len(sentence.tokens):
        return False
    token, particles = sentence.tokens[place], sentence.lexicon.particles
    is_capital = not token.label and token.is_capital
    if link in particles.joining_capitals:
        return is_capital and not sentence.begins_body(place)
    if link in particles.owning:
        return token.label in _NAMES or is_capital
    return token.label in _NAMES or token.is_capital or (is_first and not sentence.is_stop(place))


def _begins_person(sentence: Sentence, place: int) -> bool:
    return sentence.tokens[place].is_capital and is_person_name(sentence, place, name_length(sentence, place))
