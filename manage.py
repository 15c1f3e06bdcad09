#!/usr/bin/env python
"""Django's command line."""

import os
import secrets
import sys

from django.core.management import execute_from_command_line

SIN_INSTALACION = {"evaluar_muestras"}  # reads a folder and prints: it signs nothing

if __name__ == "__main__":
    if SIN_INSTALACION & set(sys.argv[1:2]):
        os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backupgov.settings")
    execute_from_command_line(sys.argv)
