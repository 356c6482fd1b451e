"""The catalogue's lines, one table a shelf: key, title, formula with its numbers, and who published it.

What is left out, and why:

| left out | why |
|---|---|
| pandas-ta-classic dpo (centred), tos_stdevall, vp, Ichimoku's lagging span | look ahead: a past value changes later |
| pandas-ta-classic vwap, cpr by week | read the calendar off a naive index and drop the time zone |
| pandas-ta-classic td_seq, hilo, psar's two sides; TA-Lib FRACTAL | no value on most bars, or none before a break-out |
| pandas-ta-classic cfo, decay, dsp, edecay, entropy, pgo, pmax, po, stc, vfi | not the formula that they name |
| pandas-ta-classic rainbow, mmar; TA-Lib MA, MAVP, MACDEXT, MACDFIX | bundles of other lines |
| TA-Lib ROCP, ROCR, ROCR100, SAREXT; pandas-ta-classic avolume, emv, md | another line in other units |
| TA-Lib BETA, CORREL and the signals of pandas-ta-classic | take a second series, which bars do not have |
"""
