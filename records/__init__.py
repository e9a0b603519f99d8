"""The record of an assessment: what is stored, and the few ways to read and write it."""

from records.store import Conversation, NoSuchConversation, Records, WrongToken

__all__ = ["Conversation", "NoSuchConversation", "Records", "WrongToken"]
