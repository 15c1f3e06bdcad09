"""Forms of the account: sign in."""

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from gobierno.models import Persona

USUARIO_MAXIMO = 150


class FormularioDeIngreso(AuthenticationForm):
    """User and password. Demonstration accounts only exist in the demonstration."""

    error_messages = {
        "invalid_login": (
            "El usuario o la contraseña no son correctos. Revise si están activas las mayúsculas; "
            "después de varios intentos fallidos el ingreso se bloquea unos minutos."
        ),
        "inactive": "Esta cuenta está desactivada. Pida al administrador que la revise.",
    }

    def clean_username(self) -> str:
        """Django only sets the widget's limit; a longer name would not fit where axes counts."""
        usuario: str = self.cleaned_data["username"]
        if len(usuario) > USUARIO_MAXIMO:
            raise self.get_invalid_login_error()
        return usuario

    def confirm_login_allowed(self, user: Persona) -> None:
        super().confirm_login_allowed(user)
        if user.es_de_demostracion and not settings.DEMO:
            raise ValidationError(
                "Esta cuenta es de demostración y aquí no se admite. Pida al administrador una "
                "cuenta a su nombre.",
                code="demostracion",
            )
