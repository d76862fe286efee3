"""Answers that are kept in memory: as many bytes as are allowed, those asked for longest ago given up first."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from coopkg.serving.questions import Answer, Ask, Question
from coopkg.storage.dataset import Form
from coopkg.storage.snapshots import Snapshot

# One answer may not push out all others.
_LARGEST_SHARE = 8
# What Python and the table need for an entry, beside its bytes.
_OVERHEAD_BYTES = 1024

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class CacheCounts:
    """What happened since the start, and what is kept now."""

    hits: int
    misses: int
    entries: int
    bytes: int


class ByteCache(Generic[V]):
    """Values by key, in at most `most_bytes`; none where that is 0. Several threads may call it."""

    __slots__ = ("_bytes", "_entries", "_hits", "_lock", "_misses", "_most_bytes")

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._bytes = self._hits = self._misses = 0

    @property
    def largest_bytes(self) -> int:
        """Return the size of the largest value that is kept."""
        return self._most_bytes // _LARGEST_SHARE

    def get(self, key: Hashable) -> V | None:
        """Return what is kept under `key`, None where that is nothing."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self._misses += 1
                return None
            self._hits += 1
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep a value of `size` bytes, its key included, unless it is too large."""
        if size > self.largest_bytes:
            return
        with self._lock:
            if key in self._entries:
                self._bytes -= self._entries.pop(key)[1]
            self._entries[key] = (value, size + _OVERHEAD_BYTES)
            self._bytes += size + _OVERHEAD_BYTES
            while self._bytes > self._most_bytes:
                self._bytes -= self._entries.popitem(last=False)[1][1]

    def counts(self) -> CacheCounts:
        """Return what happened since the start, and what is kept now."""
        with self._lock:
            return CacheCounts(self._hits, self._misses, len(self._entries), self._bytes)


class CachedAnswers:
    """An `Ask` that keeps what another has answered, by snapshot, dataset, query and format.

    What is in a file, or may be different the next time, is not kept.
    """

    __slots__ = ("_answers", "_ask", "_forms")

    def __init__(self, ask: Ask, most_bytes: int) -> None:
        self._ask = ask
        self._answers: ByteCache[Answer] = ByteCache(most_bytes)
        # Which form of answer a query has is not known before it was answered once.
        self._forms: ByteCache[Form] = ByteCache(most_bytes // 16)

    def __call__(
        self, snapshot: Snapshot, question: Question, timeout_s: float | None = None, client: str = ""
    ) -> Answer:
        """Return the answer; see `Ask`."""
        if not self._answers.largest_bytes:
            return self._ask(snapshot, question, timeout_s, client)
        asked = (str(snapshot.path), snapshot.manifest.created, question.text)
        key = (*asked, question.default_graphs, question.named_graphs)
        form = self._forms.get(key)
        kept = None if form is None else self._answers.get((key, question.forms.get(form)))
        if kept is not None and (question.most_bytes is None or kept.length <= question.most_bytes):
            return kept
        answer = self._ask(snapshot, question, timeout_s, client)
        if isinstance(answer.body, bytes) and not question.is_volatile:
            self._forms.put(key, answer.form, len(question.text))
            self._answers.put((key, answer.format), answer, len(question.text) + len(answer.body))
        return answer

    def counts(self) -> CacheCounts:
        """Return what happened since the start, and what is kept now."""
        return self._answers.counts()
