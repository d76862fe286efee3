"""The settings of one run: read once from the environment at the edge, then passed as a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, NewType
from urllib.parse import urlsplit

from coopkg.errors import SettingError

_LAST_PORT = 65535
_SHORTEST_TOKEN = 16
_UNITS = {"": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
# The engine opens a store with half of it, most of which are stacks of threads that are never touched.
_LEAST_MEMORY = 256 << 20
#: The SHA-256 digests of the tokens that allow to write.
Tokens = NewType("Tokens", tuple[bytes, ...])
LogForm = Literal["text", "json"]
# An installed package brings its inputs along; in a checkout they lie at the top.
_HOMES = (Path(__file__).parent / "_bundled", Path(__file__).parents[2])


@dataclass(frozen=True, slots=True)
class ChangeLimits:
    """Who may change what is stated, and how much at once.

    ================== ======================= =========================================================
    field              variable                default
    ================== ======================= =========================================================
    `tokens`           `COOPKG_TOKENS`         none: nobody may
    `body_bytes`       `COOPKG_UPDATE_LIMIT`   `64 MiB`: of an update or a graph, as it is sent
    `timeout_s`        `COOPKG_UPDATE_TIMEOUT` `60`: seconds that the writer may take for one change
    `load_hosts`       `COOPKG_LOAD_HOSTS`     none: hosts from which `LOAD` may fetch
    ================== ======================= =========================================================
    """

    tokens: Tokens = Tokens(())
    body_bytes: int = 64 << 20
    timeout_s: float = 60.0
    load_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "ChangeLimits":
        """Return the limits that the variables of `environ` give; SettingError names the one that cannot be used."""
        return cls(
            tokens=_tokens(environ.get("COOPKG_TOKENS") or ""),
            body_bytes=_bytes(environ, "COOPKG_UPDATE_LIMIT", "64 MiB"),
            timeout_s=_seconds(environ, "COOPKG_UPDATE_TIMEOUT", "60"),
            load_hosts=_hosts(environ.get("COOPKG_LOAD_HOSTS") or ""),
        )


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a query that comes over the network may take, and how many there may be.

    ===================== ======================== ================================================================
    field                 variable                 default
    ===================== ======================== ================================================================
    `timeout_s`           `COOPKG_QUERY_TIMEOUT`   `30`: seconds from the request to its answer or problem
    `memory_bytes`        `COOPKG_QUERY_MEMORY`    `1 GiB`: of the one process that evaluates it
    `result_bytes`        `COOPKG_RESULT_LIMIT`    `256 MiB`: of the answer as it is sent, before compression
    `workers`             `COOPKG_QUERY_WORKERS`   `0`: two for each processor, at least 4
    `is_network_allowed`  `COOPKG_QUERY_NETWORK`   `refuse`: no query where a process cannot be cut off; or `allow`
    `cache_bytes`         `COOPKG_CACHE_BYTES`     `64 MiB`: of answers that are kept in memory; `0` keeps none
    ===================== ======================== ================================================================
    """

    timeout_s: float = 30.0
    memory_bytes: int = 1 << 30
    result_bytes: int = 256 << 20
    workers: int = 0
    is_network_allowed: bool = False
    cache_bytes: int = 64 << 20

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "QueryLimits":
        """Return the limits that the variables of `environ` give; SettingError names the one that cannot be used."""
        return cls(
            timeout_s=_seconds(environ, "COOPKG_QUERY_TIMEOUT", "30"),
            memory_bytes=_memory(environ, "COOPKG_QUERY_MEMORY", "1 GiB"),
            result_bytes=_bytes(environ, "COOPKG_RESULT_LIMIT", "256 MiB"),
            workers=_count(environ, "COOPKG_QUERY_WORKERS", "0"),
            is_network_allowed=_is_allowed(environ, "COOPKG_QUERY_NETWORK"),
            cache_bytes=0
            if environ.get("COOPKG_CACHE_BYTES") == "0"
            else _bytes(environ, "COOPKG_CACHE_BYTES", "64 MiB"),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the inputs lie, where the store goes, under which IRIs, and where the server listens.

    ================== ===================== ==========================================================
    field              variable              default
    ================== ===================== ==========================================================
    `data_dir`         `COOPKG_DATA`         `data` in the working directory, else the bundled sample
    `ontology_dir`     `COOPKG_ONTOLOGY`     `ontology` in the working directory, else the bundled one
    `store_dir`        `COOPKG_STORE`        `var` in the working directory
    `base`             `COOPKG_BASE`         `https://w3id.org/coopkg/`
    `public_url`       `COOPKG_URL`          none: the address that a request names
    `host`             `HOST`                `127.0.0.1`
    `port`             `PORT`                `8000`
    `log_level`        `COOPKG_LOG`          `WARNING`
    `log_form`         `COOPKG_LOG_FORM`     `text`
    `proxies`          `COOPKG_PROXIES`      none: no proxy is believed who it asks for
    `reviewer`         `COOPKG_REVIEWER`     none: git's `user.name`, else the name of the account
    `llm_key`          `COOPKG_LLM_KEY`      none: the server of `ingest --llm` asks for no key
    `changes`          see `ChangeLimits`
    `queries`          see `QueryLimits`
    ================== ===================== ==========================================================
    """

    data_dir: Path
    ontology_dir: Path
    store_dir: Path
    base: str
    public_url: str | None
    host: str
    port: int
    log_level: str
    log_form: LogForm = "text"
    proxies: tuple[str, ...] = ()
    reviewer: str | None = None
    llm_key: str | None = field(default=None, repr=False)
    changes: ChangeLimits = ChangeLimits()
    queries: QueryLimits = QueryLimits()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings that the variables of `environ` give; SettingError names the one that cannot be used."""
        return cls(
            data_dir=_input_dir(environ, "COOPKG_DATA", "data"),
            ontology_dir=_input_dir(environ, "COOPKG_ONTOLOGY", "ontology"),
            store_dir=Path(environ.get("COOPKG_STORE") or "var"),
            base=_iri(environ, "COOPKG_BASE", "https://w3id.org/coopkg/"),
            public_url=_iri(environ, "COOPKG_URL", "") if environ.get("COOPKG_URL") else None,
            host=environ.get("HOST") or "127.0.0.1",
            port=_port(environ.get("PORT") or "8000"),
            log_level=_log_level(environ.get("COOPKG_LOG") or "WARNING"),
            log_form=_log_form(environ.get("COOPKG_LOG_FORM") or "text"),
            proxies=_networks(environ.get("COOPKG_PROXIES") or ""),
            reviewer=environ.get("COOPKG_REVIEWER") or None,
            llm_key=_key(environ.get("COOPKG_LLM_KEY") or ""),
            changes=ChangeLimits.from_environ(environ),
            queries=QueryLimits.from_environ(environ),
        )


def _input_dir(environ: Mapping[str, str], variable: str, name: str) -> Path:
    if environ.get(variable):
        path = Path(environ[variable])
        if not path.is_dir():
            raise SettingError(variable, f"no such directory: {path}")
        return path
    candidates = (Path(name), *(home / name for home in _HOMES))
    found = next((path for path in candidates if path.is_dir()), None)
    if found is None:
        raise SettingError(variable, f"there is no directory `{name}` here, and none came with the package")
    return found


def _iri(environ: Mapping[str, str], variable: str, default: str) -> str:
    text = environ.get(variable) or default
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    is_absolute = parts.scheme in {"http", "https"} and bool(parts.netloc)
    if not is_absolute or not text.endswith("/") or set(text) & set(' <>"{}|\\^`'):
        raise SettingError(variable, f"not an absolute http(s) IRI that ends in a slash: {text!r}")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _LAST_PORT:
        raise SettingError("PORT", f"not a port number between 1 and {_LAST_PORT}: {text!r}")
    return int(text)


def _log_level(text: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if text.upper() not in levels:
        raise SettingError("COOPKG_LOG", f"not one of {', '.join(levels)}: {text!r}")
    return text.upper()


def _log_form(text: str) -> LogForm:
    match text.lower():
        case "text":
            return "text"
        case "json":
            return "json"
        case _:
            raise SettingError("COOPKG_LOG_FORM", f"neither text nor json: {text!r}")


def _tokens(text: str) -> Tokens:
    """Return the digests of the tokens in a list with commas, each plain or `sha256:` and its digest."""
    return Tokens(tuple(_digest(token.strip()) for token in text.split(",") if token.strip()))


def _key(text: str) -> str | None:
    """Return a key as a header can hold it; what is wrong with it is told without it."""
    if re.fullmatch(r"[!-~]*", text.strip()) is None:
        raise SettingError("COOPKG_LLM_KEY", "a key has ASCII letters, digits and signs only, and no blanks")
    return text.strip() or None


def _hosts(text: str) -> frozenset[str]:
    """Return the hosts in a list with commas; each may have a port, `example.org:8080`."""
    hosts = frozenset(host.strip().lower() for host in text.split(",") if host.strip())
    for host in sorted(hosts):
        if re.fullmatch(r"[^\s/:?#@]+(:[0-9]{1,5})?", host) is None:
            raise SettingError("COOPKG_LOAD_HOSTS", f"not the name of a host, as in example.org: {host!r}")
    return hosts


def _networks(text: str) -> tuple[str, ...]:
    """Return the addresses and networks in a list with commas."""
    networks = tuple(each.strip() for each in text.split(",") if each.strip())
    for each in networks:
        try:
            ip_network(each)
        except ValueError as error:
            reason = f"no address and no network, as in 127.0.0.1 or 10.0.0.0/8: {each!r}"
            raise SettingError("COOPKG_PROXIES", reason) from error
    return networks


def _digest(token: str) -> bytes:
    if token.startswith("sha256:"):
        digest = token.removeprefix("sha256:")
        if re.fullmatch("[0-9A-Fa-f]{64}", digest) is None:
            raise SettingError("COOPKG_TOKENS", "what follows sha256: is no digest of 64 hexadecimal digits")
        return bytes.fromhex(digest)
    if len(token) < _SHORTEST_TOKEN:
        reason = f"a token has {len(token)} characters, of at least {_SHORTEST_TOKEN}; make one: coopkg token"
        raise SettingError("COOPKG_TOKENS", reason)
    return sha256(token.encode()).digest()


def _bytes(environ: Mapping[str, str], variable: str, default: str) -> int:
    text = environ.get(variable) or default
    match = re.fullmatch(r"([0-9]{1,15}) ?(|KiB|MiB|GiB)", text)
    if match is None or int(match.group(1)) == 0:
        raise SettingError(variable, f"not a number of bytes, as in 1048576 or 64 MiB: {text!r}")
    return int(match.group(1)) * _UNITS[match.group(2)]


def _memory(environ: Mapping[str, str], variable: str, default: str) -> int:
    size = _bytes(environ, variable, default)
    if size < _LEAST_MEMORY:
        raise SettingError(variable, f"at least {_LEAST_MEMORY >> 20} MiB: the engine starts with no less")
    return size


def _seconds(environ: Mapping[str, str], variable: str, default: str) -> float:
    text = environ.get(variable) or default
    if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", text) is None or float(text) == 0:
        raise SettingError(variable, f"not a number of seconds: {text!r}")
    return float(text)


def _count(environ: Mapping[str, str], variable: str, default: str) -> int:
    text = environ.get(variable) or default
    if re.fullmatch(r"[0-9]{1,3}", text) is None:
        raise SettingError(variable, f"not a number between 0 and 999: {text!r}")
    return int(text)


def _is_allowed(environ: Mapping[str, str], variable: str) -> bool:
    text = environ.get(variable) or "refuse"
    if text not in {"refuse", "allow"}:
        raise SettingError(variable, f"neither refuse nor allow: {text!r}")
    return text == "allow"
