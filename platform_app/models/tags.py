"""The tags that a company gives its contacts."""

from sqlalchemy import UniqueConstraint

from platform_app.models.base import CompanyOwned


class Tag(CompanyOwned, table=True):
    """A tag and its colour; which contacts have it stands in contact.tags, by name."""

    __table_args__ = (UniqueConstraint("company_id", "name"),)

    name: str
    # The name of a colour of the product's own, so that it is readable in both themes.
    colour: str = "slate"
