"""The handshake, wherever an address is set."""

from platform_app.dev.whatsapp_simulator.chats import Webhook
from platform_app.dev.whatsapp_simulator.failures import GraphFailure
from platform_app.dev.whatsapp_simulator.world import World

_CALLBACK_MAX_LENGTH = 200


async def shake_hands(world: World, webhook: Webhook) -> None:
    """Ask an address to prove itself, or refuse it."""
    is_short = len(webhook.url) <= _CALLBACK_MAX_LENGTH
    courier = world.courier
    if not is_short or not await courier.handshake(webhook.url, webhook.verify_token):
        raise GraphFailure(
            2200,
            "Callback verification failed: the callback URL or verify token couldn't be validated",
        )
