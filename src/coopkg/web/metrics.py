"""`/metrics`: what the server counts, in the text format of Prometheus."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

# Requests by the first name of their path: each has a bounded number of values, whatever clients ask for.
_ROUTES = frozenset({
    "sparql", "graph-store", "id", "claim", "article", "graph", "page", "data", "ontology", "explain", "export",
    "health", "metrics", "static",
})  # fmt: skip
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_BUCKETS_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure as it is now: a counter only grows, a gauge is what it is.

    Of several of one name `label`, a name and a value, tells which it is.
    """

    name: str
    help: str
    value: float
    kind: Literal["counter", "gauge"] = "gauge"
    label: tuple[str, str] | None = None


#: Gives the figures of one part of the server; it is called for each look at `/metrics`, from any thread.
Measures = Callable[[], Iterable[Measure]]


def _registry() -> CollectorRegistry:
    return CollectorRegistry(auto_describe=False)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The counts of requests, and the registry that they and the figures of other parts are in.

    `figures` holds those of requests by method, route and status.
    """

    registry: CollectorRegistry = field(default_factory=_registry)
    requests: Counter = field(
        default_factory=lambda: Counter(
            "coopkg_requests", "Requests answered.", ("method", "route", "status"), registry=None
        )
    )
    seconds: Histogram = field(
        default_factory=lambda: Histogram(
            "coopkg_request_seconds", "Seconds until the answer was complete.", ("route",), buckets=_BUCKETS_S,
            registry=None,
        )
    )  # fmt: skip

    figures: dict[tuple[str, str, str], tuple[Counter, Histogram]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.registry.register(self.requests)
        self.registry.register(self.seconds)

    def count(self, method: str, path: str, status: str, seconds: float) -> None:
        """Count a request: its status as three digits, how long it took."""
        requests, taken = self._figures(method, route_of(path), status)
        requests.inc()
        taken.observe(seconds)

    def _figures(self, method: str, route: str, status: str) -> tuple[Counter, Histogram]:
        """Return the figures of such requests, which take a lock to be looked up."""
        key = (method, route, status)
        if key not in self.figures:
            known = method if method in _METHODS else "other"
            figures = self.requests.labels(known, route, status), self.seconds.labels(route)
            if known == "other":
                return figures
            self.figures[key] = figures
        return self.figures[key]

    def watch(self, measures: Measures) -> None:
        """Show the figures that `measures` gives, too."""
        self.registry.register(_Watched(measures))


class _Watched(Collector):
    """Figures that are asked for when someone looks."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures

    def collect(self) -> Iterator[Metric]:
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for each in self._measures():
            kind = CounterMetricFamily if each.kind == "counter" else GaugeMetricFamily
            name, value = ((each.label[0],), (each.label[1],)) if each.label else ((), ())
            family = families.setdefault(each.name, kind(each.name, each.help, labels=name))
            family.add_metric(value, each.value)
        yield from families.values()


@lru_cache(maxsize=1024)
def route_of(path: str) -> str:
    """Return the name under which requests for a path are counted.

    >>> route_of("/page/iso"), route_of("/export.ttl"), route_of("/"), route_of("/wp-login.php")
    ('page', 'export', 'home', 'other')
    """
    name = path[1:].partition("/")[0].partition(".")[0]
    if name in _ROUTES:
        return name
    return "home" if path == "/" else "other"


def metrics_blueprint(metrics: Metrics) -> Blueprint:
    """Return the route of the metrics."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.route("/metrics")
    def shown() -> Response:
        response = Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint
