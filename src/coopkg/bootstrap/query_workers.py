"""The program that query workers are forked from: `python -m coopkg.bootstrap.query_workers <limits> <descriptor>`."""

import json
import socket
import sys
from collections.abc import Sequence
from dataclasses import asdict

from coopkg.bootstrap.functions import functions_of
from coopkg.serving.pool import QueryPool
from coopkg.serving.zygote import run
from coopkg.settings import QueryLimits


def query_pool(limits: QueryLimits) -> QueryPool:
    """Return a pool whose workers know our functions; its processes start with the first question."""
    return QueryPool(limits, [sys.executable, "-m", "coopkg.bootstrap.query_workers", json.dumps(asdict(limits))])


def main(arguments: Sequence[str]) -> None:
    """Be the zygote at the end of the socket whose descriptor is the last argument."""
    limits, descriptor = arguments
    run(socket.socket(fileno=int(descriptor)), QueryLimits(**json.loads(limits)), functions_of)


if __name__ == "__main__":
    main(sys.argv[1:])
