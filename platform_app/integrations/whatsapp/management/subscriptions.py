"""Where WhatsApp sends an account's events."""

from dataclasses import dataclass

from platform_app.core.crypto import Secret
from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph import Access, Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_object, as_text
from platform_app.integrations.whatsapp.refusals import GraphRefusal

_OBJECT = "whatsapp_business_account"
CALLBACK_FIELDS = (
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "phone_number_quality_update",
    "phone_number_name_update",
    "business_capability_update",
    "account_update",
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "business_username_updates",
    "security",
    "user_preferences",
    "user_id_update",
    "payment_configuration_update",
    "flows",
    "history",
    "smb_message_echoes",
    "smb_app_state_sync",
)


@dataclass(frozen=True, slots=True)
class SubscribedApp:
    """An app that hears an account's events, and the address that overrides its own."""

    app_id: str
    name: str
    override_uri: str | None


async def fetch_subscriptions(g: Graph, waba_id: str) -> list[SubscribedApp]:
    """List the apps that hear the account's events."""
    path = f"{graph_id(waba_id)}/subscribed_apps"
    return [_app(row) async for row in g.pages(path, None)]


async def subscribe(
    g: Graph,
    waba_id: str,
    *,
    override_callback_uri: str | None = None,
    verify_token: str | None = None,
) -> None:
    """Subscribe the app to the account; WhatsApp checks a given address at this moment."""
    path = f"{graph_id(waba_id)}/subscribed_apps"
    if override_callback_uri is None:
        await g.call("POST", path)
        return
    body = {"override_callback_uri": override_callback_uri, "verify_token": verify_token}
    try:
        await g.call("POST", path, body=body)
    except GraphRefusal as refusal:
        if refusal.fields:
            raise
        # An address is only taken once the app is subscribed. Subscribing first every time
        # would remove an address that works, even if the new one is then refused.
        await g.call("POST", path)
        await g.call("POST", path, body=body)


async def unsubscribe(g: Graph, waba_id: str) -> None:
    """Stop hearing the account's events; an address that overrode the app's own is forgotten too."""
    await g.call("DELETE", f"{graph_id(waba_id)}/subscribed_apps")


async def override_number(g: Graph, number_id: str, *, uri: str, verify_token: str) -> None:
    """Send one number's events to an address of its own; an empty one ends that."""
    webhook: JsonObject = {"override_callback_uri": uri}
    if uri:
        webhook["verify_token"] = verify_token
    body = {"webhook_configuration": webhook}
    await g.call("POST", graph_id(number_id, "number"), body=body)


async def fetch_app_callback(g: Graph, app_id: str) -> str | None:
    """Return the app's own address for WhatsApp, which gets whatever an override does not carry, if it has one."""
    own = _as_app(g, app_id)
    async for row in own.pages(f"{graph_id(app_id, 'app_id')}/subscriptions", None):
        if row.get("object") == _OBJECT and row.get("active") is not False:
            return as_text(row.get("callback_url"))
    return None


async def set_app_callback(g: Graph, app_id: str, *, uri: str, verify_token: str) -> None:
    """Make an address the app's own for WhatsApp, with every field that the product understands."""
    body: JsonObject = {
        "object": _OBJECT,
        "callback_url": uri,
        "verify_token": verify_token,
        "fields": ",".join(CALLBACK_FIELDS),
        "include_values": "true",
    }
    await _as_app(g, app_id).call("POST", f"{graph_id(app_id, 'app_id')}/subscriptions", body=body)


def _as_app(g: Graph, app_id: str) -> Graph:
    """Return a view in which the app speaks for itself: its token is its id and its secret."""
    secret = g.access.app_secret
    if secret is None:
        raise InvalidInput("The app secret is needed for this.", {"app_secret": "It is missing."})
    return Graph(g.client, Access(Secret(f"{app_id}|{secret.reveal()}"), secret))


def _app(row: JsonObject) -> SubscribedApp:
    app = as_object(row.get("whatsapp_business_api_data"))
    return SubscribedApp(
        app_id=as_text(app.get("id")) or "",
        name=as_text(app.get("name")) or "",
        override_uri=as_text(row.get("override_callback_uri")),
    )
