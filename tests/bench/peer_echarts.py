"""The peer of the price pane: Streamlit's own ECharts with candles, volume, RSI and MACD of 500 bars."""

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.bench.many_bars import _random_walk
from trading.indicators import series

count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
bars = _random_walk("FEW", pd.date_range(date(2012, 1, 2), periods=count, freq="1min", tz="UTC", name="time"))
frame = bars.frame.assign(**series(bars, "rsi_14"), **series(bars, "macd_12_26_9"))
frame.insert(0, "at", np.arange(count).astype(str))
tops = (20, 330, 410, 500)
lines = [("rsi_14", 2), ("macd", 3), ("signal", 3)]
option = {
    "animation": False,
    "dataset": {"source": frame},
    "grid": [{"top": top, "height": 60 if at else 300} for at, top in enumerate(tops)],
    "xAxis": [{"type": "category", "gridIndex": at} for at in range(4)],
    "yAxis": [{"scale": True, "gridIndex": at} for at in range(4)],
    "dataZoom": [{"type": "inside", "xAxisIndex": [0, 1, 2, 3]}],
    "series": [
        {"type": "candlestick", "encode": {"x": "at", "y": ["open", "close", "low", "high"]}},
        {"type": "bar", "xAxisIndex": 1, "yAxisIndex": 1, "encode": {"x": "at", "y": "volume"}},
        *(
            {"type": "line", "showSymbol": False, "xAxisIndex": at, "yAxisIndex": at, "encode": {"x": "at", "y": name}}
            for name, at in lines
        ),
    ],
}
st.button("again")
st.echarts_chart(option, height=600, key="peer")
