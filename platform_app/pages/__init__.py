"""The pages; importing this package registers all of them."""

from importlib import import_module
from pkgutil import iter_modules

from platform_app.pages.registry import PAGES, add_pages

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["PAGES", "add_pages"]
