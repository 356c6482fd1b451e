"""Every form of an inner address is refused, and what is accepted is read alike by other readers of addresses."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_network

import httpx
import pytest
import urllib3
from hypothesis import example, given
from hypothesis import strategies as st

from trading.errors import FixInput
from trading.web.addresses import why_not_public
from trading.web.target import target_of

USUAL = frozenset({80, 443})
INNER = [
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
"""RFC 6890, RFC 6598, RFC 5771, RFC 1112."""


def in_network(network: object) -> st.SearchStrategy[IPv4Address]:
    return st.integers(int(network[0]), int(network[-1])).map(IPv4Address)  # type: ignore[index]


inner = st.sampled_from(INNER).flatmap(in_network)


def dressed(prefix: str, shift: int = 0) -> Callable[[IPv4Address], str]:
    return lambda address: f"[{IPv6Address(int(IPv6Address(prefix)) | int(address) << shift)}]"


def octal(address: IPv4Address) -> str:
    return ".".join(f"0{part:o}" for part in address.packed)


def mixed(address: IPv4Address) -> str:
    a, b, c, d = address.packed
    return f"{a}.{b:#x}.{c}.0{d:o}"


FORMS: dict[str, Callable[[IPv4Address], str]] = {
    "dotted": str,
    "decimal": lambda address: str(int(address)),
    "hex": lambda address: hex(int(address)),
    "octal": lambda address: f"0{int(address):o}",
    "octal parts": octal,
    "mixed parts": mixed,
    "three parts": lambda address: f"{address.packed[0]}.{address.packed[1]}.{int(address) & 0xFFFF}",
    "two parts": lambda address: f"{address.packed[0]}.{int(address) & 0xFFFFFF}",
    "a dot after it": lambda address: f"{address}.",
    "mapped": dressed("::ffff:0:0"),
    "compatible": dressed("::"),
    "NAT64": dressed("64:ff9b::"),
    "local NAT64": dressed("64:ff9b:1::"),
    "6to4": dressed("2002::", 80),
    "Teredo": dressed("2001::", 64),
    "ISATAP": dressed("2606:4700::5efe:0:0"),
}


@pytest.mark.parametrize("form", FORMS)
@given(address=inner)
@example(address=IPv4Address("169.254.169.254"))
def test_an_inner_address_is_refused_in_every_form(form: str, address: IPv4Address) -> None:
    host = FORMS[form](address)
    try:
        target = target_of(f"http://{host}/", ports=USUAL)
    except FixInput:
        return
    assert target.address is not None, f"{host} passed as a name"
    assert why_not_public(target.address) is not None, f"{host} passed as public"


@given(st.ip_addresses(v=6))
def test_no_address_beyond_the_global_ones_is_public(address: IPv6Address) -> None:
    # RFC 4291, section 2.4: global unicast is 2000::/3; the well-known NAT64 prefix is RFC 6052's
    first = int(address) >> 125
    wrapped = int(address) >> 32 in (int(IPv6Address("64:ff9b::")) >> 32, 0xFFFF)
    assert first == 1 or wrapped or why_not_public(address) is not None


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.128.0.1"])
def test_public_addresses_stay_public(text: str) -> None:
    address = IPv4Address(text)
    assert why_not_public(address) is None
    assert why_not_public(IPv6Address(f"::ffff:{text}")) is None
    assert why_not_public(IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))) is None
    assert why_not_public(IPv6Address("2606:4700:4700::1111")) is None


PIECES = [
    *("http:", "https:", "//", "/", "\\", "@", ":", "#", "?", "[", "]", ".", "%", "%2f", "80", ":80", "::1", "xn--"),
    *("a", "example.com", "b.test", "127.0.0.1", "1", "0x7f", "localhost", " ", "\t", "\u200b", "é", "。", "-", "_"),
]
urls = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))


@given(urls | urls.map("http://".__add__) | urls.map("https://example.com".__add__))
@example("http://a.test:80@b.test/")
def test_what_is_accepted_has_one_reading(url: str) -> None:
    try:
        target = target_of(url, ports=USUAL)
    except FixInput:
        return
    assert target_of(target.url, ports=USUAL) == target
    other = urllib3.util.parse_url(url)
    assert (other.host or "").strip("[]") in (target.host, f"{target.address}", str(target.address))
    third = httpx.URL(target.url)
    assert third.host == target.host and (third.port or {"http": 80, "https": 443}[third.scheme]) == target.port


def test_a_page_with_letters_of_another_language_in_its_path_is_asked_for_in_percent() -> None:
    assert target_of("https://de.example.org/wiki/Börse?q=é&n=1", ports=USUAL).path == "/wiki/B%C3%B6rse?q=%C3%A9&n=1"
