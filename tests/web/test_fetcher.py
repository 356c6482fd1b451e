"""One GET of a public page: redirects, sizes, packings, times, types, and the sentence of each failure."""

import datetime as dt
import gzip
import socket
import ssl
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import AT, Fixed, fetcher_for
from tests.web.loopback import Answer, Site, packed, site
from trading.errors import FixInput, NoData, Unavailable
from trading.web.fetcher import Fetcher
from trading.web.reach import Reach

TEXT = ("text/plain",)


def test_a_page_comes_back_with_its_address_type_and_time(web: Site) -> None:
    web.paths["/a?q=1"] = Answer("grüß".encode(), headers={"Content-Type": "text/plain; charset=UTF-8"})
    found = fetcher_for(web).get(web.url("/a?q=1#part"), accept=TEXT, max_bytes=100)
    assert (found.url, found.content_type, found.charset) == (web.url("/a?q=1"), "text/plain", "utf-8")
    assert (found.body.decode(), found.at) == ("grüß", AT)


def test_no_cookie_and_no_credential_goes_out_and_no_proxy_is_asked(
    web: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with site() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
        monkeypatch.setenv("HOME", str(tmp_path))
        web.paths["/"] = Answer(headers={"Content-Type": "text/plain", "Set-Cookie": "a=b"})
        fetcher = fetcher_for(web)
        for _ in range(2):
            fetcher.get(web.url(), accept=TEXT, max_bytes=100)
        assert proxy.connections == 0
    sent = web.asked[-1][1]
    assert set(sent) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert sent["Host"] == f"127.0.0.1:{web.port}"


def test_five_redirects_are_followed_and_a_sixth_is_not(web: Site) -> None:
    web.paths["/5"] = Answer(b"there")
    for n in range(5):
        web.redirect(f"/{n}", to=f"/{n + 1}", status=(301, 302, 303, 307, 308)[n])
    assert fetcher_for(web).get(web.url("/0"), accept=TEXT, max_bytes=100).body == b"there"
    web.redirect("/before", to="/0")
    with pytest.raises(FixInput, match="5 redirects"):
        fetcher_for(web).get(web.url("/before"), accept=TEXT, max_bytes=100)


def test_a_body_past_the_limit_is_refused_told_or_untold(web: Site) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)

    web.paths["/told"], web.paths["/untold"] = Answer(b"x" * 1_001), endless
    for path in ("/told", "/untold"):
        with pytest.raises(FixInput, match="larger than 1000 bytes"):
            fetcher_for(web).get(web.url(path), accept=TEXT, max_bytes=1_000)
    web.paths["/fits"] = Answer(b"x" * 1_000)
    assert len(fetcher_for(web).get(web.url("/fits"), accept=TEXT, max_bytes=1_000).body) == 1_000


def test_a_packed_page_is_unpacked_and_a_bomb_is_not(web: Site) -> None:
    web.paths["/page"] = packed(b"plain words " * 50)
    assert fetcher_for(web).get(web.url("/page"), accept=TEXT, max_bytes=1_000).body == b"plain words " * 50
    web.paths["/bomb"] = packed(b"\0" * 200_000_000)  # 194 kB on the wire
    with pytest.raises(FixInput, match="larger than 1000000 bytes"):
        fetcher_for(web).get(web.url("/bomb"), accept=TEXT, max_bytes=1_000_000)
    twice = Answer(gzip.compress(gzip.compress(b"words")), headers={"Content-Type": "text/plain"})
    twice.headers["Content-Encoding"] = "gzip, gzip"
    web.paths["/twice"] = twice
    with pytest.raises(Unavailable, match="packing"):
        fetcher_for(web).get(web.url("/twice"), accept=TEXT, max_bytes=1_000)
    web.paths["/cut"] = Answer(gzip.compress(b"words" * 99)[:-9], headers={**packed(b"").headers})
    with pytest.raises(Unavailable, match="middle"):
        fetcher_for(web).get(web.url("/cut"), accept=TEXT, max_bytes=1_000)


