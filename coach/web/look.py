"""The look that all pages share."""

from pathlib import Path
from typing import Any

HEAD = """
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<script>
// Gradio shows nothing when a session has ended: say it, and start over.
(() => {
  const original = window.fetch;
  window.fetch = async (...request) => {
    const response = await original(...request);
    if (response.status === 401 && !window.pitchRecorder?.busy()) location.reload();
    return response;
  };
})();
</script>
"""


def head(*scripts: Path) -> str:
    """What every page's head holds. The scripts go in whole: components call them as soon as they load."""
    return HEAD + "".join(f"<script>{script.read_text(encoding='utf-8')}</script>" for script in scripts)


def theme() -> Any:
    """Quiet surfaces, one accent, and only the font weights that Gradio really bundles (400 and 700)."""
    import gradio

    gr: Any = gradio  # partly typed

    font = [gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "ui-sans-serif", "system-ui", "sans-serif"]
    return gr.themes.Base(
        primary_hue="indigo", secondary_hue="indigo", neutral_hue="slate", radius_size="lg", font=font
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        block_shadow="none",
        block_label_text_weight="700",
        block_title_text_weight="700",
        button_primary_background_fill="*primary_600",
        button_primary_text_color="white",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_300",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        input_background_fill="white",
        input_background_fill_dark="*neutral_800",
    )
