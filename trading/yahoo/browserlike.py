"""A transport for requests that greets a server as a browser does: Yahoo turns many others away with 429.

yfinance's own answer to that is curl_cffi, which it installs, but a session of that library is no requests.Session.
Here requests keeps its sessions, cookies and redirects, and curl_cffi only carries each request.
"""

import threading
from collections.abc import Mapping
from http.client import HTTPMessage
from types import SimpleNamespace
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

AS_WHOM = "chrome"
OWN_HEADERS = frozenset({"user-agent", "accept", "accept-encoding", "accept-language", "connection", "content-length"})
"""What curl_cffi writes itself, fitting to the browser that it speaks as."""
UNPACKED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers of an answer that curl_cffi has undone already."""


PROXIED = frozenset({"http", "https", "all"})


class BrowserlikeAdapter(BaseAdapter):
    """Carries the requests of one session; one curl session a thread, because curl's are not shared safely."""

    def __init__(self) -> None:
        super().__init__()
        self._local = threading.local()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send it and read the whole answer. Raises requests' own Timeout and ConnectionError."""
        from curl_cffi import requests as curl

        headers = {name: value for name, value in request.headers.items() if name.lower() not in OWN_HEADERS}
        try:
            answer = self._curl().request(
                request.method,
                request.url,
                data=request.body,
                headers=headers,
                timeout=timeout,
                proxies={name: url for name, url in (proxies or {}).items() if name in PROXIED} or None,
                verify=verify,
                quote=False,
                allow_redirects=False,
                discard_cookies=True,
            )
        except curl.exceptions.Timeout as fault:
            raise requests.Timeout(str(fault), request=request) from fault
        except curl.exceptions.RequestException as fault:
            raise requests.ConnectionError(str(fault), request=request) from fault
        return _as_requests(answer, request)

    def close(self) -> None:
        """Close this thread's connections; those of other threads end with them."""
        found = getattr(self._local, "curl", None)
        if found is not None:
            found.close()
            del self._local.curl

    def _curl(self) -> Any:
        found = getattr(self._local, "curl", None)
        if found is None:
            from curl_cffi import requests as curl

            found = self._local.curl = curl.Session(impersonate=AS_WHOM)
        return found


def _as_requests(answer: Any, request: requests.PreparedRequest) -> requests.Response:
    made = requests.Response()
    made.status_code, made.reason, made.url = answer.status_code, answer.reason, str(request.url)
    made.headers = CaseInsensitiveDict(
        {name: value for name, value in answer.headers.items() if name.lower() not in UNPACKED}
    )
    made._content = answer.content
    made.encoding = requests.utils.get_encoding_from_headers(made.headers)
    made.request = request
    # requests takes cookies out of the answer as http.client has read it.
    message = HTTPMessage()
    for name, value in answer.headers.multi_items():
        message.add_header(name, value or "")
    made.raw = SimpleNamespace(_original_response=SimpleNamespace(msg=message), close=lambda: None, release_conn=None)
    return made
