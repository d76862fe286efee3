"""Which addresses of the network may be called for a stranger: the public ones, and of them none that hides another."""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias

from coopkg.errors import LoadError, RefusedError

Address: TypeAlias = IPv4Address | IPv6Address
#: Tells whether an address may be called.
AddressCheck: TypeAlias = Callable[[Address], bool]

# Addresses that hold an IPv4 address, to which a gateway passes on: mapped, compatible, translated (RFC 6052, RFC
# 8215), 6to4 and Teredo; and the site-local ones, which were private once (RFC 3879).
_HIDING = tuple(
    map(ip_network, ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10"))
)


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public network and to one machine in it.

    >>> is_public(ip_address("93.184.215.14")), is_public(ip_address("169.254.169.254"))
    (True, False)
    >>> is_public(ip_address("::ffff:127.0.0.1"))
    False
    """
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in network for network in _HIDING if network.version == address.version)


def resolved_addresses(host: str, port: int, is_allowed: AddressCheck) -> tuple[str, ...]:
    """Return the addresses of `host`, in the order in which they are to be tried; all of them are allowed.

    The host is asked for once, so what is checked is what will be called. LoadError where it has no address,
    RefusedError where one of them is not allowed.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise LoadError(host, f"the host is not found: {error}") from error
    # The zone of a link-local address is no part of it.
    addresses = tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if not is_allowed(ip_address(address)):
            raise RefusedError(host, f"its address {address} is not on the public network")
    return addresses
