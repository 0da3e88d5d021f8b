"""An audience is what it includes and what it excludes."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table campaign no force row level security")
    op.execute(
        "update campaign set audience = jsonb_build_object('include', jsonb_build_array(audience), 'exclude', '[]'::jsonb) "
        "where audience ? 'kind'"
    )
    op.execute("alter table campaign force row level security")


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("alter table campaign no force row level security")
    # The old form knows everybody or one tag; what cannot be said in it is chosen anew.
    op.execute(
        "update campaign set audience = case when audience #>> '{include,0,kind}' in ('all', 'tag') "
        "and jsonb_array_length(audience -> 'include') = 1 and audience -> 'exclude' = '[]'::jsonb "
        "then audience #> '{include,0}' else '{}'::jsonb end where audience ? 'include'"
    )
    op.execute("alter table campaign force row level security")
