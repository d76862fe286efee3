from ipaddress import ip_address

import pytest

from coopkg.errors import LoadError, RefusedError
from coopkg.network.addresses import is_public, resolved_addresses


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::6810:84e5", "2a00:1450:4001::1"])
def test_an_address_of_the_public_network_may_be_called(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::1",
    ],
)  # fmt: skip
def test_no_other_address_may_be_called(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "0x7f.1", "2130706433", "0", "127.1"])
def test_a_host_on_this_machine_is_refused_however_it_is_written(host):
    with pytest.raises(RefusedError, match="not on the public network"):
        resolved_addresses(host, 80, is_public)


def test_all_addresses_of_a_host_are_checked():
    asked = []

    found = resolved_addresses("localhost", 80, lambda address: asked.append(str(address)) or True)

    assert list(found) == asked
    assert asked


def test_a_host_that_is_not_there_is_told():
    with pytest.raises(LoadError, match="not found"):
        resolved_addresses("a..b", 80, is_public)
