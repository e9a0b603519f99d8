"""The domain: schemes, the way through the questions, the allocation and its trace.

Pure Python. Nothing here knows of Rasa, of the web or of a database.
"""
