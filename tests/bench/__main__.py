"""`make bench`: every section, or those named, such as `python -m tests.bench visits exactly_once`."""

import importlib
import logging
import platform
import sys

SECTIONS = (
    "visits",
    "reruns",
    "opening",
    "answers",
    "agent",
    "reviews",
    "clicks",
    "venue_clicks",
    "exactly_once",
    "hostile",
    "personas",
    "injected",
    "secrecy",
    "mutation",
    "indicators",
    "charts",
    "backtests",
    "runs",
    "reports",
    "honesty",
    "sentiment",
)


def main(asked: list[str]) -> int:
    logging.disable(logging.WARNING)
    print(f"Python {platform.python_version()}, {platform.machine()}; a peer is measured in this very run.\n")
    for section in asked or SECTIONS:
        print(f"{section}")
        for figure in importlib.import_module(f"tests.bench.{section}").figures():
            print(f"  {figure.line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
