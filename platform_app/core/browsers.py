"""Which browser somebody uses, in words."""

# In this order, because each of them also names the ones below it.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "HeadlessChrome/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def name_browser(user_agent: str) -> str:
    """Return a browser and its system in words, as far as they tell."""
    browser = _first(user_agent, _BROWSERS) or "A browser"
    system = _first(user_agent, _SYSTEMS)
    return f"{browser} on {system}" if system else browser


def _first(user_agent: str, names: dict[str, str]) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")
