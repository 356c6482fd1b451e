"""A model whose every call is kept: what it was given before, what it said after."""

from collections.abc import Sequence
from typing import Any

from smolagents import ChatMessage, MessageRole, Model, TokenUsage
from smolagents.models import ChatMessageToolCall, ChatMessageToolCallFunction

from agent.choosing import Models
from agent.counter import RunEnded
from agent.recorder import Recorder
from trading.types import Note, RecordKind

OFFLINE = "offline planner"


class RecordedModel(Model):  # type: ignore[misc]
    """Asks another model and keeps both sides of the call.

    What a model elsewhere is given is written before it is asked, so that a process killed meanwhile leaves it; the
    offline planner answers at once, and both sides are written with the tool result or the end that follows.
    """

    def __init__(self, inner: Any, member: str, recorder: Recorder) -> None:
        super().__init__(model_id=inner.model_id)
        self._inner, self._member, self._recorder = inner, member, recorder

    def generate(
        self,
        messages: list[ChatMessage],
        stop_sequences: list[str] | None = None,
        response_format: dict[str, str] | None = None,
        tools_to_call_from: list[Any] | None = None,
        **kwargs: Any,
    ) -> ChatMessage:
        """Return what the other model says. Raises what it raises, and keeps that it did."""
        n = self._recorder.call(self._member)
        given = Note(
            kind=RecordKind.INPUT,
            member=self._member,
            n=n,
            body={"model": self.model_id},
            parts=given_parts(messages, tools_to_call_from),
        )
        waits = self._inner.model_id != OFFLINE
        if waits:
            self._recorder.notes([given])
        said: dict[str, Any] = {"ended": True}
        try:
            message: ChatMessage = self._inner.generate(messages, tools_to_call_from=tools_to_call_from, **kwargs)
            said = {"message": message_wire(message)}
        except RunEnded:
            raise
        except Exception as fault:
            said = {"raised": type(fault).__name__}
            raise
        finally:
            output = Note(kind=RecordKind.OUTPUT, member=self._member, n=n, body=said)
            self._recorder.notes([output] if waits else [given, output], later=not waits)
        return message


def recorded(models: Models, recorder: Recorder) -> Models:
    """Return the models of a run, each of them recorded."""
    if not recorder.is_on:
        return models
    return lambda member: RecordedModel(models(member), member, recorder)


def given_parts(messages: Sequence[ChatMessage], tools: Sequence[Any] | None) -> list[Any]:
    """Return what a model is given as plain JSON: the tools offered, then the messages, one by one."""
    offered = [
        {"name": tool.name, "description": tool.description, "inputs": getattr(tool, "inputs", {})}
        for tool in tools or ()
    ]
    return [offered, *(message_wire(message) for message in messages)]


def message_wire(message: ChatMessage) -> dict[str, Any]:
    """Return a message as plain JSON; what the provider's library keeps beside it is left out."""
    calls = [
        {"id": call.id, "name": call.function.name, "arguments": call.function.arguments}
        for call in message.tool_calls or ()
    ]
    usage = message.token_usage
    return {
        "role": str(getattr(message.role, "value", message.role)),
        "content": message.content,
        "tool_calls": calls,
        "usage": None if usage is None else [usage.input_tokens, usage.output_tokens],
    }


def message_from_wire(body: dict[str, Any]) -> ChatMessage:
    """Return the message of `message_wire`."""
    calls = [
        ChatMessageToolCall(
            id=call["id"],
            type="function",
            function=ChatMessageToolCallFunction(name=call["name"], arguments=call["arguments"]),
        )
        for call in body["tool_calls"]
    ]
    usage = body["usage"]
    return ChatMessage(
        role=MessageRole(body["role"]),
        content=body["content"],
        tool_calls=calls or None,
        token_usage=None if usage is None else TokenUsage(input_tokens=usage[0], output_tokens=usage[1]),
    )
