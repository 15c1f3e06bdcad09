"""The API of procedure 7.1: evidence comes in by token; people read with their session."""
