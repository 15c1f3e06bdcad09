"""Settings, by subject. Everything that differs between installations comes from the environment.

``.env.example`` explains each variable. Nothing about an institution is decided here: that is
the profile (``PERFIL``).
"""

from backupgov.settings.api import *
from backupgov.settings.aplicacion import *
from backupgov.settings.cola import *
from backupgov.settings.correo import *
from backupgov.settings.datos import *
from backupgov.settings.instalacion import *
from backupgov.settings.personas import *
from backupgov.settings.registros import *
from backupgov.settings.seguridad import *
from backupgov.settings.sondeo import *
