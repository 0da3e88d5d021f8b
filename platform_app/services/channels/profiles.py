"""What customers see of a number: its profile at WhatsApp, read and written there, kept nowhere here."""

from platform_app.core.context import talks_to_the_outside
from platform_app.integrations.whatsapp.graph import ask
from platform_app.integrations.whatsapp.management import profiles
from platform_app.integrations.whatsapp.management.profiles import Profile
from platform_app.services.channels.number_access import NumberAccess
from platform_app.services.channels.views import ProfileView


@talks_to_the_outside
def fetch_profile(number: NumberAccess) -> ProfileView:
    """Return the profile as it stands at WhatsApp."""
    found = ask(number.access, lambda g: profiles.fetch_profile(g, number.wa_phone_number_id))
    return ProfileView(
        about=found.about,
        address=found.address,
        description=found.description,
        email=found.email,
        website=found.websites[0] if found.websites else "",
        second_website=found.websites[1] if len(found.websites) > 1 else "",
        vertical=found.vertical,
        picture_url=found.picture_url,
    )


@talks_to_the_outside
def save_profile(number: NumberAccess, wanted: ProfileView) -> None:
    """Write the whole profile at WhatsApp; raises InvalidInput with its fields."""
    profile = Profile(
        about=wanted.about.strip(),
        address=wanted.address.strip(),
        description=wanted.description.strip(),
        email=wanted.email.strip(),
        websites=tuple(
            one.strip() for one in (wanted.website, wanted.second_website) if one.strip()
        ),
        vertical=wanted.vertical,
    )
    ask(number.access, lambda g: profiles.update_profile(g, number.wa_phone_number_id, profile))
