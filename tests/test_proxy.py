"""nginx before the real server, configured as docs/how-to/deploy.md shows; and the service's unit, read by systemd.

They skip where nginx or systemd are not installed.
"""

import http.client
import re
import shutil
import subprocess
import sys
import threading
import time
import zlib
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.conftest import free_port
from tests.w3c_http import Answer, Server

ROOT = Path(__file__).parent.parent
TOKEN = "a-token-for-the-tests"  # noqa: S105 - it opens nothing but the servers of these tests
PUBLIC = "https://coop.example/"
#: Where administrators' commands are, which is not on every user's path.
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
NGINX = shutil.which("nginx", path=PATH)
SYSTEMD_ANALYZE = shutil.which("systemd-analyze", path=PATH)
ALL = "SELECT * { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt-get install nginx-light")


def shown(name: str) -> str:
    """The file that the page shows under that name."""
    page = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    (content,) = re.findall(rf"^`{re.escape(name)}`:\n\n```\w+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return content


def configuration(server: str, port: int, directory: Path) -> str:
    """The configuration that the page shows, without TLS, on a port of the loopback, with its files in `directory`."""
    site = shown("coopkg.nginx")
    told = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000;": f"server {server.removeprefix('http://')};",
        # This test is at 127.0.0.1, too.
        "allow 127.0.0.1;": "",
    }
    for line, instead in told.items():
        assert site.count(line) == 1
        site = site.replace(line, instead)
    site, number = re.subn(r"^ *ssl_certificate.*\n", "", site, flags=re.MULTILINE)
    assert number == 2
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    directories = "".join(f"{kind}_temp_path {directory}/{kind};\n" for kind in kinds)
    return (
        f"daemon off;\nmaster_process off;\npid {directory}/nginx.pid;\nerror_log {directory}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{directories}{site}}}\n"
    )


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("behind") / "log"


@pytest.fixture(scope="module")
def behind(sample, serving, log):
    """The real server over a dataset that can be changed, as it is seen through nginx."""
    if NGINX is None:
        pytest.skip("nginx is not installed")
    directory, port = log.parent, free_port()
    own = replace(sample, store_dir=directory / "store", log_level="INFO")
    variables = {"COOPKG_URL": PUBLIC, "COOPKG_PROXIES": "127.0.0.1", "COOPKG_TOKENS": TOKEN}
    with serving(own, log, COOPKG_QUERY_TIMEOUT="3", COOPKG_UPDATE_LIMIT="1 MiB", **variables) as (address, _):
        (directory / "nginx.conf").write_text(configuration(address, port, directory), encoding="utf-8")
        nginx = subprocess.Popen(
            [NGINX, "-p", directory, "-e", directory / "error.log", "-c", directory / "nginx.conf"]
        )
        try:
            yield _answering(Server(f"http://127.0.0.1:{port}", TOKEN), nginx)
        finally:
            nginx.terminate()
            nginx.wait(10)


def _answering(server: Server, nginx: "subprocess.Popen[bytes]") -> Server:
    for _ in range(100):
        try:
            assert server.ask("GET", "/health").status == 200
        except OSError:
            assert nginx.poll() is None
            time.sleep(0.05)
        else:
            return server
    pytest.fail("nginx does not answer")


def ask_host(server: Server, path: str, **headers: str) -> Answer:
    return server.ask("GET", path, headers={"Host": "coop.example", "Accept": "*/*", **headers})


@needs_nginx
def test_links_have_the_public_address_whatever_the_request_says(behind):
    description = ask_host(behind, "/sparql", Accept="text/turtle")
    forged = behind.ask("GET", "/sparql", headers={"Host": "evil.example", "Accept": "text/turtle"})
    created = behind.ask("POST", "/graph-store", b"<a:s> <a:p> 1 .", {"Content-Type": "text/turtle"})

    assert b"https://coop.example/sparql" in description.body
    assert b"evil" not in forged.body
    assert created.status == 201
    assert created.headers["location"].startswith(f"{PUBLIC}graph-store/")


@needs_nginx
def test_the_log_names_the_client_and_not_the_proxy_nor_what_a_client_pretends(behind, log):
    ask_host(behind, "/page/iso?plainly")
    behind.ask("GET", "/page/apo", headers={"X-Forwarded-For": "203.0.113.7"})

    lines = log.read_text()
    # nginx adds who it sees, which is this test, to what the client says; the last that is no proxy counts.
    assert re.search(r" 203\.0\.113\.7 GET /page/apo: 200", lines)
    assert re.search(r" 127\.0\.0\.1 GET /page/iso: 200", lines)


@needs_nginx
def test_graphs_are_written_by_each_method_and_named_by_their_public_address(behind):
    turtle = {"Content-Type": "text/turtle"}
    path = "/graph-store/notes%20of/2024"

    statuses = [
        behind.ask("PUT", path, b"<#a> <a:p> 1 .", turtle).status,
        behind.ask("POST", path, b"<#a> <a:p> 2 .", turtle).status,
        behind.ask("GET", path).status,
        behind.ask("HEAD", path).status,
    ]
    asked = f"SELECT ?o {{ GRAPH <{PUBLIC}graph-store/notes%20of/2024> {{ ?s ?p ?o }} }}"
    rows = behind.query(asked, "text/csv").body.split()
    deleted = behind.ask("DELETE", path).status

    assert statuses == [201, 200, 200, 200]
    assert sorted(rows) == [b"1", b"2", b"o"]
    assert deleted == 200
    assert behind.ask("GET", path).status == 404


