"""One question to a model: the chat completions that servers of language models have in common."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import BAD_REQUEST, OK, UNPROCESSABLE_ENTITY

from coopkg.errors import LoadError
from coopkg.network.posting import Reply, Service, posted

_REFUSED = frozenset({BAD_REQUEST, UNPROCESSABLE_ENTITY})


@dataclass(slots=True)
class Chat:
    """A model of a server. Asked for the same answer each time, as far as the server lets itself be asked for that."""

    service: Service
    model: str
    _is_settled: bool = field(default=True, init=False)

    def answer(self, messages: Sequence[dict[str, str]], timeout_s: float) -> str:
        """Return what the model writes; LoadError or RefusedError where it gives no answer in time."""
        reply = self._asked(messages, timeout_s)
        if reply.status in _REFUSED and self._is_settled:
            # Some models have one temperature only, and servers that say so refuse the question.
            self._is_settled = False
            reply = self._asked(messages, timeout_s)
        if reply.status != OK:
            raise LoadError(self.service.address, f"the server answers with status {reply.status}")
        return self._written(reply.content)

    def _asked(self, messages: Sequence[dict[str, str]], timeout_s: float) -> Reply:
        question: dict[str, object] = {"model": self.model, "messages": list(messages), "stream": False}
        if self._is_settled:
            question["temperature"] = 0
        return posted(self.service, json.dumps(question).encode(), timeout_s)

    def _written(self, content: bytes) -> str:
        try:
            given = json.loads(content.decode())
        except (ValueError, RecursionError) as error:
            raise LoadError(self.service.address, "the answer is no JSON") from error
        match given:
            case {"choices": [{"message": {"content": str(written)}}, *_]}:
                return written
            case _:
                raise LoadError(self.service.address, "the answer is no chat completion")
