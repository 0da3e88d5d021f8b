"""What a company keeps about its contacts: the definitions of their attributes."""

from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, json_object


class AttributeKind(StrEnum):
    """What the values of an attribute are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class AttributeDefinition(CompanyOwned, table=True):
    """An attribute; its values stand in contact.attributes under the key, in their kind's one spelling."""

    __tablename__ = "attribute_definition"
    __table_args__ = (UniqueConstraint("company_id", "key"),)

    key: str
    label: str
    kind: AttributeKind = Field(default=AttributeKind.TEXT, sa_type=String)
    choices: list[str] = json_object(default_factory=list)
    position: int = 0
