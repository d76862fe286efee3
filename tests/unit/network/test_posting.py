"""Whom a document is posted to, and with what: addresses that are told by their form alone, without a network."""

import pytest

from coopkg.errors import LoadError, RefusedError
from coopkg.network.connections import Host
from coopkg.network.posting import Service, host_and_path, posted


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8080/v1/chat/completions", (Host("127.0.0.1", 8080, "http"), "/v1/chat/completions")),
        ("https://Models.Example", (Host("models.example", 443, "https"), "/")),
        ("http://[::1]:9/a b\r\nX: y", (Host("::1", 9, "http"), "/a%20bX:%20y")),
    ],
)
def test_an_address_is_a_host_and_a_path(address, expected):
    assert host_and_path(address) == expected


@pytest.mark.parametrize(
    "address",
    ["", "model", "ftp://h/", "file:///etc/passwd", "http://", "http://h:x/", "http://h:99999/", "http://[::1",
     "http://me:secret@h/", "http://h/?key=secret", "http://h/#secret", "http://" + "secret" * 20 + "/"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_being_told_again(address):
    with pytest.raises(ValueError, match=r"^(?!.*secret)"):
        host_and_path(address)


def test_a_key_goes_to_no_public_address_in_the_clear():
    service = Service("http://93.184.215.14/v1", key="secret")

    with pytest.raises(RefusedError, match="https only"):
        posted(service, b"{}", 1)


def test_a_server_that_is_not_there_is_told_and_a_key_is_shown_nowhere():
    service = Service("http://127.0.0.1:9/v1", key="secret")

    with pytest.raises(LoadError, match="Connection refused") as caught:
        posted(service, b"{}", 1)
    assert "secret" not in f"{caught.value} {service!r}"
