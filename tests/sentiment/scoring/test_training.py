"""The training: the same weights from the same texts, and honest figures on texts that were never seen."""

from pathlib import Path

import numpy as np
import pytest

from tests.conftest import LABELLED_TEXTS
from training.sentiment.__main__ import main, on_held_out
from training.sentiment.fitting import fit
from training.sentiment.labelled import held_out, read
from training.sentiment.measures import confusion_of

WORDS = ["jump", "soar", "rise", "plunge", "drop", "slump", "meet", "present", "attend"]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A small made file: three verbs a mood, in many companies."""
    moods = ["positive"] * 3 + ["negative"] * 3 + ["neutral"] * 3
    lines = [
        f"{chr(97 + n % 26)}{chr(97 + n // 26)}corp to {word},{mood}"
        for n in range(60)
        for word, mood in zip(WORDS, moods, strict=True)
    ]
    path = tmp_path / "texts.csv"
    path.write_text("text,label\n" + "\n".join(lines) + "\n")
    return path


def test_a_second_training_gives_the_same_file_byte_for_byte(texts: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.npz", "two.npz")]
    for file in files:
        assert main([str(texts), "--only", "write", "--to", str(file)]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_texts_that_differ_by_address_symbol_figures_or_case_stay_on_one_side(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text(
        "text,label\n$AB - Shares up 5% https://t.co/x,positive\n$CDE - shares UP 7%! https://t.co/yy,positive\n"
        "Shares down,negative\n"
    )
    groups = read(path).group
    assert groups[0] == groups[1] != groups[2]


def test_figures_are_those_of_a_hand_calculation() -> None:
    # negative: 1 of 2 found, 1 of 1 right: F1 2/3; neutral: 2 of 2, 2 of 4: F1 2/3; positive: 1 of 2, 1 of 1: 2/3
    measured = confusion_of(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 1, 2, 1]))
    assert measured.f1 == pytest.approx([2 / 3, 2 / 3, 2 / 3])
    assert measured.macro_f1 == pytest.approx(2 / 3)
    assert measured.accuracy == pytest.approx(4 / 6)


@pytest.mark.labelled_texts
def test_weights_that_never_saw_a_fifth_of_the_texts_judge_it_as_the_model_card_says() -> None:
    labelled = read(LABELLED_TEXTS)
    assert held_out(labelled).sum() == 1931
    measured = on_held_out(labelled)
    assert measured.macro_f1 == pytest.approx(0.7939, abs=0.003)
    assert measured.macro_f1 >= 0.78


@pytest.mark.labelled_texts
def test_no_group_of_nearly_equal_texts_is_on_both_sides() -> None:
    labelled = read(LABELLED_TEXTS)
    held = held_out(labelled)
    assert not set(labelled.group[held]) & set(labelled.group[~held])


def test_weights_know_nothing_that_only_one_text_has(texts: Path) -> None:
    labelled = read(texts)
    alone = fit(labelled, calibrated=False)
    more = texts.with_name("more.csv")
    more.write_text(texts.read_text() + "zebra quagga okapi,positive\n")
    assert len(fit(read(more), calibrated=False).vocabulary) == len(alone.vocabulary)