def _drip(where: str) -> Any:
    def drip(handler: Any) -> None:
        if where == "body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(600):
            handler.wfile.write(b"x")
            time.sleep(0.02)

    return drip


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_slow_drip_ends_with_the_whole_time(web: Site, where: str) -> None:
    # each single byte comes 0.02 s after the one before, far within any time-out of one read; all of it takes 12 s
    web.paths["/"] = _drip(where)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1 did not answer within 0\.5 s"):
        fetcher_for(web, timeout_s=0.5).get(web.url(), accept=TEXT, max_bytes=10_000)


def test_a_resolver_that_hangs_ends_with_the_whole_time() -> None:
    def hangs(_host: str, _port: int) -> Sequence[str]:
        time.sleep(5)
        return ["93.184.216.34"]

    with pytest.raises(Unavailable, match="not resolved in time"):
        Fetcher(Fixed(), timeout_s=0.1, reach=Reach(resolver=hangs)).get("http://a.test/", accept=TEXT, max_bytes=9)


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (Answer(status=404), NoData, "no such page"),
        (Answer(status=429), Unavailable, "no more questions"),
        (Answer(status=503), Unavailable, "fault of its own"),
        (Answer(status=403), Unavailable, "HTTP 403"),
        (Answer(headers={"Content-Type": "application/pdf"}), FixInput, "application/pdf"),
        (Answer(headers={}), FixInput, "nothing named"),
        (Answer(status=302, headers={}), Unavailable, "nowhere"),
        (Answer(status=302, headers={"Location": "ftp://example.com/a"}), FixInput, "http or https"),
        (Answer(status=302, headers={"Location": "http://[::1"}), FixInput, "no address"),
    ],
)
def test_each_refusal_of_a_server_is_a_sentence(web: Site, answer: Answer, error: type[Exception], said: str) -> None:
    web.paths["/"] = answer
    with pytest.raises(error, match=said):
        fetcher_for(web).get(web.url(), accept=TEXT, max_bytes=1_000)


def _raw(text: bytes) -> Any:
    return lambda handler: handler.wfile.write(text)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\ncut",
        b"HTTP/1.1 99999999999999 OK\r\n\r\n",
    ],
)
def test_an_answer_that_is_no_http_is_a_sentence_too(web: Site, raw: bytes) -> None:
    web.paths["/"] = _raw(raw)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
        fetcher_for(web).get(web.url(), accept=TEXT, max_bytes=1_000)


def test_the_next_address_is_tried_where_the_first_does_not_answer(web: Site) -> None:
    found = fetcher_for(web, resolver=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
    # the server listens on 127.0.0.1 alone
    assert found.get(web.url(host="news.test"), accept=TEXT, max_bytes=100).body == b"hello"
    assert web.asked[0][1]["Host"] == f"news.test:{web.port}"


def test_nothing_that_listens_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    fetcher = Fetcher(Fixed(), reach=Reach(ports=frozenset({port}), loopback_ports_for_tests=frozenset({port})))
    with pytest.raises(Unavailable, match="could not be read"):
        fetcher.get(f"http://127.0.0.1:{port}/", accept=TEXT, max_bytes=9)


def _certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the server's context and one that believes its certificate, which is for that name alone."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(dt.datetime(2120, 1, 1, tzinfo=dt.UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem, secret)
    return server, ssl.create_default_context(cafile=str(pem))


def test_https_goes_to_the_checked_address_with_the_name_in_certificate_and_host(tmp_path: Path) -> None:
    server, trusted = _certificate(tmp_path, "news.test")
    named: list[str | None] = []
    server.sni_callback = lambda _sock, name, _context: named.append(name)
    with site(tls=server) as found:
        found.paths["/"] = Answer(b"secured")
        fetcher = fetcher_for(found, trusted=trusted, resolver=lambda _host, _port: ["127.0.0.1"])
        answer = fetcher.get(f"https://news.test:{found.port}/", accept=TEXT, max_bytes=100)
        assert (answer.body, named, found.asked[0][1]["Host"]) == (b"secured", ["news.test"], f"news.test:{found.port}")
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            fetcher.get(f"https://other.test:{found.port}/", accept=TEXT, max_bytes=100)
        with pytest.raises(Unavailable, match="SSLCertVerificationError"):
            fetcher_for(found, resolver=lambda _host, _port: ["127.0.0.1"]).get(
                f"https://news.test:{found.port}/", accept=TEXT, max_bytes=100
            )
        assert len(found.asked) == 1
