"""Run the venue as a process of its own: `python -m tests.alpaca_venue --port 0` prints where it listens, as JSON."""

import argparse
import json
import os
import signal
import threading

from tests.alpaca_venue.running import AlpacaVenue


def main() -> None:
    """Listen until the process is told to end or its parent is gone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--cash", default="100000")
    parser.add_argument("--multiplier", type=int, default=4)
    parser.add_argument("--per-minute", type=int, default=200)
    asked = parser.parse_args()
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    with AlpacaVenue(
        port=asked.port, cash=asked.cash, multiplier=asked.multiplier, per_minute=asked.per_minute
    ) as venue:
        about = {"url": venue.url, "stream_url": venue.stream_url, "key": venue.key, "secret": venue.secret}
        print(json.dumps(about | {"port": venue.port}), flush=True)
        parent = os.getppid()
        while not ended.wait(1) and os.getppid() == parent:
            continue


if __name__ == "__main__":
    main()
