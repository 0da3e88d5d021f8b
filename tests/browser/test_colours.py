"""Every company's colour can be read: as a button, as words, and as words on its own pale ground."""

import colorsys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

TOKENS = Path(__file__).parents[2] / "assets" / "styles" / "tokens.css"
ENOUGH = 4.5  # WCAG 2.2, 1.4.3
# (words, ground) as the style sheets put them together.
PAIRS = [
    ["--on-accent", "--accent"],
    ["--on-accent", "--accent-hover"],
    ["--accent", "--accent-soft"],
    ["--accent", "--panel"],
    ["--accent", "--bg"],
    ["--mute", "--soft"],
    ["--mute", "--bg"],
    ["--green", "--green-soft"],
    ["--blue", "--blue-soft"],
    ["--amber", "--amber-soft"],
    ["--red", "--red-soft"],
    ["--wa-mute", "--wa-bubble"],
    ["--wa-link", "--wa-bubble"],
]
MEASURE = """([theme, brands, pairs]) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const probe = document.body.appendChild(document.createElement("i"));
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = (name) => {
    probe.style.color = `var(${name})`;
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  document.documentElement.className = theme;
  return brands.flatMap((brand) => {
    document.documentElement.style.setProperty("--brand", brand);
    return pairs.map(([words, ground]) => {
      const [low, high] = [luminance(words), luminance(ground)].sort((a, b) => a - b);
      return [(high + 0.05) / (low + 0.05), brand, words, ground];
    });
  });
}"""


def brands() -> list[str]:
    """Return colours from all around the wheel, pale to strong, dark to light."""
    wheel = [
        colorsys.hsv_to_rgb(hue / 36, saturation, value)
        for hue in range(36)
        for saturation in (0.3, 1.0)
        for value in (0.3, 1.0)
    ]
    named = ["#" + "".join(f"{round(255 * part):02x}" for part in colour) for colour in wheel]
    return [*named, "#000000", "#ffffff", "#808080"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_brand_colour_can_be_read(browser: Browser, theme: str) -> None:
    page = browser.new_page()
    page.set_content(f"<style>{TOKENS.read_text()}</style>")
    measured = page.evaluate(MEASURE, [theme, brands(), PAIRS])
    page.close()
    assert [row for row in measured if row[0] < ENOUGH] == []
