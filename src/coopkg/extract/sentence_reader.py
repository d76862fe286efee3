"""The reading of a sentence: its names, offices and verbs, one after the other, and the facts that it states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coopkg.domain.article import Article
from coopkg.domain.entities import Entity
from coopkg.extract.aliases import with_aliases
from coopkg.extract.clauses import with_words
from coopkg.extract.discourse import Discourse
from coopkg.extract.found import Aside, Found, fact_of
from coopkg.extract.gazetteer import gazetteer_of
from coopkg.extract.horizon import horizon_of
from coopkg.extract.known import Known, known_tokens
from coopkg.extract.lexicon import read_lexicon
from coopkg.extract.names import with_names
from coopkg.extract.offices import Office, with_offices
from coopkg.extract.ordinals import ordinals_in
from coopkg.extract.parts import parts_in
from coopkg.extract.patterns import Patterns
from coopkg.extract.reading import Reading
from coopkg.extract.rules import Rule, patterns_of, read_rules
from coopkg.extract.scope import Governor, governors, is_question, scope_at
from coopkg.extract.sentence import Sentence
from coopkg.extract.signings import signings_in
from coopkg.extract.telling import facts_told
from coopkg.extract.tokens import Token
from coopkg.extract.values import Referent

# Among the first so many tokens stands the event at which what follows takes place.
_MOST_BEFORE_SETTING = 8
# A line that goes on longer is no heading.
_MOST_HEADING = 14
# In these scopes an event has not taken place yet, and never may.
_NOT_YET = frozenset({"possible", "hoped", "requested", "planned", "to_come", "denied"})


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that is known of a language before an article is read."""

    known: Known
    rules: Mapping[str, Rule]
    patterns: Patterns


def grammar_of(language: str, entities: Iterable[Entity]) -> Grammar:
    """Return the grammar of a language with the names of these entities; GrammarError where it cannot be used."""
    rules, lexicon = read_rules(language), read_lexicon(language)
    known = Known(lexicon, gazetteer_of(entities, lexicon.names.known))
    return Grammar(known, {rule.name: rule for rule in rules}, Patterns(list(patterns_of(rules))))


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in a sentence: its tokens, the words that govern them, and the facts that it states."""

    sentence: Sentence
    governors: Sequence[Governor]
    facts: list[Found]


class SentenceReader:
    """Reads the sentences of one article in their order: each knows what the ones before it spoke of."""

    def __init__(self, grammar: Grammar, article: Article) -> None:
        self._grammar = grammar
        self._discourse = Discourse(article.text, grammar.known.lexicon)
        self._horizon = horizon_of(article)
        self._last_subject: tuple[Referent, ...] = ()

    def facts(self, start: int, end: int) -> list[Found]:
        """Return the facts that the sentence `text[start:end]` states; offsets count code points of the text."""
        return self.read(start, end).facts

    def read(self, start: int, end: int) -> Read:
        """Return the facts that the sentence `text[start:end]` states, with all that they were read from."""
        self._discourse.begin_sentence()
        sentence, asides = self._names(start, end)
        scopes = governors(sentence, self._horizon)
        # Read also where they are not told: what they name is spoken of all the same.
        of_events: list[Aside] = [*ordinals_in(sentence, self._discourse), *signings_in(sentence, self._discourse)]
        if all(each.scope not in _NOT_YET for each in scopes):
            asides.extend(of_events)
        if is_question(sentence):
            asides = [each for each in asides if not isinstance(each, Office)]
        self._note_setting(sentence, scopes)
        reading = Reading(sentence, scopes, self._discourse, self._last_subject)
        told = facts_told(self._grammar.rules, self._grammar.patterns, reading)
        if reading.subjects:
            self._last_subject = reading.subjects[max(reading.subjects)]
        return Read(sentence, scopes, [*map(fact_of, asides), *told])

    def _names(self, start: int, end: int) -> tuple[Sentence, list[Aside]]:
        """Return the sentence with all names, offices and words of its classes merged, and what the names tell."""
        known, discourse = self._grammar.known, self._discourse
        named = with_names(self._sentence(known_tokens(known, discourse, start, end)), discourse)
        tokens, aliases = with_aliases(self._sentence(named), discourse)
        parts = with_words(tokens, known.lexicon.words)
        tokens, offices = with_offices(self._sentence(parts), discourse)
        sentence = replace(self._sentence(tokens), parts=parts)
        return sentence, [*aliases, *offices, *parts_in(known, sentence, discourse)]

    def _sentence(self, tokens: Sequence[Token]) -> Sentence:
        return Sentence.of(tokens, self._grammar.known.lexicon)

    def _note_setting(self, sentence: Sentence, scopes: Sequence[Governor]) -> None:
        """Note the event with which a sentence begins («Tại hội nghị, …»): what follows takes place there."""
        for at, token in enumerate(sentence.tokens[:_MOST_BEFORE_SETTING]):
            if token.label != "EVT" or not isinstance(token.value, Referent):
                continue
            if scope_at(scopes, at, range(0)) not in _NOT_YET:
                self._discourse.setting = _begun_with(sentence, at) or token.value
            return
        if _is_heading(self._discourse.text, sentence):
            self._discourse.setting = None


def _begun_with(sentence: Sentence, place: int) -> Referent | None:
    """Return the event with which the one at `place` is said to begin: «mở đầu Diễn đàn là buổi gặp gỡ …»."""
    tokens = sentence.tokens[place + 1 : place + 3]
    is_said = len(tokens) > 1 and tokens[0].tag == "hold" and tokens[1].label == "EVT"
    return tokens[1].value if is_said and isinstance(tokens[1].value, Referent) else None


def _is_heading(text: str, sentence: Sentence) -> bool:
    """Tell whether a sentence is a heading: a line of a few words that ends without a sign; another part begins."""
    end = sentence.tokens[-1].end if sentence.tokens else 0
    is_alone = text[end : end + 1] in {"\n", ""} and len(sentence.tokens) <= _MOST_HEADING
    return bool(sentence.tokens) and is_alone and text[end - 1 : end].isalnum()
