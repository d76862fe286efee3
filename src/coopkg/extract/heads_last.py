"""Names whose heads stand last, as in English: «Asian Development Bank», «61st Meeting», «the launch workshop»."""

from coopkg.extract.head_extents import HeadedExtent, head_last_extent
from coopkg.extract.head_steps import is_named
from coopkg.extract.spots import Merged, Spot
from coopkg.extract.topic_extents import topical_end
from coopkg.extract.values import Referent

_COUNCILS = frozenset({"committee", "working-group"})
_MOST_TOKENS = 20
# So many words in small letters may stand before the head («the first regional training course»).
_MOST_MODIFIERS = 3
# A head noun as `Sentence.head_at` finds it.
Head = tuple[int, tuple[str, str]]
_PLAIN = frozenset({"EVT", "AGR"})


def head_last_at(spot: Spot) -> Merged | None:
    """Return the name that begins at a spot and has its head behind its first word, or «project …» in small letters."""
    if "heads_last" not in spot.sentence.lexicon.names.traits:
        return None
    found = head_last_extent(spot.sentence, spot.place)
    if found is not None:
        return _headed(spot, found)
    if spot.token.label:
        return _known_council(spot)
    return _called_project(spot) or _plain(spot)


def _headed(spot: Spot, found: HeadedExtent) -> Merged:
    end = found.end
    # An event goes on over its topic («62nd Meeting of the ACCSQ»).
    if found.label != "ORG":
        end = max(end, topical_end(spot.sentence, end))
    return spot.named(end - spot.place, found.label, found.kind, found.words)


def _known_council(spot: Spot) -> Merged | None:
    """Return a known committee with the acronym of its organization before it: «ASEAN Working Group on Standards»."""
    following = spot.following(1)
    if following is None or spot.token.label != "ORG" or not spot.written(1).isupper():
        return None
    known = following.value
    is_council = following.label == "ORG" and isinstance(known, Referent) and known.kind in _COUNCILS
    return spot.merged(2, "ORG", known, following.tag) if is_council else None


def _called_project(spot: Spot) -> Merged | None:
    """Return «project Women and Standards in South-East Asia», whose name stands behind its head in small letters."""
    head = spot.sentence.head_at(spot.place)
    if head is None or head[1][0] != "PRJ" or spot.token.is_capital:
        return None
    tokens, links = spot.sentence.tokens, spot.sentence.lexicon.names.links
    at = end = spot.place + head[0]
    while at < min(len(tokens), spot.place + _MOST_TOKENS):
        link = links.longest(spot.sentence.forms, at)
        if is_named(tokens[at]):
            at = end = at + 1
        elif link is not None and end > spot.place + head[0]:
            at += link[0]
        else:
            break
    if end == spot.place + head[0]:
        return None
    return spot.named(end - spot.place, "PRJ", head[1][1], spot.words(head[0]))


def _plain(spot: Spot) -> Merged | None:
    """Return what is named in small letters after an article: «the launch workshop», «a second workshop»."""
    before, sentence = spot.before[-1].form if spot.before else "", spot.sentence
    if before not in spot.particles.determiners:
        return None
    for at in range(spot.place, min(spot.place + _MOST_MODIFIERS + 1, len(sentence.tokens))):
        head, token = sentence.head_at(at), sentence.tokens[at]
        # A head of one word alone is named by what was said before («the workshop»).
        is_named_so = head is not None and (at > spot.place or head[0] > 1 or before in spot.particles.one)
        if head is not None and is_named_so and head[1][0] in _PLAIN:
            return _plainly_named(spot, at, head)
        if token.label or token.is_capital or not token.form.isalpha() or sentence.is_stop(at):
            return None
    return None


def _plainly_named(spot: Spot, place: int, head: Head) -> Merged:
    """Return what the head at `place` names with the words before it; «the two-day meeting» is the last one."""
    size, (label, kind) = head
    end, words = place + size, spot.at(place).words(size)
    following = spot.following(1)
    lasts = following is not None and following.form in spot.particles.lasting
    last = spot.discourse.last((label,)) if lasts and spot.before[-1].form in spot.particles.pointing_before else None
    if last is not None:
        return spot.merged(end - spot.place, label, last, words)
    return spot.named(max(end, topical_end(spot.sentence, end)) - spot.place, label, kind, words)
