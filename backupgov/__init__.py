"""Composition root: the only package that may import every app."""

from backupgov.celery import app as celery_app

__all__ = ["celery_app"]
