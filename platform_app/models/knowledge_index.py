"""What questions are answered from: passages and curated phrasings, and the index that finds them."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import REAL, ForeignKeyConstraint, Index, String
from sqlmodel import Field, SQLModel

from platform_app.models.base import CompanyOwned


class EntryKind(StrEnum):
    """What a question may find."""

    PAGE = "page"
    ANSWER = "answer"


class KnowledgeEntry(CompanyOwned, table=True):
    """A passage of a page as it is searched now, or one phrasing of a curated answer."""

    __tablename__ = "knowledge_entry"
    __table_args__ = (Index("knowledge_entry_owner", "company_id", "owner_id"),)

    kind: EntryKind = Field(sa_type=String)
    # The page or the answer that it belongs to.
    owner_id: UUID
    position: int
    language: str
    url: str
    title: str
    heading: str
    text: str


class KnowledgePosting(SQLModel, table=True):
    """How much a term says about an entry: BM25's part that depends on the entry alone."""

    __tablename__: ClassVar[str] = "knowledge_posting"
    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "entry_id"],
            ["knowledge_entry.company_id", "knowledge_entry.id"],
            ondelete="CASCADE",
        ),
        Index("knowledge_posting_entry", "company_id", "entry_id"),
    )

    company_id: UUID = Field(primary_key=True, foreign_key="company.id")
    term: str = Field(primary_key=True, sa_type=String(collation="C"))
    entry_id: UUID = Field(primary_key=True)
    weight: float = Field(sa_type=REAL, nullable=False)


class KnowledgeWord(SQLModel, table=True):
    """A word of the company's texts and the term that it is found under; stays when its last text goes."""

    __tablename__: ClassVar[str] = "knowledge_word"
    __table_args__ = (Index("knowledge_word_term", "company_id", "term"),)

    company_id: UUID = Field(primary_key=True, foreign_key="company.id")
    word: str = Field(primary_key=True, sa_type=String(collation="C"))
    term: str = Field(primary_key=True, sa_type=String(collation="C"))


class KnowledgeSpelling(SQLModel, table=True):
    """A word with one letter left out, by which a misspelled one finds it."""

    __tablename__: ClassVar[str] = "knowledge_spelling"

    company_id: UUID = Field(primary_key=True, foreign_key="company.id")
    spelling: str = Field(primary_key=True, sa_type=String(collation="C"))
    word: str = Field(primary_key=True, sa_type=String(collation="C"))
