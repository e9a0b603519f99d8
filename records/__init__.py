"""The record of an assessment: what is stored, and the few ways to read and write it."""

from records.store import Conversation, NoSuchConversation, PlanChanged, Records, WrongToken

__all__ = ["Conversation", "NoSuchConversation", "PlanChanged", "Records", "WrongToken"]
