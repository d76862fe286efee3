"""A lane: so many places, and a fair queue before them."""

from collections import OrderedDict, deque
from threading import Event, Lock


class Lane:
    """Places for queries. Who waits is let in by turns of the clients, so one that asks much delays itself alone.

    At most `most_waiting` wait, over all clients. Several threads may call it.
    """

    __slots__ = ("_free", "_lock", "_most_waiting", "_places", "_queues")

    def __init__(self, places: int, most_waiting: int) -> None:
        self._free = self._places = places
        self._most_waiting = most_waiting
        self._lock = Lock()
        self._queues: OrderedDict[str, deque[Event]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        with self._lock:
            return self._count()

    @property
    def taken(self) -> int:
        """Return how many places are taken."""
        return self._places - self._free

    def try_enter(self) -> bool:
        """Take a place if one is free; tell whether it was."""
        with self._lock:
            if self._free == 0:
                return False
            self._free -= 1
            return True

    def enter(self, client: str, within_s: float) -> bool:
        """Take a place, waiting for it if need be; tell whether there was one in time and room to wait for it."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if self._count() >= self._most_waiting or within_s <= 0:
                return False
            turn = Event()
            self._queues.setdefault(client, deque()).append(turn)
        return turn.wait(within_s) or self._gave_up(client, turn) is False

    def leave(self) -> None:
        """Give the place back: to the next client that waits, if there is one."""
        with self._lock:
            if not self._queues:
                self._free += 1
                return
            client, queue = next(iter(self._queues.items()))
            turn = queue.popleft()
            self._queues.move_to_end(client)
            if not queue:
                del self._queues[client]
            turn.set()

    def _gave_up(self, client: str, turn: Event) -> bool:
        """Stop waiting; False where the turn came at the last moment."""
        with self._lock:
            if turn.is_set():
                return False
            queue = self._queues[client]
            queue.remove(turn)
            if not queue:
                del self._queues[client]
            return True

    def _count(self) -> int:
        return sum(map(len, self._queues.values()))
