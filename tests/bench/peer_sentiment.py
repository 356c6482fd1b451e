"""Runs in the bench's own environment: `python peer_sentiment.py texts.json` judges held-out texts by two peers."""

import json
import sys
import time
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def vader(given):
    """By the thresholds that its authors name: 0.05 either way."""
    judge = SentimentIntensityAnalyzer()

    def mood(text):
        score = judge.polarity_scores(text)["compound"]
        return 2 if score >= 0.05 else 0 if score <= -0.05 else 1

    began = time.perf_counter()
    judged = [mood(text) for text in given["unseen"]]
    return judged, time.perf_counter() - began


def tfidf(given):
    """Words and pairs of words, the usual first attempt; trained on the same texts as ours."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=1_000)
    model.fit(words.fit_transform(given["texts"]), given["labels"])
    began = time.perf_counter()
    judged = [int(model.predict(words.transform([text]))[0]) for text in given["unseen"]]
    return judged, time.perf_counter() - began


def main(path):
    given = json.loads(Path(path).read_text())
    print(json.dumps({task.__name__: task(given) for task in (vader, tfidf)}))


main(*sys.argv[1:])
