"""How far the name of an event, a document or a project goes: over a topic or a quotation, until something ends it."""

from coopkg.extract.extents import MOST_TOKENS, Extent, bracketed_end
from coopkg.extract.sentence import Sentence
from coopkg.extract.tokens import Token
from coopkg.extract.values import Title, When

_QUOTE = '"'
_WHOSE = frozenset({"ORG", "LAND"})
_MINISTERS = frozenset({"minister", "deputy-minister"})
# What goes on longer in small letters is no name.
_MOST_SMALL = 4
_ENDING = frozenset({"PER", "ROLE", "MONEY"})
# An acronym with its brackets.
_INSERTED = 3
_YEAR_FIGURES = 4


def topical_end(sentence: Sentence, place: int) -> int:
    """Return where the name of an event, a document or a project ends, whose words after the head begin at `place`."""
    bracketed = bracketed_end(sentence, place)
    if bracketed is not None:
        return bracketed
    most = min(len(sentence.tokens), place + MOST_TOKENS)
    extent = Extent(place)
    while extent.place < most:
        if sentence.tokens[extent.place].form == _QUOTE:
            return _quoted_end(sentence, extent.place) or extent.end
        if not _goes_on(sentence, extent):
            break
    return extent.end


def _goes_on(sentence: Sentence, extent: Extent) -> bool:
    """Read what comes next into the name; False where it ends before it."""
    place, token = extent.place, sentence.tokens[extent.place]
    if token.label:
        return _are_ministers(sentence, extent) or _takes_known(token, extent)
    if _takes_topic(sentence, extent):
        return True
    if token.form in sentence.lexicon.particles.joining:
        extent.place += 1
        return (extent.has_topic or extent.end > extent.start) and _joins(sentence, extent)
    if token.form == "(" and _is_inserted(sentence, place):
        extent.place += _INSERTED
        return True
    if sentence.is_stop(place):
        return False
    return extent.take_word(token, None if extent.has_topic else _MOST_SMALL)


def _are_ministers(sentence: Sentence, extent: Extent) -> bool:
    """Read the title in «Hội nghị Bộ trưởng ASEAN» into the name: it says who meet, and is nobody's."""
    place, tokens = extent.place, sentence.tokens
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    title = tokens[place].value
    if place != extent.start or after is None or after.label not in _WHOSE:
        return False
    if not isinstance(title, Title) or title.role not in _MINISTERS:
        return False
    extent.take_known()
    return True


def _takes_known(token: Token, extent: Extent) -> bool:
    # A period belongs to the name of a plan («Chiến lược … giai đoạn 2021-2030»), a term of office does not.
    is_period = token.label == "TERM" and isinstance(token.value, When) and not token.value.is_office
    if token.label in _ENDING or (token.label in {"WHEN", "TERM"} and not (is_period or _is_year(token))):
        return False
    extent.take_known()
    return True


def _takes_topic(sentence: Sentence, extent: Extent) -> bool:
    """Read the words that begin a topic into the name, and tell that; not where nothing of a name follows them."""
    topic = sentence.lexicon.names.topics.longest(sentence.forms, extent.place)
    if topic is None:
        return False
    after = extent.place + topic[0]
    if after >= len(sentence.tokens) or sentence.is_stop(after):
        return False
    extent.place, extent.run, extent.has_topic = after, 0, True
    return True


def _is_inserted(sentence: Sentence, place: int) -> bool:
    """Tell whether an acronym in brackets stands inside a name, before its topic: «thỏa thuận (MRA) về …»."""
    tokens, after = sentence.tokens, place + _INSERTED
    if after >= len(tokens) or tokens[place + 2].form != ")" or not tokens[place + 1].is_capital:
        return False
    return sentence.lexicon.names.topics.longest(sentence.forms, after) is not None


def _is_year(token: Token) -> bool:
    return token.form[:_YEAR_FIGURES].isdigit() and len(token.form) == _YEAR_FIGURES


def _joins(sentence: Sentence, extent: Extent) -> bool:
    """Tell whether the name goes on after «và»: in a topic with anything that ends no name, else with a known name."""
    place = extent.place
    if place >= len(sentence.tokens) or sentence.is_stop(place) or sentence.tokens[place].label == "PER":
        return False
    return extent.has_topic or bool(sentence.tokens[place].label)


def _quoted_end(sentence: Sentence, place: int) -> int | None:
    for other in range(place + 1, min(len(sentence.tokens), place + 2 * MOST_TOKENS)):
        if sentence.tokens[other].form == _QUOTE:
            return other + 1
    return None
