"""What the rules tell of a sentence: each match of a pattern makes facts, in its scope and beside the others."""

from collections.abc import Iterator, Mapping, Sequence

from coopkg.domain.dates import Edtf, parse_edtf
from coopkg.extract.found import Found
from coopkg.extract.patterns import Match, Patterns
from coopkg.extract.reading import Reading
from coopkg.extract.rules import Rule
from coopkg.extract.scope import MODALITIES, scope_at
from coopkg.extract.sentence import Sentence
from coopkg.extract.slots import filled
from coopkg.extract.tokens import Token
from coopkg.extract.values import When

# Facts that are told beside others never take the place of one.
_SIDE_FACTS = frozenset({"role", "alias", "part_of", "definition", "purpose"})
# What is supported, or said to be somebody's, is so today, whatever date to come it speaks of.
_TIMELESS = frozenset({"stance", "alias", "part_of", "definition", "affiliation", "commitment"})
# Classes whose words are no verbs.
_MODIFIERS = frozenset({"adverb", "of", "by", "to", "with", "and", "at"})


def facts_told(rules: Mapping[str, Rule], patterns: Patterns, reading: Reading) -> list[Found]:
    """Return the facts that the rules read in a sentence, those of the first rules first.

    The words that made one fact make no other, but for rules that share them.
    """
    ranked = ((rules[match.rule].rank, match.first, -match.last, match) for match in patterns.matches(reading.tokens))
    taken: set[int] = set()
    facts: list[Found] = []
    for *_, match in sorted(ranked, key=lambda each: each[:3]):
        rule = rules[match.rule]
        places = set(range(match.first, match.last))
        if places & taken and not rule.shares:
            continue
        made = [each for each in _facts(reading, rule, match) if not any(_gives_way(rule, each, of) for of in facts)]
        if made and not rule.shares:
            taken |= places | _sums(reading.tokens, made)
        facts.extend(made)
    return facts


def _facts(reading: Reading, rule: Rule, match: Match) -> Iterator[Found]:
    trigger = _trigger(reading.tokens, match)
    scope = scope_at(reading.governors, trigger, range(trigger, trigger + 1))
    if scope == "to_come":
        scope = "" if rule.type in _TIMELESS else "planned"
    if scope not in rule.under or _is_barred(reading.tokens, rule, match):
        return
    modality = rule.modality or MODALITIES[scope]
    for fact in filled(reading, rule, match):
        start, end = reading.tokens[fact.first].start, reading.tokens[fact.last].end
        time = _time(reading.sentence, fact.first, fact.last)
        yield Found(rule.name, rule.type, modality, fact.arguments, start, end, time)


def _gives_way(rule: Rule, fact: Found, other: Found) -> bool:
    """Tell whether `other` says, in other words, what `fact` says: it is read inside its words."""
    inside = fact.start <= other.start and other.end <= fact.end and other.type not in _SIDE_FACTS
    is_most = "most" in rule.yields and 2 * (other.end - other.start) > fact.end - fact.start
    return inside and (other.type in rule.yields or is_most)


def _sums(tokens: Sequence[Token], made: Sequence[Found]) -> set[int]:
    """Return the places of the sums that facts already tell: they are no statistics beside."""
    spans = [(each.start, each.end) for each in made if each.arguments.get("amounts")]
    return {
        at
        for at, token in enumerate(tokens)
        if token.label == "MONEY" and any(start <= token.start and token.end <= end for start, end in spans)
    }


def _is_barred(tokens: Sequence[Token], rule: Rule, match: Match) -> bool:
    """Tell whether a word stands beside the match that the rule does not stand."""
    before = tokens[match.first - 1].form if match.first else ""
    after = tokens[match.last] if match.last < len(tokens) else None
    if before in rule.not_after:
        return True
    return after is not None and (after.form in rule.not_before or after.label in rule.not_before)


def _trigger(tokens: Sequence[Token], match: Match) -> int:
    """Return the place of the verb of a match: its last word with a class of its own, else its first token."""
    tagged = (at for at in range(match.last - 1, match.first - 1, -1) if tokens[at].tag and not tokens[at].label)
    return next((at for at in tagged if tokens[at].tag not in _MODIFIERS), match.first)


def _time(sentence: Sentence, first: int, last: int) -> Edtf | None:
    """Return the date within the evidence, else the one date of the sentence."""
    dated = [at for at, token in enumerate(sentence.tokens) if isinstance(token.value, When)]
    inside = [at for at in dated if first <= at <= last]
    beside = [at for at in dated if sentence.tokens[at].label == "WHEN"]
    if inside:
        return _edtf(sentence, inside[0])
    return _edtf(sentence, beside[0]) if len(beside) == 1 else None


def _edtf(sentence: Sentence, place: int) -> Edtf | None:
    """Return the date at `place`; «từ năm 2020» begins a time whose end is not known."""
    when = sentence.tokens[place].value
    edtf = when.edtf if isinstance(when, When) else None
    is_since = place > 0 and sentence.tokens[place - 1].form in sentence.lexicon.particles.since
    return parse_edtf(f"{edtf.text}/") if edtf is not None and is_since and not edtf.is_interval else edtf
