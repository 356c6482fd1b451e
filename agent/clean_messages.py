"""Messages to and from a model without any secret: what it is asked, and what it says of what it was asked with."""

from dataclasses import replace

from smolagents import ChatMessage

from trading.redaction import clean


def cleaned(message: ChatMessage) -> ChatMessage:
    """Return the message without secrets in its text and in the arguments of its calls; as it is when it has none."""
    content = clean(message.content)
    calls = message.tool_calls
    if calls:
        calls = [
            replace(call, function=replace(call.function, arguments=clean(call.function.arguments))) for call in calls
        ]
    if content == message.content and calls == message.tool_calls:
        return message
    return replace(message, content=content, tool_calls=calls, raw=None)
