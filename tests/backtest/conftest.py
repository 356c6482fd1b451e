"""Paper books beside the engine, closed at the end of a test."""

from tests.broker.conftest import opened

__all__ = ["opened"]
