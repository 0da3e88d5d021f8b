"""The business profile that people see when they open a chat's details."""

from collections.abc import Mapping
from dataclasses import dataclass

from platform_app.core.errors import InvalidInput
from platform_app.integrations.whatsapp.graph import Graph, graph_id
from platform_app.integrations.whatsapp.graph_json import JsonObject, as_list, as_text, first_object

_FIELDS = "about,address,description,email,websites,vertical,profile_picture_url"
_LONGEST = {"about": 139, "address": 256, "description": 512, "email": 128}
_MOST_WEBSITES = 2
_LONGEST_WEBSITE = 256


@dataclass(frozen=True, slots=True)
class Profile:
    """What people see of a business; empty texts are not set."""

    about: str = ""
    address: str = ""
    description: str = ""
    email: str = ""
    websites: tuple[str, ...] = ()
    vertical: str = ""
    picture_url: str = ""


async def fetch_profile(g: Graph, number_id: str) -> Profile:
    """Return the profile of a number."""
    path = f"{graph_id(number_id, 'number')}/whatsapp_business_profile"
    answer = await g.call("GET", path, {"fields": _FIELDS})
    row = first_object(answer.get("data"))

    def text(key: str) -> str:
        return as_text(row.get(key)) or ""

    return Profile(
        about=text("about"),
        address=text("address"),
        description=text("description"),
        email=text("email"),
        websites=tuple(filter(None, map(as_text, as_list(row.get("websites"))))),
        vertical=text("vertical"),
        picture_url=text("profile_picture_url"),
    )


async def update_profile(
    g: Graph, number_id: str, profile: Profile, *, picture_handle: str | None = None
) -> None:
    """Write the whole profile; a new picture comes as the handle of an uploaded file."""
    _check(profile)
    body: JsonObject = {
        "messaging_product": "whatsapp",
        "about": profile.about,
        "address": profile.address,
        "description": profile.description,
        "email": profile.email,
        "websites": list(profile.websites),
    }
    if profile.vertical:
        body["vertical"] = profile.vertical
    if picture_handle:
        body["profile_picture_handle"] = picture_handle
    path = f"{graph_id(number_id, 'number')}/whatsapp_business_profile"
    await g.call("POST", path, body=body)


def _check(profile: Profile) -> None:
    texts: Mapping[str, str] = {
        "about": profile.about,
        "address": profile.address,
        "description": profile.description,
        "email": profile.email,
    }
    problems = {
        name: f"At most {most} characters."
        for name, most in _LONGEST.items()
        if len(texts[name]) > most
    }
    if not profile.about:
        problems["about"] = "WhatsApp wants at least one character here."
    if len(profile.websites) > _MOST_WEBSITES:
        problems["websites"] = f"At most {_MOST_WEBSITES} websites."
    elif any(len(one) > _LONGEST_WEBSITE for one in profile.websites):
        problems["websites"] = f"At most {_LONGEST_WEBSITE} characters for each website."
    if problems:
        raise InvalidInput("WhatsApp would not take this profile.", problems)
