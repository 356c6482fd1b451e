"""Faults on demand: what a test makes the paper venue do around a send, as a real venue might."""

from typing import Protocol


class VenueFaults(Protocol):
    """Called around each submit and replace; it may sleep, raise OutcomeUnknown or Unavailable, or end the process."""

    def before_accepting(self, client_order_id: str) -> None:
        """Act before the venue has written the order."""
        ...

    def after_accepting(self, client_order_id: str) -> None:
        """Act after the venue has written the order and before its answer is given."""
        ...


class NoFaults:
    """The venue as it should be."""

    def before_accepting(self, client_order_id: str) -> None:
        """Do nothing."""

    def after_accepting(self, client_order_id: str) -> None:
        """Do nothing."""
