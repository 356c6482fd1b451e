"""The heartbeat's file: read back as written, of one size, and a fault is a sentence."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trading.errors import Unavailable
from trading.store.heartbeat import APP, SIZE, Beat, BeatFile, BeatState

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def beat(number: int, state: BeatState = BeatState.BEATING) -> Beat:
    return Beat(pid=4_194_304, owner="4194304-0123abcd", at=AT, number=number, state=state)


def test_a_beat_is_read_back_and_overwrites_the_one_before_in_place(tmp_path: Path) -> None:
    file = BeatFile(tmp_path, APP)
    assert file.read() is None
    file.write(beat(1))
    stands = file.path.stat().st_ino
    for each in (beat(10**12), beat(2, BeatState.GOODBYE)):
        file.write(each)
        assert file.read() == each
        assert (file.path.stat().st_ino, file.path.stat().st_size) == (stands, SIZE)


def test_a_beat_that_is_torn_or_foreign_is_a_sentence_and_no_beat(tmp_path: Path) -> None:
    file = BeatFile(tmp_path, APP)
    for content in (b"{", b"[1]", b'{"pid": 1}', b"\xff\x00"):
        file.path.write_bytes(content)
        with pytest.raises(Unavailable, match="heartbeat heartbeat cannot be read"):
            file.read()


def test_a_folder_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="takes this process for dead"):
        BeatFile(tmp_path / "gone", APP).write(beat(1))
