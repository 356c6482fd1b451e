"""A recording made of the user's own files: a folder of CSV or Parquet, played by the replay."""

from trading.market.files.recording import FileRecording

__all__ = ["FileRecording"]
