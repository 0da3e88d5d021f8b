"""Ingest in a process of its own that kills itself, without mercy, when all is applied and nothing committed."""

import os
import signal
import sys
from uuid import UUID

from platform_app.core.context import Actor
from platform_app.core.db import company_transaction
from platform_app.services import webhooks

if __name__ == "__main__":
    with company_transaction(Actor.system(UUID(sys.argv[1]))) as ctx:
        applied = webhooks.apply_waiting(ctx)
        ctx.db.flush()
        if applied == 1:
            os.kill(os.getpid(), signal.SIGKILL)
