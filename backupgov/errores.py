"""What an error report may show."""

import re

from django.views.debug import SafeExceptionReporterFilter


class FiltroDeSecretos(SafeExceptionReporterFilter):
    """Hides every setting and request variable that may carry a credential."""

    hidden_settings = re.compile(
        "API|AUTH|BROKER|CLAVE|COOKIE|DATABASE|DSN|KEY|LOCATION|PASS|SECRET|SIGNATURE|TOKEN|_URL$",
        flags=re.IGNORECASE,
    )
