"""litellm as the desk uses it: it prints no help, sends no telemetry, and keeps no log of each piece of an answer."""

from typing import Any


def quiet_litellm() -> Any:
    """Return the library, imported with the first call.

    Its log of streamed answers, which nobody here reads, would hand every piece to a pool of up to a hundred threads
    that never end, with an event loop made for each.
    """
    import litellm

    litellm.suppress_debug_info = True
    litellm.drop_params = True
    litellm.telemetry = False
    litellm.disable_streaming_logging = True
    return litellm
