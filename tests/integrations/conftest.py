"""The fixtures of the simulator, which answers where WhatsApp would."""

from tests.dev.conftest import simulator, simulator_process, webhook

__all__ = ["simulator", "simulator_process", "webhook"]
