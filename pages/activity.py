"""Activity: who proposed, approved, refused and filled what, and when; the log verifies itself."""

from components import faults
from components.activity_table import activity_table, filters, verdict
from components.layout import open_page
from trading.errors import TradingError

wired = open_page("Activity")
services = wired.services

try:
    verdict()
    activity_table(services, filters(services))
except TradingError as fault:
    faults.show(fault)
