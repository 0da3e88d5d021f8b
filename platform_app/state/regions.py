"""The countries that fields for phone numbers offer."""

from platform_app.services import contacts

# The same for everybody, so it is part of the built pages.
REGIONS = [
    (region.code, f"{region.name} (+{region.calling_code})") for region in contacts.list_regions()
]
