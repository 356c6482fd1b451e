"""The chat: conversations, runs that are followed step by step, answers with their sources, order cards."""
