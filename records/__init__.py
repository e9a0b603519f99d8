"""The record of an assessment: what is stored, and the few ways to read and write it."""

from records.rows import Conversation, NoSuchConversation, WrongToken
from records.store import PlanChanged, Records

__all__ = ["Conversation", "NoSuchConversation", "PlanChanged", "Records", "WrongToken"]
