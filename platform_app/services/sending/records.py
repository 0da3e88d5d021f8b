"""Recording what came of attempts."""

from platform_app.core.context import CompanyContext
from platform_app.services.sending import statements as sql
from platform_app.services.sending.consequences import draw_consequences
from platform_app.services.sending.views import Result, Source, Work


def record(ctx: CompanyContext, work: Work, results: list[Result]) -> None:
    """Write down the results of one batch in one statement."""
    statement = sql.RECORD_RECIPIENTS if work.source is Source.RECIPIENT else sql.RECORD_REPLIES
    ctx.db.connection().execute(sql.FIND_BY_KEY)
    ctx.db.connection().execute(
        statement,
        {
            "company_id": ctx.company_id,
            "ids": [result.id for result in results],
            "attempts": [result.attempt_id for result in results],
            "statuses": [str(result.status) for result in results],
            "wamids": [result.wamid for result in results],
            "codes": [result.error_code for result in results],
            "details": [result.error_detail for result in results],
            "retries": [result.retry_after_s for result in results],
        },
    )
    draw_consequences(
        ctx, {each.error_code for each in results if each.error_code is not None}, work
    )
    ctx.nudge("campaigns" if work.source is Source.RECIPIENT else "inbox")