@needs_nginx
def test_an_update_shows_in_the_next_query(behind):
    assert behind.update("INSERT DATA { <a:x> <a:p> 7 }").status == 200
    assert behind.query("ASK { <a:x> <a:p> 7 }", "text/csv").status == 406
    assert b"true" in behind.query("ASK { <a:x> <a:p> 7 }", "application/sparql-results+json").body


@needs_nginx
def test_a_body_that_is_too_large_is_refused_by_the_server_and_a_huge_one_by_nginx(behind):
    large = behind.ask("PUT", "/graph-store/large", b"#" * (2 << 20), {"Content-Type": "text/turtle"})
    with_length = {"Content-Type": "text/turtle", "Content-Length": str(66 << 20)}
    huge = behind.ask("PUT", "/graph-store/large", None, with_length)

    assert large.status == 413
    assert large.media_type == "application/problem+json"
    assert huge.status == 413


@needs_nginx
def test_who_sends_much_without_a_token_is_told_so(behind):
    body = b"INSERT DATA { <a:s> <a:p> 1 } #" + b"x" * (30 << 20)
    headers = {"Content-Type": "application/sparql-update", "Authorization": "Bearer none"}

    answer = behind.ask("POST", "/sparql", body, headers)

    assert answer.status == 401
    assert answer.media_type == "application/problem+json"


@needs_nginx
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_answers_come_whole_and_as_they_were_compressed(behind, encoding):
    answer = ask_host(behind, f"/sparql?query={quote(ALL)}", **{"Accept-Encoding": encoding})

    assert answer.status == 200
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.headers.get("content-encoding", "identity") == encoding
    assert not answer.headers["etag"].startswith("W/")
    body = zlib.decompress(answer.body, 16 + zlib.MAX_WBITS) if encoding == "gzip" else answer.body
    assert body.rstrip().endswith(b"}")
    again = ask_host(
        behind, f"/sparql?query={quote(ALL)}", **{"Accept-Encoding": encoding, "If-None-Match": answer.headers["etag"]}
    )
    assert again.status == 304


@needs_nginx
def test_a_query_in_a_long_address_is_answered(behind):
    query = ALL + " #" + "x" * 40_000

    assert ask_host(behind, f"/sparql?query={quote(query)}").status == 200


@needs_nginx
def test_a_query_that_reaches_its_limit_is_told_by_the_server(behind):
    answer = ask_host(behind, f"/sparql?query={quote(ENDLESS)}")

    assert answer.status == 503
    assert answer.media_type == "application/problem+json"
    assert b'"deadline"' in answer.body


@needs_nginx
@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/%6detrics", "/x/../metrics", "//metrics", "/./metrics"])
def test_the_metrics_are_for_the_machine_itself(behind, path):
    assert ask_host(behind, path).status == 403


@needs_nginx
def test_preflights_of_browsers_pass(behind):
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = behind.ask("OPTIONS", "/sparql", headers=asked)

    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"


@needs_nginx
def test_many_clients_at_once_are_all_answered(behind):
    statuses: list[int] = []

    def ask(number: int) -> None:
        for each in range(10):
            query = f"ASK {{ <a:{number}> <a:p> {each} }}"
            statuses.append(ask_host(behind, f"/sparql?query={quote(query)}").status)

    clients = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()

    assert statuses == [200] * 120


def test_without_the_setting_nobody_is_believed(server):
    """A client that says it stands behind a proxy is still itself, and its scheme that of the connection."""
    host = server.removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    connection.request("GET", "/sparql", headers={"Accept": "text/turtle", "X-Forwarded-Proto": "https"})
    body = connection.getresponse().read()
    connection.close()

    assert f"<http://{host}/sparql>".encode() in body
    assert b"https://" + host.encode() not in body


@pytest.mark.skipif(SYSTEMD_ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_in_the_unit(tmp_path):
    unit = shown("coopkg.service")
    for path, here in (
        ("/opt/coopkg/.venv/bin/coopkg", sys.executable),
        ("/opt/coopkg", str(tmp_path)),
        ("/etc/coopkg.env", str(tmp_path / "coopkg.env")),
    ):
        assert path in unit
        unit = unit.replace(path, here)
    (tmp_path / "coopkg.env").write_text(shown("coopkg.env"), encoding="utf-8")
    (tmp_path / "coopkg.service").write_text(unit, encoding="utf-8")

    told = subprocess.run(
        [SYSTEMD_ANALYZE, "verify", "--man=no", tmp_path / "coopkg.service"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert [line for line in told.stderr.splitlines() if "coopkg" in line] == []
    assert told.returncode == 0
