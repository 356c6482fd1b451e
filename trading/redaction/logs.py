"""Let no log line and no last words of this process carry a secret, whichever library writes it at any level."""

import logging
import sys
import threading
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from trading.redaction import clean

_FORMATTER = logging.Formatter()


def guard_logs() -> None:
    """Clean every record before any handler has it, and what Python prints of an exception that nobody caught.

    Safe to call again. Warnings go the same way, for a library may quote what it was given.
    """
    logging.setLogRecordFactory(_CleanRecord)
    logging.captureWarnings(capture=True)
    sys.excepthook = _said_last
    threading.excepthook = _said_last_of_thread


class _CleanRecord(logging.LogRecord):
    """A record whose message, arguments and traceback hold no secret."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._clean_message()
        if self.exc_info and self.exc_info[0] is not None:
            trace = _FORMATTER.formatException(self.exc_info)
            if (cleaned := clean(trace)) != trace:
                self.exc_text, self.exc_info = cleaned, None  # a formatter of its own would write it anew
        if self.stack_info:
            self.stack_info = clean(self.stack_info)

    def _clean_message(self) -> None:
        try:
            said = self.getMessage()
        except (TypeError, ValueError, KeyError):
            return  # the handler reports a message that does not fit its arguments, with both
        cleaned = clean(said)
        if cleaned == said:
            return
        arguments = self.args
        if isinstance(arguments, Mapping):
            self.args = {name: _clean_argument(one) for name, one in arguments.items()}
        elif arguments:
            self.args = tuple(_clean_argument(one) for one in arguments)
        self.msg = clean(str(self.msg))
        if self.getMessage() != cleaned:
            self.msg, self.args = cleaned, None


def _clean_argument(one: Any) -> Any:
    if isinstance(one, int | float):
        return one
    said = str(one)
    cleaned = clean(said)
    return one if cleaned == said else cleaned


def _said_last(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, fault, trace)
        return
    sys.stderr.write(clean("".join(traceback.format_exception(kind, fault, trace))))


def _said_last_of_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_type is SystemExit:
        return
    name = given.thread.name if given.thread is not None else "unknown"
    trace = traceback.format_exception(given.exc_type, given.exc_value, given.exc_traceback)
    sys.stderr.write(clean(f"Exception in thread {name}:\n{''.join(trace)}"))
