"""The scorer that ships: plain headlines, odd texts, and words that add up to the score."""

import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from trading.errors import Unavailable
from trading.ports import HeadlineScorer
from trading.sentiment.scoring import BundledScorer
from trading.sentiment.scoring.judging import logits
from trading.sentiment.scoring.weights import FILE, Weights, bundled, digest, read, write
from trading.sentiment.scoring.words import MAX_WORDS, words_of
from trading.types import Mood, Score

SCORER: HeadlineScorer = BundledScorer()


def one(text: str) -> Score:
    return SCORER.score([text])[0]


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Apple beats estimates and raises its full-year outlook", Mood.POSITIVE),
        ("Microsoft shares jump to a record high after strong cloud growth", Mood.POSITIVE),
        ("Goldman Sachs upgrades Ford to Buy", Mood.POSITIVE),
        ("FDA approves Pfizer's new drug", Mood.POSITIVE),
        ("Boeing misses estimates and cuts its outlook", Mood.NEGATIVE),
        ("Shares of the retailer plunge after it warns of weak sales", Mood.NEGATIVE),
        ("$T cut to Sell at Morgan Stanley", Mood.NEGATIVE),
        ("Carmaker to lay off 2,000 workers as demand falls", Mood.NEGATIVE),
        ("Edited transcript of IBM earnings conference call", Mood.NEUTRAL),
        ("Company to present at the healthcare conference on Tuesday", Mood.NEUTRAL),
        ("What to know about the new phone", Mood.NEUTRAL),
    ],
)
def test_plain_headlines_get_the_mood_that_a_reader_gives_them(text: str, mood: Mood) -> None:
    assert one(text).mood is mood


@pytest.mark.parametrize(
    ("plain", "turned"),
    [
        ("Apple beats estimates", "Apple does not beat estimates"),
        ("The bank raises its outlook", "The bank never raises its outlook"),
        ("Sales fall", "Unemployment falls"),
    ],
)
def test_a_negation_and_a_bad_subject_move_the_score_the_other_way(plain: str, turned: str) -> None:
    was, now = one(plain).score, one(turned).score
    assert abs(was) > 0.3
    assert (now - was) * was < -0.1  # away from where it was


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d\ufeff", "...", "\u202e\u2066"])
def test_a_text_without_a_word_is_neutral_and_has_no_words(text: str) -> None:
    score = one(text)
    assert score.mood is Mood.NEUTRAL
    assert abs(score.score) < 0.2
    assert all(not math.isnan(word.weight) for word in score.words)


def test_an_empty_text_scores_nothing_at_all() -> None:
    assert one("") == Score(mood=Mood.NEUTRAL, score=0.0)


@pytest.mark.parametrize(
    "text",
    [
        "Die Hauptversammlung findet am Dienstag in Berlin statt",
        "El consejo se reunirá el próximo martes en Madrid",
        "会社は火曜日に会議を開催します",
        "компания проведет собрание во вторник",
        "xqzv wvutq plmokn",
    ],
)
def test_a_text_in_words_that_it_does_not_know_leans_to_neutral(text: str) -> None:
    assert one(text).mood is Mood.NEUTRAL


def test_characters_that_cannot_be_seen_change_nothing() -> None:
    plain, hidden = "Shares plunge on weak sales", "Sha\u200bres plu\u00adnge on\u2060 we\u200dak \u202esales\ufeff"
    assert one(hidden) == one(plain)
    assert one("Ｓｈａｒｅｓ ｐｌｕｎｇｅ ｏｎ ｗｅａｋ ｓａｌｅｓ") == one(plain)


def test_very_long_and_very_odd_texts_are_judged_like_any_other() -> None:
    texts = ["beats estimates " * 700, "a" * 10_000, "\U0001f680" * 5_000, "(" * 10_000, "\ud800 lone", "1" * 10_000]
    for score in SCORER.score(texts):
        assert -1 <= score.score <= 1
        assert sum(map(abs, (word.weight for word in score.words))) < 10


def test_what_stands_after_two_thousand_characters_is_not_read() -> None:
    start = "The company said on Tuesday " * 80
    assert one(start) == one(start + "shares plunge, bankruptcy, fraud")


def test_of_a_long_text_the_first_words_count_and_no_text_of_the_training_is_as_long() -> None:
    start = "The firm met on Monday and spoke " * 16
    assert len(words_of(start)) == MAX_WORDS - 16
    assert one(start + "it met " * 8) == one(start + "it met " * 8 + "shares plunge, bankruptcy, fraud")
    assert one(start) != one(start + "shares plunge, bankruptcy, fraud")


def test_other_weights_have_scores_of_their_own(tmp_path: Path) -> None:
    weights = bundled()
    write(replace(weights, constant=weights.constant + 1), tmp_path / "other.npz")
    write(weights, tmp_path / "same.npz")
    assert digest(tmp_path / "other.npz") != digest(FILE) == digest(tmp_path / "same.npz")
    assert SCORER.version == f"{SCORER.name} {digest(FILE)}"


def test_each_text_is_judged_for_itself_and_in_its_place() -> None:
    texts = ["Shares jump", "", "Shares plunge", "The meeting is on Tuesday"] * 300
    together = SCORER.score(texts)
    alone = {text: one(text) for text in set(texts)}
    for text, score in zip(texts, together, strict=True):
        assert score.mood is alone[text].mood
        assert score.score == pytest.approx(alone[text].score, abs=1e-12)
    assert SCORER.score([]) == []


def test_the_score_is_the_chance_of_good_less_that_of_bad() -> None:
    text = "Goldman Sachs upgrades Ford to Buy"
    power = [math.exp(logit) for logit in logits([words_of(text)], bundled())[0]]
    assert one(text).score == pytest.approx((power[2] - power[0]) / sum(power), abs=1e-12)


def test_the_words_of_a_short_text_add_up_to_its_score_less_that_of_no_words() -> None:
    constant = [math.exp(one) for one in bundled().constant]
    bare = (constant[2] - constant[0]) / sum(constant)
    for text in ("Ford upgraded to Buy", "Shares plunge 12%", "Not a miss", "Company names new CFO"):
        score = one(text)
        assert sum(word.weight for word in score.words) == pytest.approx(score.score - bare, abs=1e-3)


def test_the_heaviest_words_come_first_as_they_were_written() -> None:
    words = one("Shares of Boeing PLUNGE after weak sales").words
    assert "PLUNGE" in [word.word for word in words[:3]]
    assert [abs(word.weight) for word in words] == sorted((abs(word.weight) for word in words), reverse=True)
    assert next(word.weight for word in words if word.word == "PLUNGE") < 0


def test_no_weights_are_a_sentence_with_the_next_step(tmp_path: Path) -> None:
    for content in (None, b"", b"not a table", FILE.read_bytes()[:5_000]):
        path = tmp_path / "weights.npz"
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(Unavailable, match=r"weights\.npz.*sentiment_model\.md"):
            read(path)


def test_the_file_is_small_and_keeps_what_was_written(tmp_path: Path) -> None:
    assert FILE.stat().st_size <= 5_000_000
    again = tmp_path / "weights.npz"
    write(bundled(), again)
    assert again.read_bytes() == FILE.read_bytes()
    assert isinstance(read(again), Weights)


def test_the_first_page_does_not_pay_for_it() -> None:
    code = "import sys, trading.sentiment.scoring as one; one.BundledScorer(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_scores_without_the_libraries_of_its_training() -> None:
    code = (
        "import sys; from trading.sentiment.scoring import BundledScorer; BundledScorer().score(['Shares jump']);"
        "sys.exit(bool({'sklearn', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
