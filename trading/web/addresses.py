"""Which addresses of the network are public: everything that may lead back into this machine or its network is not."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
# IANA's registries of special-purpose addresses, https://www.iana.org/assignments/iana-ipv4-special-registry and
# https://www.iana.org/assignments/iana-ipv6-special-registry, as read in November 2026.
_SPECIAL_4 = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a provider's inner network"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "the local link, where clouds keep their metadata"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "a reserved network"),
        ("192.0.2.0/24", "a network of examples"),
        ("192.31.196.0/24", "a reserved network"),
        ("192.52.193.0/24", "a reserved network"),
        ("192.88.99.0/24", "a relay into other networks"),
        ("192.168.0.0/16", "a private network"),
        ("192.175.48.0/24", "a reserved network"),
        ("198.18.0.0/15", "a network of tests"),
        ("198.51.100.0/24", "a network of examples"),
        ("203.0.113.0/24", "a network of examples"),
        ("224.0.0.0/4", "a group of machines"),
        ("240.0.0.0/4", "a reserved network"),
        # https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        ("168.63.129.16/32", "the inner service of a cloud"),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "a tunnel or a reserved network"),
        ("2001:db8::/32", "a network of examples"),
        ("2002::/16", "a tunnel to an IPv4 address"),
        ("2620:4f:8000::/48", "a reserved network"),
        ("3fff::/20", "a network of examples"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The upper half of an interface's number in ISATAP (RFC 5214, section 6.1); an IPv4 address is the lower half."""


def is_loopback(address: Address) -> bool:
    """Say whether an address is this machine's own, written as such."""
    return address.is_loopback


def why_not_public(address: Address) -> str | None:
    """Return what an address leads to when that is not the public network, None when it is public.

    >>> why_not_public(ip_address("::ffff:10.0.0.1"))
    'a private network'
    """
    if isinstance(address, IPv4Address):
        return _why_not_public_4(address)
    if address.scope_id is not None:
        return "the local link"
    if address.ipv4_mapped is not None:
        return _why_not_public_4(address.ipv4_mapped)
    low = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _NAT64:
        return _why_not_public_4(low)
    if address.is_loopback:
        return "this machine"
    if address not in _GLOBAL_6:
        return "a private or reserved network"
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return "a tunnel to an IPv4 address"
    what = next((what for network, what in _SPECIAL_6 if address in network), None)
    return what or (None if address.is_global else "a reserved network")


def _why_not_public_4(address: IPv4Address) -> str | None:
    what = next((what for network, what in _SPECIAL_4 if address in network), None)
    return what or (None if address.is_global else "a reserved network")


__all__ = ["Address", "ip_address", "is_loopback", "why_not_public"]
