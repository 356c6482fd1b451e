"""The rigs of the corpus: the same as those of the gate's tests."""

from tests.risk.conftest import rig, venue_rig

__all__ = ["rig", "venue_rig"]
