"""Curated answers: what people of the company wrote, which wins over everything that was found."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from platform_app.models.base import CompanyOwned, belongs_to, json_object, moment


class KnowledgeAnswer(CompanyOwned, table=True):
    """An answer and the questions that it answers, each in the words of a customer."""

    __tablename__ = "knowledge_answer"
    __table_args__ = (
        belongs_to("changed_by", "user_account"),
        Index("knowledge_answer_recent", "company_id", "created_at", "id"),
    )

    text: str
    # Where it says the same, if it does; an answer without a page stands for itself.
    source_url: str = ""
    questions: list[str] = json_object(default_factory=list)
    # Days in the company's zone, both included.
    valid_from: date | None = None
    valid_until: date | None = None
    changed_at: datetime = moment(required=True)
    changed_by: UUID | None = Field(default=None)
