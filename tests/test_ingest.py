"""`coopkg ingest` as a user meets it: files and pages in, articles and proposals out."""

import json
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coopkg.bootstrap.ingest import Request, extractor_version, ingest_articles
from coopkg.errors import SettingError
from coopkg.ingest.articles import read_articles
from coopkg.ingest.documents.document import Given
from coopkg.ingest.documents.remote import PAGES
from coopkg.ingest.proposals import read_proposals
from coopkg.network.fetching import FetchPolicy

ROOT = Path(__file__).parent.parent
TEXT = (
    "Tổng cục Tiêu chuẩn Đo lường Chất lượng là thành viên của Tổ chức Tiêu chuẩn hóa quốc tế (ISO).\n\n"
    "Ngày 17/02/2022, ông Hà Minh Hiệp dự Diễn đàn ISO khu vực Châu Á – Thái Bình Dương.\n"
)
PAGE = f"""<!DOCTYPE html><html><head><meta charset="%s"><title>Tin ISO</title>
<meta property="article:published_time" content="2022-02-18T08:00:00+07:00"></head><body>
<nav><a href="/">Trang chủ</a></nav><article><h1>Tin ISO</h1>
{"".join(f"<p>{line}</p>" for line in TEXT.split(chr(10)) if line)}</article><footer>© 2015</footer></body></html>"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "Tin ISO.txt"
    path.write_text(TEXT, encoding="utf-8", newline="")
    return path


def test_an_article_becomes_proposals_whose_quotations_stand_in_the_file(settings, source, tmp_path, coopkg):
    told = coopkg(settings, "ingest", source, "-o", tmp_path / "out", "--publisher", "Báo A", "--published", "2022-02")

    assert told.returncode == 0, told.stderr
    assert told.stdout == ""
    assert told.stderr.startswith("read        articles: 1, proposals: ")
    articles, faults = read_articles(tmp_path / "out" / "articles")
    assert faults == []
    article = articles.by_slug["tin-iso"]
    assert (article.text, article.publisher, article.published.text) == (TEXT, "Báo A", "2022-02")
    proposals, faults = read_proposals(tmp_path / "out" / "proposals" / "tin-iso.jsonl")
    assert faults == []
    assert proposals
    quotes = [each for proposal in proposals for each in proposal.evidence]
    assert [TEXT[each.start : each.end] for each in quotes] == [each.quote for each in quotes]


def test_a_second_run_passes_over_what_is_done(settings, source, tmp_path, coopkg):
    coopkg(settings, "ingest", source, "-o", tmp_path / "out")

    told = coopkg(settings, "ingest", source, "-o", tmp_path / "out")

    assert told.returncode == 0
    assert "done        1 had been read before" in told.stderr


def test_jsonl_prints_the_proposals_and_writes_nothing(settings, tmp_path, coopkg):
    before = sorted(tmp_path.rglob("*"))

    told = coopkg(settings, "ingest", "--format", "jsonl", "-", given=TEXT)

    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.returncode == 0
    assert {"id", "type", "modality", "arguments", "evidence", "extractor", "status"} <= lines[0].keys()
    assert sorted(tmp_path.rglob("*")) == before


def test_processes_read_the_same_as_one(settings, source, coopkg):
    alone = coopkg(settings, "ingest", source, "--format", "jsonl")
    several = coopkg(settings, "ingest", source, "--format", "jsonl", "--jobs", "2")

    assert several.returncode == 0, several.stderr
    assert several.stdout == alone.stdout != ""


def test_what_cannot_be_read_is_told_with_its_place(settings, source, tmp_path, coopkg):
    (tmp_path / "bad.jsonl").write_text('{"text": "x"\n', encoding="utf-8")

    told = coopkg(settings, "ingest", source, tmp_path / "bad.jsonl", tmp_path / "gone", "-o", tmp_path / "out")

    assert told.returncode == 0
    assert "skipped     2\n" in told.stderr
    assert f"{tmp_path}/bad.jsonl:1: malformed JSON" in told.stderr
    assert f"{tmp_path}/gone: there is no such file" in told.stderr


def test_nothing_read_is_exit_code_1(settings, tmp_path, coopkg):
    told = coopkg(settings, "ingest", tmp_path / "gone", "http://127.0.0.1:9/", "-o", tmp_path / "out")

    assert told.returncode == 1
    assert "its address 127.0.0.1 is not on the public network" in told.stderr


def test_a_date_that_is_none_is_a_usage_error(settings, coopkg):
    told = coopkg(settings, "ingest", "x", "--published", "2021-13")

    assert told.returncode == 2
    assert "not a possible date: 2021-13" in told.stderr


def test_the_command_loads_what_reads_articles_only_when_it_reads():
    code = "import sys, coopkg.cli.ingest; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout

    assert {"spacy", "trafilatura", "numpy", "pydantic", "yaml"} & set(loaded.split()) == set()


class Pages(BaseHTTPRequestHandler):
    """A page in two encodings, a list, and ways that lead elsewhere."""

    def do_GET(self):
        status, headers, content = self.server.answers[self.path]
        self.send_response(status)
        for name, value in (headers | {"Content-Length": len(content)}).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


def redirect(address):
    return 302, {"Location": address}, b""


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    texts = {"một": "Bộ Y tế ban hành Thông tư 32.", "hai": "Tỉnh Phú Yên nhận tài trợ của Nhật Bản."}
    lines = "\n".join(json.dumps({"text": text, "id": name}) for name, text in texts.items())
    server.answers = {
        "/page": (200, {"Content-Type": "text/html"}, (PAGE % "utf-8").encode()),
        "/utf-16": (200, {"Content-Type": 'text/html; Charset="UTF-8"'}, (PAGE % "windows-1252").encode()),
        "/text": (200, {"Content-Type": "text/plain"}, TEXT.encode()),
        "/list.jsonl": (200, {"Content-Type": "application/octet-stream"}, lines.encode()),
        "/pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF"),
        "/gone": (404, {}, b""),
        "/moved": redirect("/page"),
        "/inside": redirect("http://169.254.169.254/latest"),
        "/file": redirect("file:///etc/passwd"),
        "/round": redirect("/round"),
        "/long": (200, {"Content-Type": "text/plain"}, b"a" * 5000),
    }
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def ask(server, settings, tmp_path):
    """Ingest a path of the server; the policy allows loopback."""

    def asking(path, **changes):
        policy = replace(PAGES, is_allowed=lambda address: address.is_loopback, **changes)
        address = f"http://127.0.0.1:{server.server_port}{path}"
        request = Request(sources=[address], given=Given(), directory=tmp_path / "out", policy=policy)
        outcome = ingest_articles(settings, request, lambda _: None)
        return outcome, read_articles(tmp_path / "out" / "articles")[0].by_slug

    return asking


@pytest.mark.parametrize("path", ["/page", "/utf-16", "/moved"])
def test_a_page_is_fetched_and_keeps_its_address(ask, server, path):
    outcome, articles = ask(path)

    assert outcome.articles == 1
    article = articles["tin-iso"]
    assert "Tổ chức Tiêu chuẩn hóa quốc tế (ISO).\n" in article.text
    assert "Trang chủ" not in article.text
    assert article.url == f"http://127.0.0.1:{server.server_port}{path.replace('/moved', '/page')}"
    assert article.published.text == "2022-02-18"


def test_text_and_lists_are_fetched_too(ask):
    assert ask("/text")[0].articles == 1
    assert set(ask("/list.jsonl")[1]) >= {"mot", "hai"}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "the server answers with status 404"),
        ("/pdf", "no page and no text: the server calls it application/pdf"),
        ("/inside", "169.254.169.254: its address 169.254.169.254 is not on the public network"),
        ("/file", "file:///etc/passwd: documents are fetched by http and https only"),
        ("/round", "more than 5 redirections"),
    ],
)
def test_what_cannot_be_fetched_is_told(ask, path, reason):
    (skipped,) = ask(path)[0].skipped

    assert skipped.place.endswith(path)
    assert skipped.reason == reason


def test_a_long_answer_is_not_read_to_its_end(ask):
    (skipped,) = ask("/long", max_bytes=1000)[0].skipped

    assert skipped.reason == "the document is longer than 1,000 bytes"


def test_no_address_of_this_machine_is_called_unless_a_policy_says_so(server, settings, tmp_path):
    address = f"http://127.0.0.1:{server.server_port}/page"

    outcome = ingest_articles(settings, Request(sources=[address], given=Given(), directory=tmp_path), lambda _: None)

    assert [each.reason for each in outcome.skipped] == [
        "127.0.0.1: its address 127.0.0.1 is not on the public network"
    ]
    assert isinstance(PAGES, FetchPolicy)


def test_the_sample_in_the_package_is_not_written_to(settings):
    inside = replace(settings, data_dir=settings.data_dir.parent / "src" / "coopkg" / "_bundled" / "data")
    request = Request(sources=["-"], given=Given(), directory=inside.data_dir)

    with pytest.raises(SettingError, match="-o DIR"):
        ingest_articles(settings, request, lambda _: None)


def test_the_version_of_the_extractor_is_that_of_its_files():
    assert extractor_version() == extractor_version()
    assert len(extractor_version()) == 12
