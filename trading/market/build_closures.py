"""Write closures_xnys.csv, the weekdays of past years on which the exchange was closed or closed early.

Run `python -m trading.market.build_closures` when a year is over, and raise LAST_TABLED_DAY in the calendar first.
Source: exchange_calendars (Apache-2.0), calendar XNYS.
"""

import csv

from trading.market.calendar import CLOSURES, FIRST_DAY, LAST_TABLED_DAY, NEW_YORK, ONE_DAY, SATURDAY, library_sessions


def main() -> None:
    """Write the table anew."""
    by_day = {session.day: session for session in library_sessions(FIRST_DAY, LAST_TABLED_DAY)}
    day = FIRST_DAY
    with CLOSURES.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["day", "closes"])
        while day <= LAST_TABLED_DAY:
            session = by_day.get(day)
            if session is None and day.weekday() < SATURDAY:
                writer.writerow([day.isoformat(), ""])
            elif session is not None and session.is_half_day:
                writer.writerow([day.isoformat(), session.closes.astimezone(NEW_YORK).strftime("%H:%M")])
            day += ONE_DAY


if __name__ == "__main__":
    main()
