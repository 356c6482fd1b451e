"""What the tests of recording and playback share: a rig per model, and a run played from its record."""

from agent.playback.play import Changes, Played, play
from agent.playback.script import Script, script_of
from tests.agent.rig import TeamRig
from trading.redaction import Redactor
from trading.services import Services
from trading.store.recordings import RecordingStore
from trading.types import Recording, Run


def store_of(services: Services) -> RecordingStore:
    assert services.recordings is not None
    return services.recordings


def recording_of(rig: TeamRig, run: Run) -> Recording:
    return store_of(rig.services).read(run.id)


def played_again(rig: TeamRig, run: Run, changes: Changes | None = None) -> tuple[Script, Played]:
    script = script_of(recording_of(rig, run))
    return script, play(script, Redactor(rig.services.settings.secrets()).clean, changes)
