"""What a folder may look like, and what each fault in it is called."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tests.market.files.folder import HEADER, market, write
from tests.market.recording import close_of
from trading.errors import FixInput, NoData, Unavailable, UnknownSymbol
from trading.types import Timeframe

PLAIN = f"{HEADER}\n2024-01-02,10,12,9.5,11,1000\n2024-01-03,11,11.5,10,10.25,2000\n2024-01-04,10.25,13,10,12.75,3000\n"
ROWS = [(10.0, 12.0, 9.5, 11.0, 1000.0), (11.0, 11.5, 10.0, 10.25, 2000.0), (10.25, 13.0, 10.0, 12.75, 3000.0)]
LAST = date(2024, 1, 4)
SHORT = "timestamp,open,high,low,close,volume"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "﻿" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("Date", "TIMESTAMP").replace("Volume", " volume "),
        PLAIN.replace("\n", "\r\n") + "\r\n\r\n",
        PLAIN.replace("2024-01-", "2024/01/"),
        PLAIN.replace("2024-01-0", "2024010"),
        "".join(line.replace(",", " 00:00:00-05:00,", 1) for line in PLAIN.splitlines(keepends=True)).replace(
            "Date 00:00:00-05:00", "Date"
        ),
        "".join(line.replace(",", "T05:00:00Z,", 1) for line in PLAIN.splitlines(keepends=True)).replace(
            "DateT05:00:00Z", "Date"
        ),
        "\n".join([HEADER, *reversed(PLAIN.splitlines()[1:])]),
        PLAIN.replace("Volume", "Volume,Dividends").replace("000\n", "000,0.0\n"),
    ],
    ids=[
        "plain", "with a byte order mark", "semicolons", "tabs", "other headers", "Windows and blank lines", "slashes",
        "no dashes", "midnight in New York", "midnight in New York told in UTC", "newest first", "a column too many",
    ],
)  # fmt: skip
def test_daily_files_of_many_makes_say_the_same(tmp_path: Path, text: str) -> None:
    found = market(write(tmp_path / "bars", {"aapl.csv": text}), LAST).bars("AAPL")
    assert [tuple(row) for row in found.frame.to_numpy()] == ROWS
    assert list(found.frame.index) == [close_of(date(2024, 1, day)) for day in (2, 3, 4)]
    assert found.source == f"Files in {tmp_path / 'bars'}"
    assert found.closes_only is False


@pytest.mark.parametrize("zone", [None, "UTC", "America/New_York"])
def test_a_parquet_file_that_pandas_wrote_is_read(tmp_path: Path, zone: str | None) -> None:
    frame = pd.DataFrame(ROWS, columns=["Open", "High", "Low", "Close", "Volume"])
    frame.index = pd.DatetimeIndex(["2024-01-02", "2024-01-03", "2024-01-04"], name="Date", tz=zone)
    (tmp_path / "bars").mkdir()
    frame.to_parquet(tmp_path / "bars" / "BRK.B.parquet")
    found = market(tmp_path / "bars", LAST).bars("BRK.B")
    assert [tuple(row) for row in found.frame.to_numpy()] == ROWS


def test_a_file_with_closes_only_is_marked_so(tmp_path: Path) -> None:
    folder = write(tmp_path / "bars", {"X.csv": "date,close\n2024-01-02,5\n2024-01-03,6\n"})
    shown = market(folder, LAST)
    assert shown.bars("X").closes_only and shown.asset("X").closes_only
    assert shown.snapshots(["X"]) == {}, "no price on the fourth"
    assert (shown.asset("X").first, shown.asset("X").last) == (date(2024, 1, 2), date(2024, 1, 3))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"A.csv": PLAIN.replace("9.5", "nine")}, "A.csv line 2: low is 'nine', which is no number"),
        ({"A.csv": PLAIN.replace("10.25,2000", "nan,2000")}, "A.csv line 3: close is 'nan'; give a number or leave"),
        ({"A.csv": PLAIN.replace(",2000", ",")}, "A.csv line 3: volume is empty, which is no number"),
        ({"A.csv": PLAIN.replace("3000", "-1")}, "A.csv line 4: volume is -1, the least is 0"),
        ({"A.csv": PLAIN.replace("11,11.5", "0,11.5")}, "A.csv line 3: open is 0, the least is above 0"),
        ({"A.csv": PLAIN.replace("12,9.5", "10.5,9.5")}, r"A.csv line 2: high is 10.5, below another price .*\(11\)"),
        ({"A.csv": PLAIN.replace("11.5,10,", "11.5,10.9,")}, r"A.csv line 3: low is 10.9, above .* \(10.25\)"),
        (
            {"A.csv": PLAIN.replace("2024-01-03", "2024-01-06")},
            "A.csv line 3: 2024-01-06 is no session of the New York",
        ),
        ({"A.csv": PLAIN.replace("2024-01-03", "1962-01-03")}, "A.csv line 3: the exchange calendar covers 1990-01-01"),
        ({"A.csv": PLAIN.replace("2024-01-03", "2024-01-02")}, "A.csv line 3: 2024-01-02 stands on line 2 already"),
        ({"A.csv": PLAIN.replace("2024-01-03", "03.01.2024")}, "A.csv line 3: '03.01.2024' is no day and no time"),
        ({"A.csv": PLAIN.replace(",2000", "")}, "A.csv line 3: it has 5 values and the header 6"),
        ({"A.csv": PLAIN.replace("Volume", "Amount")}, "A.csv has no column volume"),
        ({"A.csv": PLAIN.replace("Date", "When")}, "A.csv has no column date"),
        ({"A.csv": PLAIN.replace("High", "Close")}, "A.csv has more than one column for close"),
        ({"A.csv": HEADER + "\n"}, "A.csv has no row"),
        ({"A.csv": ""}, "A.csv has no column date and no column close"),
        ({"A.parquet": "PAR1 not"}, "A.parquet cannot be read"),
        ({"A.csv": PLAIN, "a.1day.csv": PLAIN}, "A.csv and a.1day.csv in .* both hold the 1Day bars of A"),
        ({"A.7Min.csv": PLAIN}, "the name A.7Min.csv asks for bars of 7Min; the lengths are 1Min, 5Min"),
        ({"A.5Min.csv": PLAIN}, "A.5Min.csv in .* has no daily bars beside it; add A.csv"),
        ({"my prices.csv": PLAIN}, "the name my prices.csv says no symbol"),
        ({"notes.txt": "hello"}, "holds no bars; put a file such as AAPL.csv there"),
        (
            {"A.csv": PLAIN, "actions.csv": "symbol,ex_date,kind,value\nA,2024-01-03,merger,2\n"},
            "actions.csv line 2: kind is 'merger'; write dividend",
        ),
        (
            {"A.csv": PLAIN, "actions.csv": "symbol,ex_date,kind,value\nA,2024-01-06,split,2\n"},
            "actions.csv line 2: the ex-date 2024-01-06 is no session",
        ),
    ],
)
def test_a_fault_is_a_sentence_with_file_line_and_value(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(FixInput, match=said):
        market(write(tmp_path / "bars", files), LAST)


def test_all_broken_files_are_told_the_first_three_in_full(tmp_path: Path) -> None:
    folder = write(tmp_path / "bars", {f"{symbol}.csv": PLAIN.replace("9.5", "x") for symbol in "ABCDE"})
    with pytest.raises(FixInput, match=r"A.csv line 2: .*; B.csv line 2: .*; C.csv line 2: .*; and 2 more files"):
        market(folder, LAST)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FixInput, match=r"BARS_FOLDER .*nowhere cannot be read"):
        market(tmp_path / "nowhere", LAST)


@pytest.mark.parametrize(
    ("times", "recording"),
    [
        (["2024-07-03 09:30", "2024-07-03 12:55"], {}),
        (["2024-07-03 09:30-04:00", "2024-07-03T16:55Z"], {}),
        (["2024-07-03 15:30", "2024-07-03 18:55"], {"zone": ZoneInfo("Europe/Berlin")}),
    ],
    ids=["naive is New York", "with an offset", "another zone by setting"],
)
def test_a_time_begins_its_bar_in_new_york_unless_it_says_otherwise(
    tmp_path: Path, times: list[str], recording: dict[str, object]
) -> None:
    lines = "\n".join(f"{at},10,12,9,11,100" for at in times)
    daily = f"{HEADER}\n2024-07-03,10,12,9,11,1000\n"  # a half day: the close is at 13:00 in New York
    folder = write(tmp_path / "bars", {"A.csv": daily, "A.5Min.csv": f"{SHORT}\n{lines}\n"})
    found = market(folder, date(2024, 7, 3), **recording).bars("A", Timeframe.MIN_5)
    assert [f"{at:%H:%M}" for at in found.frame.index] == ["13:35", "17:00"]


def test_a_column_may_name_the_zone_and_the_clock_change_asks_for_an_offset(tmp_path: Path) -> None:
    daily = f"{HEADER}\n2024-07-03,10,12,9,11,1000\n"
    zoned = "timestamp,tz,open,high,low,close,volume\n2024-07-03 13:30,UTC,10,12,9,11,100\n"
    folder = write(tmp_path / "bars", {"A.csv": daily, "A.5Min.csv": zoned})
    found = market(folder, date(2024, 7, 3)).bars("A", Timeframe.MIN_5)
    assert f"{found.as_of:%H:%M}" == "13:35"
    for wrong, said in (
        ("2024-07-03 13:30,Mars,10,12,9,11,100", "'Mars' is no time zone"),
        ("2024-11-03 01:30,America/New_York,10,12,9,11,100", "does not name one moment"),
        ("2024-07-04 13:30,UTC,10,12,9,11,100", "lies on no session"),
        ("2024-07-03,UTC,10,12,9,11,100", "is a day without a time"),
    ):
        (folder / "A.5Min.csv").write_text(f"timestamp,tz,open,high,low,close,volume\n{wrong}\n")
        with pytest.raises(Unavailable, match=f"A.5Min.csv line 2: .*{said}"):
            market(folder, date(2024, 7, 3)).bars("A", Timeframe.MIN_5)


def test_hours_outside_of_the_session_come_only_when_asked_for_and_are_marked(tmp_path: Path) -> None:
    at = ("08:00", "09:30", "15:55", "16:00")
    lines = "\n".join(f"2024-01-03 {one},10,12,9,11,100" for one in at)
    folder = write(tmp_path / "bars", {"A.csv": PLAIN, "A.5Min.csv": f"{SHORT}\n{lines}\n"})
    shown = market(folder, date(2024, 1, 4))
    regular = shown.bars("A", Timeframe.MIN_5)
    assert [f"{at:%H:%M}" for at in regular.frame.index] == ["14:35", "21:00"]  # New York is five hours behind
    assert regular.outside is None
    extended = shown.bars("A", Timeframe.MIN_5, extended=True)
    assert extended.outside is not None
    assert extended.outside.tolist() == [True, False, False, True]


def test_what_the_folder_lacks_is_said(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "bars", {"A.csv": PLAIN, "B.csv": PLAIN, "A.5Min.csv": SHORT + "\n2024-01-03 09:30,1,1,1,1,1"}
    )
    shown = market(folder, LAST)
    assert shown.capabilities.timeframes == {Timeframe.DAY_1, Timeframe.WEEK_1, Timeframe.MIN_5}
    assert not shown.capabilities.earnings
    with pytest.raises(NoData, match="B has no 5Min bars in Files in"):
        shown.bars("B", Timeframe.MIN_5)
    with pytest.raises(NoData, match="no 1Min bars"):
        shown.bars("A", Timeframe.MIN_1)
    with pytest.raises(NoData, match="tells no days of results"):
        shown.earnings("A")
    with pytest.raises(UnknownSymbol, match="the nearest are"):
        shown.bars("AA")


def test_names_csv_says_what_the_symbols_are_called(tmp_path: Path) -> None:
    names = "Symbol,Name\nmsft,Microsoft Corporation\n"
    shown = market(write(tmp_path / "bars", {"MSFT.csv": PLAIN, "A.csv": PLAIN, "names.csv": names}), LAST)
    assert [asset.symbol for asset in shown.search("microsoft")] == ["MSFT"]
    assert (shown.asset("MSFT").name, shown.asset("A").name) == ("Microsoft Corporation", "A")


def test_prices_of_32_bit_floats_become_the_prices_that_were_meant(tmp_path: Path) -> None:
    text = PLAIN.replace("10,12,9.5,11,", "10.140000343322754,12,9.5,10.99999,")
    bar = market(write(tmp_path / "bars", {"A.csv": text}), LAST)._tape.session_bar("A", date(2024, 1, 2))
    assert bar is not None
    assert (str(bar.open), str(bar.close)) == ("10.14", "11.0")
