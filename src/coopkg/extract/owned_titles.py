"""Bodies that stand before the titles of their own people: «ISO Secretary-General», «the ITU's President»."""

from coopkg.extract.sentence import Sentence
from coopkg.extract.values import Referent

_BODIES = frozenset({"ORG", "LAND"})


def body_before(sentence: Sentence, place: int) -> int:
    """Return how many tokens a body takes that stands before its title, 0 where none does: «ISO President», «ISO's …».

    Only where heads stand last: elsewhere the title of somebody else follows the body.
    """
    tokens, after = sentence.tokens, place + 1
    if "heads_last" not in sentence.lexicon.names.traits or after >= len(tokens):
        return 0
    if tokens[place].label not in _BODIES or not isinstance(tokens[place].value, Referent):
        return 0
    if after + 2 < len(tokens) and tokens[after].form == "'":
        after += 1 + (tokens[after + 1].form in sentence.lexicon.particles.possessive)
    return after - place if tokens[after].label == "ROLE" else 0
