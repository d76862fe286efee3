"""Discourse: what an article has spoken of so far, so that «Tổng cục», «bà Ulrika», «buổi lễ» mean what they mean."""

from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from coopkg.extract.folding import fold
from coopkg.extract.gazetteer import Named
from coopkg.extract.lexicon import Lexicon
from coopkg.extract.phrases import Phrases
from coopkg.extract.tokens import Token, folded_words
from coopkg.extract.values import Referent, Title

# So many people back somebody may still be meant by «ông».
_MOST_PEOPLE = 20
# So many mentions back a thing may be called by its head alone; an article that goes on without end costs no more.
_MOST_RECENT = 400


class _Spoken(NamedTuple):
    label: str
    head: str
    referent: Referent
    sentence: int


@dataclass(slots=True)
class Discourse:
    """The things an article speaks of, in the order of their last mention, and the names that it gives them itself.

    `text` is the article, `folded` the same folded; `local` are the names that the article gives, `setting` is
    the event at which what it tells takes place.
    """

    text: str
    lexicon: Lexicon
    folded: str = field(init=False)
    local: Phrases[Referent] = field(init=False, default_factory=Phrases)
    setting: Referent | None = field(init=False, default=None)
    _by_name: dict[str, Referent] = field(init=False, default_factory=dict)
    _recent: deque[_Spoken] = field(init=False, default_factory=lambda: deque(maxlen=_MOST_RECENT))
    _sentence: int = field(init=False, default=0)
    _offices: dict[tuple[str, str], Referent] = field(init=False, default_factory=dict)
    _pronouns: dict[int, str] = field(init=False, default_factory=dict)
    _bodies: dict[tuple[int, str], Referent] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.folded = fold(self.text)

    def registered(self, thing: Named) -> Referent:
        """Return the referent of a known thing; it has the same one all through the article."""
        key = f"slug:{thing.slug or thing.names[0]}"
        if key not in self._by_name:
            self._by_name[key] = Referent(thing.kind, list(thing.names), thing.slug)
        return self._by_name[key]

    def named(self, name: str, kind: str) -> Referent:
        """Return the referent of a name that the registry does not have."""
        key = fold(" ".join(name.split()))
        if key not in self._by_name:
            self._by_name[key] = Referent(kind, [" ".join(name.split())])
        return self._by_name[key]

    def rename(self, new: Referent, known: Referent) -> None:
        """Note that what the article named anew is a thing that is known."""
        self._by_name.update({key: known for key, referent in self._by_name.items() if referent is new})

    def alias(self, referent: Referent, name: str) -> None:
        """Note that the article calls a thing `name` from here on."""
        referent.call(name)
        self._by_name.setdefault(fold(name), referent)
        self.local.add(folded_words(name), referent)

    def seen(self, label: str, head: str, referent: Referent) -> None:
        """Note a mention: later short mentions with the same head mean the last one."""
        self._recent.append(_Spoken(label, head, referent, self._sentence))

    def begin_sentence(self) -> None:
        """Note that what follows stands in another sentence."""
        self._sentence += 1

    def earlier(self, labels: Collection[str]) -> Referent | None:
        """Return the thing with one of `labels` that was last mentioned in the sentences before this one."""
        spoken = (each for each in reversed(self._recent) if each.sentence < self._sentence)
        return next((each.referent for each in spoken if each.label in labels), None)

    def note(self, token: Token) -> None:
        """Note the mention that a token is, where it means one thing."""
        if isinstance(token.value, Referent):
            self.seen(token.label, token.tag or token.form, token.value)

    def holds(self, referent: Referent, role: str, body: Referent | None) -> None:
        """Note that a person holds an office, by which the article may call them."""
        self._offices[(role, body.names[0] if body else "")] = referent
        self._offices[(role, "")] = referent
        if body is not None:
            self._bodies[(id(referent), role)] = body

    def body_of(self, holder: Referent, title: Title) -> Referent | None:
        """Return the body in which somebody holds an office: where the article said so, or the one of such offices."""
        body = self._bodies.get((id(holder), title.words)) or self._led_body(title)
        defaults = self.lexicon.names.default_bodies
        if body is None and title.role in defaults:
            names = defaults[title.role]
            body = self.named(names[0], "government")
            body.call(*names[1:])
        return body

    def _led_body(self, title: Title) -> Referent | None:
        """Return the body spoken of that a title holds the head of: «Tổng cục trưởng» is that of the Tổng cục."""
        led = self.lexicon.particles.led_bodies.items()
        head = next((head for words, head in led if words in title.words), "")
        return self.last(("ORG",), head) if head else None

    def holder(self, role: str, body: Referent | None) -> Referent | None:
        """Return who the article says holds an office."""
        return self._offices.get((role, body.names[0] if body else ""))

    def last(self, labels: Sequence[str], head: str = "") -> Referent | None:
        """Return the thing that was last mentioned with one of `labels`, and with a head that begins or ends so."""
        if not head:
            return next((each.referent for each in reversed(self._recent) if each.label in labels), None)
        last_word = head.rsplit(maxsplit=1)[-1]
        named = [
            each.referent
            for each in reversed(self._recent)
            if each.label in labels and (each.head.startswith(head) or last_word in each.head.split())
        ]
        # «Ủy ban» alone is the one that the article is about, not one that it mentions in passing.
        times = Counter(map(id, named))
        return max(named, key=lambda referent: times[id(referent)], default=None)

    def containing(self, label: str, words: str) -> Referent | None:
        """Return the thing with `label` that was last mentioned and has `words` in its name.

        «Đại hội đồng» is the «Hội nghị toàn thể lần thứ 44 Đại hội đồng ISO».
        """
        labelled = (each.referent for each in reversed(self._recent) if each.label == label)
        return next((each for each in labelled if f" {words} " in f" {fold(each.names[0])} "), None)

    def fresh(self, name: str, kind: str) -> Referent:
        """Return a new thing that has its name from its kind only («một lễ ký kết»)."""
        return Referent(kind, [name])

    def is_called(self, person: Referent, pronoun: str) -> None:
        """Note which pronoun the article has for a person."""
        self._pronouns[id(person)] = pronoun

    def person_called(self, pronoun: str) -> Referent | None:
        """Return the person who was last mentioned and may be called so: no other pronoun is known to be theirs."""
        people = self.lasts(("PER",), _MOST_PEOPLE)
        called = (person for person in people if self._pronouns.get(id(person), pronoun) == pronoun)
        return next(called, None)

    def lasts(self, labels: Sequence[str], count: int) -> list[Referent]:
        """Return the `count` different things that were last mentioned with one of `labels`, the latest first."""
        found: list[Referent] = []
        for each in reversed(self._recent):
            if each.label in labels and each.referent not in found:
                found.append(each.referent)
            if len(found) == count:
                break
        return found
