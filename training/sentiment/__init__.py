"""Train the weights of the sentiment scorer: `python -m training.sentiment TEXTS.csv` (docs/sentiment_model.md)."""
