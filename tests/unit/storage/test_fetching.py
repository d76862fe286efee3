import shutil
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from coopkg.errors import LoadError, RefusedError
from coopkg.rdf.terms import Iri
from coopkg.storage.fetching import LoadPolicy, loaded_triples
from coopkg.storage.update_operations import Load

TURTLE = b"<#a> <p> 'x' . <#a> <p> 'x' ."
TIMEOUT_S = 0.4


class Documents(BaseHTTPRequestHandler):
    """Answers by path; the server keeps what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Host"]))
        name, _, rest = self.path[1:].partition("/")
        getattr(self, f"answer_{name}")(rest)

    def log_message(self, *arguments):
        pass

    def answer(self, content, *, status=200, **headers):
        self.send_response(status)
        for name, value in ({"Content_Length": len(content), "Content_Type": "text/turtle"} | headers).items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(content)

    def answer_turtle(self, _):
        self.answer(TURTLE)

    def answer_as(self, media_type):
        self.answer(TURTLE, Content_Type=media_type.removesuffix(".ttl") if "/" in media_type else None)

    def answer_broken(self, _):
        self.answer(b"<a> <b>\n<c>")

    def answer_graphs(self, _):
        self.answer(b"<g:g> { <a:a> <a:a> 1 }", Content_Type="application/trig")

    def answer_status(self, status):
        self.answer(b"", status=int(status))

    def answer_again(self, count):
        self.answer(b"", status=302, Location="/turtle" if count == "1" else f"/again/{int(count) - 1}")

    def answer_to(self, address):
        self.answer(b"", status=301, Location=address)

    def answer_nowhere(self, _):
        self.answer(b"", status=303)

    def answer_short(self, _):
        self.answer(TURTLE, Content_Length=len(TURTLE) + 5)

    def answer_zipped(self, _):
        self.answer(TURTLE, Content_Encoding="gzip")

    def answer_slowly(self, _):
        self.answer(b"", Content_Length=None)
        for _ in range(40):
            self.wfile.write(b" ")
            time.sleep(0.05)


def serving(tls=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Documents)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that hangs up is no fault
    server.asked = []
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


@pytest.fixture(scope="module")
def server():
    server = serving()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def host(server):
    server.asked.clear()
    return f"127.0.0.1:{server.server_port}"


@pytest.fixture
def policy(host):
    return LoadPolicy(frozenset({host}), timeout_s=5, is_allowed=lambda _: True)


def loaded(address, policy, *, is_silent=False):
    return loaded_triples(Load(Iri(address), None, is_silent=is_silent), policy)


def test_a_document_is_loaded_with_its_address_as_base(host, policy):
    base = f"http://{host}/turtle/"

    assert loaded(f"{base}doc.ttl", policy) == f'<{base}doc.ttl#a> <{base}p> "x" .\n'.encode()


def test_the_server_is_asked_by_its_name(host, policy, server):
    loaded(f"http://{host}/turtle/Đà-Nẵng%20?a=é", policy)

    assert server.asked == [("/turtle/%C4%90%C3%A0-N%E1%BA%B5ng%20?a=%C3%A9", host)]


@pytest.mark.parametrize("media_type", ["text/turtle", "text/turtle;charset=utf-8", "text/plain.ttl", "untyped.ttl"])
def test_the_media_type_tells_the_syntax_or_else_the_name(media_type, host, policy):
    assert loaded(f"http://{host}/as/{media_type}", policy)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("as/text/html", "no RDF: the server calls it text/html"),
        ("as/text/plain", "no RDF: the server calls it text/plain"),
        ("broken", "line 2: "),
        ("graphs", "named graphs"),
        ("status/404", "status 404"),
        ("status/204", "status 204"),
        ("again/4", "more than 3 redirections"),
        ("nowhere", "does not tell where to"),
        ("short", "5 more expected"),
        ("zipped", "compresses"),
    ],
)
def test_what_is_no_graph_is_told(path, reason, host, policy):
    with pytest.raises(LoadError, match=reason):
        loaded(f"http://{host}/{path}", policy)


def test_redirections_are_followed(host, policy, server):
    assert loaded(f"http://{host}/again/3", policy).startswith(f"<http://{host}/turtle#a>".encode())
    assert len(server.asked) == 4


def test_a_redirection_to_what_is_no_address_is_told(host, policy):
    with pytest.raises(LoadError, match="no address"):
        loaded(f"http://{host}/to/http://[::1", policy)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://example.org/", "COOPKG_LOAD_HOSTS"),
        ("http://{host}.example.org/", "not an address"),
        ("http://user:secret@{host}/turtle", "no name and no password"),
        ("file:///etc/passwd", "http and https only"),
        ("ftp://{host}/", "http and https only"),
        ("https://{host}@example.org/", "no name"),
        ("http://127.0.0.1/turtle", "COOPKG_LOAD_HOSTS"),
    ],
)
def test_only_hosts_on_the_list_are_called(address, reason, host, policy, server):
    with pytest.raises((RefusedError, LoadError), match=reason):
        loaded(address.format(host=host), policy)
    assert server.asked == []

    with pytest.raises((RefusedError, LoadError), match=reason):
        loaded(f"http://{host}/to/{address}".format(host=host), policy)
    assert len(server.asked) == 1


def test_a_host_on_the_list_is_not_called_at_an_address_that_is_not_public(host, policy, server):
    with pytest.raises(RefusedError, match="not on the public network"):
        loaded(f"http://{host}/turtle", LoadPolicy(policy.hosts))

    assert server.asked == []


def test_no_host_is_on_the_list_unless_named(host):
    with pytest.raises(RefusedError, match="COOPKG_LOAD_HOSTS"):
        loaded(f"http://{host}/turtle", LoadPolicy())


def test_a_long_document_is_refused(host, policy):
    assert loaded(f"http://{host}/turtle", replace(policy, max_bytes=len(TURTLE)))
    with pytest.raises(LoadError, match="longer than 28 bytes"):
        loaded(f"http://{host}/turtle", replace(policy, max_bytes=len(TURTLE) - 1))


def test_a_server_that_sends_a_byte_now_and_then_is_cut_off(host, policy):
    before = time.monotonic()

    with pytest.raises(LoadError, match="no whole answer within"):
        loaded(f"http://{host}/slowly", replace(policy, timeout_s=TIMEOUT_S))

    assert time.monotonic() - before < TIMEOUT_S + 1


def test_a_port_where_nobody_listens_is_told():
    policy = LoadPolicy(frozenset({"127.0.0.1:9"}), is_allowed=lambda _: True)

    with pytest.raises(LoadError, match="cannot be fetched"):
        loaded("http://127.0.0.1:9/", policy)


@pytest.mark.parametrize("path", ["status/500", "broken", "to/file:///etc/passwd"])
def test_silent_takes_what_fails_for_nothing(path, host, policy):
    assert loaded(f"http://{host}/{path}", policy, is_silent=True) == b""
    assert loaded(f"http://{host}/{path}", LoadPolicy(), is_silent=True) == b""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for `localhost`, and its key, in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes a certificate for this test, is not installed")
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file, "-out", file]
    subprocess.run(
        [shutil.which("openssl"), "req", "-x509", *subject, *key], check=True, capture_output=True, timeout=20
    )
    return file


def test_a_server_has_to_prove_its_name(certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server = serving(tls)
    names = {f"localhost:{server.server_port}", f"127.0.0.1:{server.server_port}"}
    trusting = LoadPolicy(
        frozenset(names), is_allowed=lambda _: True, tls=ssl.create_default_context(cafile=certificate)
    )

    assert loaded(f"https://localhost:{server.server_port}/turtle", trusting)
    with pytest.raises(LoadError, match="certificate"):
        loaded(f"https://127.0.0.1:{server.server_port}/turtle", trusting)
    with pytest.raises(LoadError, match="certificate"):
        loaded(f"https://localhost:{server.server_port}/turtle", replace(trusting, tls=None))
    assert server.asked == [("/turtle", f"localhost:{server.server_port}")]
    server.shutdown()
    server.server_close()
