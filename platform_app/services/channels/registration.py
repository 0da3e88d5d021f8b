"""Making a number ready to send: proved by a code, registered with a PIN."""

from platform_app.core.context import talks_to_the_outside
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management import numbers
from platform_app.integrations.whatsapp.management.numbers import CodeMethod
from platform_app.services.channels.number_access import NumberAccess

_LANGUAGE = "en_US"


@talks_to_the_outside
def request_code(number: NumberAccess, *, by_voice: bool) -> None:
    """Have WhatsApp send the code that proves the number, as a text or in a call."""
    method = CodeMethod.VOICE if by_voice else CodeMethod.SMS
    ask(
        number.access,
        lambda g: numbers.request_code(
            g, number.wa_phone_number_id, method=method, language=_LANGUAGE
        ),
    )


@talks_to_the_outside
def verify_code(number: NumberAccess, code: str) -> None:
    """Prove the number with the code; raises InvalidInput for a wrong one."""
    ask(number.access, lambda g: numbers.verify_code(g, number.wa_phone_number_id, code))


@talks_to_the_outside
def register(number: NumberAccess, pin: str) -> None:
    """Register the number for sending; the PIN becomes, or already is, its second factor."""
    ask(number.access, lambda g: numbers.register(g, number.wa_phone_number_id, pin))
