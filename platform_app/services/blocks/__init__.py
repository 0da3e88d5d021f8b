"""Blocks: people whom the company neither writes to nor wants to hear from."""

from platform_app.services.blocks.blocking import BlockOrder, block, carry_out, unblock

__all__ = ["BlockOrder", "block", "carry_out", "unblock"]
