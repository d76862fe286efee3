"""Dereferencing: things, pages, data, exports, descriptions, and what hostile addresses get."""

import json
import logging
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urlsplit

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopkg.storage.current import CurrentDataset
from coopkg.storage.snapshots import Snapshots
from coopkg.web.app import create_app
from coopkg.web.site import Site
from coopkg.web.texts import problem_texts

BASE = "https://w3id.org/coopkg/"
ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
THINGS = {
    "iso": "iso",
    "claim/f-1": "claim/f-1",
    "article/brief-1": "article/brief-1",
    "graph/registry": "graph/registry",
}
PAGES = ["/", "/page/iso", "/page/viet-nam", "/page/claim/f-1", "/page/claim/f-2", "/page/claim/f-1/evidence/1"]
PAGES += ["/page/article/brief-1", "/page/graph/registry", "/ontology?format=html", "/sparql?format=html"]
PAGES += ["/explain?subject=id:viet-nam&predicate=org:memberOf&object=id:iso&format=html"]


class Links(HTMLParser):
    """What a page links to, and the languages of its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.hrefs += [attributes["href"]] if "href" in attributes else []
        self.ids |= {attributes["id"]} if "id" in attributes else set()


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize(
    ("accept", "place"),
    [
        (None, "/page/"),
        ("*/*", "/page/"),
        (BROWSER, "/page/"),
        ("text/turtle", "/data/"),
        ("application/ld+json", "/data/"),
        ("application/rdf+xml, text/html;q=0.9", "/data/"),
        ("text/html, text/turtle;q=0.9", "/page/"),
    ],
)
def test_a_thing_leads_to_its_page_or_its_data(client, path, accept, place):
    address = f"/id/{path}" if "/" not in path else f"/{path}"
    response = client.get(address, headers={} if accept is None else {"Accept": accept})

    assert response.status_code == 303
    assert response.headers["Location"] == f"{place}{path}"
    assert "Accept" in response.headers["Vary"]
    assert client.get(response.headers["Location"], headers={"Accept": accept or "*/*"}).status_code == 200


def test_a_format_asked_for_by_name_stays_through_the_redirect(client):
    assert client.get("/id/iso?format=jsonld").headers["Location"] == "/data/iso.jsonld"


@pytest.mark.parametrize(
    "address", ["/id/nobody", "/claim/f-99", "/article/none", "/graph/none", "/page/nobody", "/data/nobody.ttl"]
)
def test_of_what_is_unknown_there_is_nothing(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "term" in json.loads(response.data)


@pytest.mark.parametrize(
    "address",
    [
        "/id/iso",
        "/data/iso",
        "/page/iso",
        "/ontology",
        "/.well-known/void",
        "/explain?subject=id:a&predicate=a&object=id:b",
    ],
)
def test_what_nobody_can_give_is_not_acceptable(client, address):
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(
    ("extension", "media_type", "name"),
    [
        ("ttl", "text/turtle", "turtle"),
        ("nt", "application/n-triples", "nt"),
        ("rdf", "application/rdf+xml", "xml"),
        ("jsonld", "application/ld+json", "json-ld"),
        ("trig", "application/trig", "trig"),
        ("nq", "application/n-quads", "nquads"),
    ],
)
def test_data_comes_in_each_syntax_by_extension_and_by_accept(client, extension, media_type, name):
    for response in (client.get(f"/data/iso.{extension}"), client.get("/data/iso", headers={"Accept": media_type})):
        assert response.status_code == 200
        assert response.content_type.partition(";")[0] == media_type
        graph = rdflib.Dataset(default_union=True).parse(data=response.data, format=name)
        members = set(graph.subjects(ORG.memberOf, rdflib.URIRef(f"{BASE}id/iso")))
        assert members == {rdflib.URIRef(f"{BASE}id/stameq"), rdflib.URIRef(f"{BASE}id/viet-nam")}
        assert response.headers["Link"] == f'<{BASE}id/iso>; rel="describes"'


def test_data_with_graphs_tells_who_says_what(client):
    assert f"<{BASE}graph/implied>".encode() in client.get("/data/iso.nq").data
    assert f"<{BASE}claim/f-1>".encode() in client.get("/data/claim/f-1.nq").data


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_whole_and_safe(client, address, language):
    response = client.get(address, headers={"Accept": BROWSER, "Accept-Language": f"fr, {language};q=0.5"})

    assert response.status_code == 200
    assert response.content_length == len(response.data)
    page = Links(response.text)
    assert f'<html lang="{language}">' in response.text
    assert page.tags.count("h1") == page.tags.count("main") == 1
    assert {"/static/style.css", f"/?lang={language}", f"/sparql?lang={language}"} <= set(page.hrefs)
    assert "#content" in page.hrefs
    assert "content" in page.ids
    assert "script" not in page.tags
    assert "style=" not in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_every_link_within_the_site_leads_somewhere(client, address):
    page = Links(client.get(address, headers={"Accept": BROWSER}).text)

    for href in page.hrefs:
        parts = urlsplit(href)
        if parts.netloc or not parts.path:
            assert parts.netloc or parts.fragment in page.ids
            continue
        status = client.get(href, headers={"Accept": "*/*"}).status_code
        # The sample proves memberships only.
        assert status == 200 or (parts.path == "/explain" and "memberOf" not in href), href


def test_the_language_is_switched_and_the_rest_of_the_address_kept(client):
    page = client.get(
        "/explain?subject=id:viet-nam&predicate=org:memberOf&object=id:iso&lang=en", headers={"Accept": BROWSER}
    )

    (other,) = {href for href in Links(page.text).hrefs if href.endswith("lang=vi") and href.startswith("/explain")}
    assert '<html lang="vi">' in client.get(other, headers={"Accept": BROWSER}).text


def test_labels_are_in_the_language_of_the_page_or_say_which_they_are_in(client):
    page = client.get("/page/iso?lang=en", headers={"Accept": BROWSER}).text

    assert '<h1 lang="en">International Organization for Standardization</h1>' in page
    assert 'lang="vi"' in page


def test_an_implied_statement_is_marked_and_leads_to_its_proof(client):
    page = client.get("/page/viet-nam?lang=vi", headers={"Accept": BROWSER}).text

    assert '<em class="implied">suy ra</em>' in page
    token = urlencode({"predicate": "<http://www.w3.org/ns/org#memberOf>"})
    assert any(href.startswith("/explain?") and token in href for href in Links(page).hrefs)


def test_a_stated_statement_leads_to_the_claim_and_the_claim_to_the_sentence(client):
    page = client.get("/page/seat?lang=en", headers={"Accept": BROWSER}).text
    claim = client.get("/page/claim/f-1?lang=en", headers={"Accept": BROWSER}).text

    assert "/page/claim/f-1" in Links(page).hrefs
    assert "<mark>Tổng cục là thành viên ISO</mark>. Hết." in claim
    assert "Our summary" in claim
    assert "Quotation" not in claim


def test_what_is_only_hoped_is_not_shown_as_stated(client):
    page = client.get("/page/claim/f-2?lang=en", headers={"Accept": BROWSER}).text

    assert "does not assert" in page
    assert "What the claim states" not in page


def test_what_articles_and_labels_say_is_text_and_never_markup(client):
    for address in ("/page/viet-nam?lang=en", "/?lang=en", "/page/graph/registry?lang=en"):
        page = client.get(address, headers={"Accept": BROWSER}).text
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("address", ["/page/nobody", "/sparql?query=SELECT", "/page/iso?lang=fr"])
@pytest.mark.parametrize(("language", "words"), [("vi", "Chi tiết (tiếng Anh)"), ("en", "In detail")])
def test_a_problem_is_told_in_the_language_of_the_page(client, address, language, words):
    response = client.get(address, headers={"Accept": BROWSER, "Accept-Language": language})

    assert response.status_code in {400, 404}
    assert f'<html lang="{language}">' in response.text
    assert words in response.text


def test_a_path_that_begins_as_a_host_would_leads_to_none(client):
    page = client.get(headers={"Accept": BROWSER}, environ_overrides={"PATH_INFO": "//evil.example/"})

    assert page.status_code == 404
    assert all(not href.startswith("//") for href in Links(page.text).hrefs)


def test_the_language_asked_for_stays_through_the_redirect_and_in_problems(client):
    assert client.get("/id/iso?lang=en").headers["Location"] == "/page/iso?lang=en"
    assert '<html lang="en">' in client.get("/page/nobody?lang=en", headers={"Accept": BROWSER}).text


def test_every_status_of_a_problem_has_its_words():
    assert all(problem_texts(status, language)[0] for status in (400, 404, 410, 500, 504) for language in ("vi", "en"))
    assert problem_texts(410, "en") == problem_texts(400, "en")
    assert problem_texts(504, "en") == problem_texts(500, "en")


@pytest.fixture(scope="module")
def loaded(client_over):
    """The application over the sample and what a user has loaded to spoil it."""
    lines = [
        *(f"<{BASE}id/iso> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{iri}>" for iri in HOSTILE_IRIS),
        f'<{BASE}id/iso> <http://coop.example/1> "no name for XML"',
        f'<{BASE}id/has.dot> <http://www.w3.org/2000/01/rdf-schema#label> "<b>dots</b>"@en',
        f"<{BASE}id/viet-nam> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BASE}id/iso-member>",
    ]
    graphs = (f"{BASE}graph/users", "http://x.example/g#part", "http://y.example/users", "javascript:alert(1)")
    quads = [f"{line} ." for line in lines] + [f"{line} <{graph}> ." for line in lines for graph in graphs]
    return client_over("\n".join([*quads, ""]))


HOSTILE_IRIS = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd"]
HOSTILE_IRIS += ["https://x.example/'onmouseover='alert(1)", f"{BASE}id/has.dot", f"{BASE}id/claim/f-9"]
HOSTILE_IRIS += [f"{BASE}id/a?b#c", f"{BASE}id/..%2F..%2Fetc", f"{BASE}id/", f"{BASE}graph//"]


@pytest.mark.parametrize("address", ["/page/iso?lang=en", "/page/graph/users?lang=en", "/?lang=en"])
def test_no_link_leads_where_a_loaded_iri_wants(loaded, address):
    page = Links(loaded.get(address, headers={"Accept": BROWSER}).text)

    for href in page.hrefs:
        assert href.startswith(("/", "#", "http://", "https://")), href
        assert not href.startswith(("//", "/page/a%3Fb", "/page/has.dot", "/page/claim/f-9", "/page/.."))
    assert "b" not in page.tags
    statuses = {loaded.get(href).status_code for href in page.hrefs if href.startswith("/page/")}
    assert statuses == {200}


def test_graphs_with_any_name_are_told_apart_in_the_service_description(loaded):
    graph = rdflib.Graph().parse(data=loaded.get("/sparql").data, format="turtle")
    names = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

    described = {str(graph.value(node, names.name)) for node in graph.subjects(rdflib.RDF.type, names.NamedGraph)}
    assert {f"{BASE}graph/users", "http://x.example/g#part", "http://y.example/users"} <= described
    assert len(list(graph.subject_objects(names.name))) == len(described)


def test_what_xml_cannot_hold_is_a_problem_that_names_other_formats(loaded):
    for address in ("/export.rdf", "/data/iso.rdf"):
        response = loaded.get(address)
        assert response.status_code == 400
        assert "choose Turtle" in json.loads(response.data)["detail"]
        assert "another format" in json.loads(response.data)["remedy"]


def test_a_thing_stands_under_what_it_is_and_not_under_what_it_is_a_member_of(loaded):
    page = loaded.get("/?lang=en", headers={"Accept": BROWSER}).text
    country = page.index('title="https://w3id.org/coopkg/ontology#Country"')

    assert page.count("/page/viet-nam") == 1
    assert "<h3" not in page[country : page.index("/page/viet-nam")].replace("</h3", "")
    assert "iso-member" not in page


def test_pages_are_no_xhtml_and_do_not_say_so(client):
    for address in ("/ontology", "/sparql"):
        assert client.get(address, headers={"Accept": "application/xhtml+xml"}).status_code == 406


def test_a_proof_tells_each_step_once_and_its_premises_before_it(client):
    address = "/explain?subject=id:viet-nam&predicate=org:memberOf&object=id:iso"

    page = client.get(address, headers={"Accept": BROWSER}).text
    proof = json.loads(client.get(address).data)

    assert page.count('<li id="step-') == 2
    assert page.index("step-1") < page.index("prp-spo2")
    assert "Tổng cục là thành viên ISO" in page
    assert [step["rule"] for step in proof["steps"]] == ["stated", "prp-spo2"]
    assert proof["steps"][0]["sources"][0]["quote"] == "Tổng cục là thành viên ISO"
    assert any(href.endswith("&all=true") for href in Links(page).hrefs)


def test_all_last_steps_are_told_where_they_are_asked_for(client):
    address = "/explain?subject=id:viet-nam&predicate=org:memberOf&object=id:iso&all=true"

    page = client.get(f"{address}&lang=en", headers={"Accept": BROWSER}).text
    found = json.loads(client.get(address).data)

    assert found["is_stated"]
    assert found["is_cut"]
    assert [each["rule"] for each in found["alternatives"]] == ["prp-spo2", "prp-ap"]
    assert found["alternatives"][0]["premises"] == [1, 1]
    assert page.count('<li id="step-') == 1
    assert page.count('<a href="#step-1">1</a>') == 1
    assert "All last steps" in page
    assert "perhaps more" in page
    assert client.get(f"{address[:-4]}perhaps").status_code == 400


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"subject": "id:viet-nam", "predicate": "org:memberOf"}, 400),
        ({"subject": "", "predicate": "org:memberOf", "object": "id:iso"}, 400),
        ({"subject": "viet nam", "predicate": "org:memberOf", "object": "id:iso"}, 400),
        ({"subject": '"literal"', "predicate": "org:memberOf", "object": "id:iso"}, 400),
        ({"subject": "id:iso", "predicate": "_:b", "object": "id:iso"}, 400),
        ({"subject": '"open', "predicate": "org:memberOf", "object": "id:iso"}, 400),
        ({"subject": "<no iri>", "predicate": "org:memberOf", "object": "id:iso"}, 400),
        ({"subject": "id:iso", "predicate": "org:memberOf", "object": '"x"@vi> .\n<a:b'}, 400),
        ({"subject": "id:iso", "predicate": "rdfs:seeAlso", "object": "id:iso"}, 404),
        ({"subject": "id:iso", "predicate": "rdfs:label", "object": '"x"@vi'}, 404),
    ],
)
def test_a_proof_of_what_is_no_triple_or_not_known_is_a_problem(client, arguments, status):
    assert client.get(f"/explain?{urlencode(arguments)}").status_code == status


def test_the_ontology_is_data_and_page(client):
    graph = rdflib.Graph().parse(data=client.get("/ontology").data, format="turtle")
    page = client.get("/ontology?lang=vi", headers={"Accept": BROWSER}).text

    assert (rdflib.URIRef(f"{BASE}ontology#InternationalOrganization"), rdflib.RDF.type, rdflib.OWL.Class) in graph
    assert 'id="InternationalOrganization"' in page
    assert "Của nhiều nước." in page
    assert client.get("/ontology.jsonld").content_type == "application/ld+json"
    assert client.get("/ontology.docx").status_code == 406


@pytest.mark.parametrize("extension", ["ttl", "trig", "nt", "nq", "jsonld", "rdf", "graphml", "gexf"])
def test_the_whole_graph_can_be_downloaded(client, extension):
    response = client.get(f"/export.{extension}")

    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="coopkg.{extension}"'
    stated = client.get(f"/export.{extension}?stated-only")
    assert len(stated.data) < len(response.data)


def test_a_download_that_there_is_not_is_not_found(client):
    for address in ("/export.docx", "/export.turtle", "/export.", "/export"):
        assert client.get(address).status_code == 404


def test_the_dataset_describes_itself(client):
    graph = rdflib.Graph().parse(data=client.get("/.well-known/void").data, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")

    (node,) = graph.subjects(rdflib.RDF.type, void.Dataset)
    assert int(graph.value(node, void.triples)) == 40
    assert graph.value(node, void.sparqlEndpoint) == rdflib.URIRef("http://localhost/sparql")


def test_health_tells_the_snapshot(client):
    response = client.get("/health")

    assert json.loads(response.data)["snapshot"] == 1
    assert response.headers["Cache-Control"] == "no-store"


def test_pages_that_the_client_has_are_not_sent_again(client):
    tag = client.get("/page/iso", headers={"Accept": BROWSER}).headers["ETag"]

    assert client.get("/page/iso", headers={"Accept": BROWSER, "If-None-Match": tag}).status_code == 304
    assert client.get("/page/iso", headers={"Accept": BROWSER, "If-None-Match": f"W/{tag}"}).status_code == 304
    assert client.get("/page/stameq", headers={"Accept": BROWSER, "If-None-Match": tag}).status_code == 200
    english = {"Accept": BROWSER, "Accept-Language": "en", "If-None-Match": tag}
    assert client.get("/page/iso", headers=english).status_code == 200
    assert client.get("/page/nobody", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("address", [*PAGES, "/id/iso", "/data/iso.ttl", "/export.ttl", "/health", "/.well-known/void"])
def test_head_and_options_work_everywhere_and_writing_nowhere(client, address):
    head, whole = client.head(address), client.get(address)

    assert (head.status_code, head.data) == (whole.status_code, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]
    assert client.options(address).headers["Access-Control-Allow-Origin"] == "*"
    if not address.startswith("/sparql"):
        refused = client.post(address)
        assert refused.status_code == 405
        assert "GET" in refused.headers["Allow"]


HOSTILE = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/x",
    "iso%00",
    "iso%0d%0aX-Evil:%201",
    "iso%ff",
    "//evil.example/",
]
HOSTILE += [
    "iso/../iso",
    "iso.ttl/",
    "a" * 5000,
    "%3Cscript%3E",
    "iso%20",
    "iso>",
    "claim/",
    "/iso",
    "claim//f-1",
    ".ttl",
    "iso.",
    "iso\u2028",
]


@pytest.mark.parametrize(
    "prefix",
    ["/id/", "/page/", "/data/", "/claim/", "/article/", "/graph/", "/export.", "/ontology.", "/static/", "/x/"],
)
@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_addresses_find_nothing_and_break_nothing(client, prefix, path):
    response = client.get(prefix + path)

    assert response.status_code in {400, 404, 406}, response.headers
    assert "X-Evil" not in response.headers
    assert b"root:" not in response.data


@pytest.mark.parametrize("host", ["evil.example/x", "a b", '"><script>', "[::1", "x@y", "a" * 5000 + "\u00e9"])
def test_a_host_that_is_none_does_not_get_into_the_data(client, host):
    for address in ("/.well-known/void", "/sparql"):
        response = client.get(address, headers={"Host": host})
        assert response.status_code == 400


def test_an_address_given_by_the_operator_wins_over_the_host(site):
    client = create_app(
        Site(site.current, site.explain, site.explain_all, site.ask, "https://coop.example/")
    ).test_client()

    assert b"https://coop.example/sparql" in client.get("/sparql", headers={"Host": "evil.example"}).data


def test_our_own_bugs_are_logged_and_show_nothing(site, caplog):
    def fail(*_):
        raise RuntimeError("secret path /etc/coopkg")

    client = create_app(Site(site.current, fail, fail, site.ask)).test_client()

    with caplog.at_level(logging.ERROR):
        response = client.get("/explain?subject=id:iso&predicate=a&object=id:iso")

    assert response.status_code == 500
    assert "secret" not in response.text
    assert "secret path" in caplog.text


def test_without_a_snapshot_everything_says_that_there_is_none(site, caplog, tmp_path):
    none = CurrentDataset(Snapshots(tmp_path))
    client = create_app(Site(none, site.explain, site.explain_all, site.ask)).test_client()

    for address in ("/", "/sparql?query=ASK{}", "/id/iso"):
        response = client.get(address, headers={"If-None-Match": '"1-x"'})
        assert response.status_code == 503
        assert "coopkg build" in json.loads(response.data)["remedy"]
    assert "no snapshot" in caplog.text


ROUTES = st.sampled_from(
    ["/", "/id/", "/page/", "/data/", "/claim/", "/explain", "/sparql", "/export.", "/ontology", "/health"]
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(
    address=st.tuples(ROUTES, st.text(max_size=20)),
    parameters=st.dictionaries(
        st.sampled_from(["query", "format", "lang", "subject", "predicate", "object"]), st.text(max_size=60)
    ),
    headers=st.fixed_dictionaries({"Accept": HEADER, "Accept-Language": HEADER, "If-None-Match": HEADER}),
)
def test_no_request_is_too_strange_for_an_answer(client, address, parameters, headers):
    path = address[1].encode("utf-8", "replace").decode()
    values = {name: value.encode("utf-8", "replace") for name, value in parameters.items()}

    response = client.get(f"{address[0]}{quote(path)}?{urlencode(values)}", headers=headers)

    assert response.status_code < 500
    assert response.content_length == len(response.data)
