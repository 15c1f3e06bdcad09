"""Folders of samples of the real tools, and how well they are read (docs/evidencia.md). Pure."""
