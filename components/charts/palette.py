"""The colours of the charts in both themes: charts cannot read the page's theme, so they are handed these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours by what they mean.

    `lines` are for series in order: you first, the benchmark second. `scale` is for maps of a number, from low to high.
    """

    background: str
    text: str
    label: str
    grid: str
    accent: str
    on_accent: str
    gain: str
    loss: str
    loss_area: str
    warn: str
    chip_good: str
    chip_bad: str
    chip_waits: str
    chip_rests: str
    chip_quiet: str
    lines: tuple[str, ...]
    scale: tuple[str, ...]


LIGHT = Palette(
    background="#FFFFFF",
    text="#10161D",
    label="#52606D",
    grid="#E3E7EC",
    accent="#2459D6",
    on_accent="#FFFFFF",
    gain="#00806A",
    loss="#C6301C",
    loss_area="rgba(198, 48, 28, 0.18)",
    warn="#B65A00",
    chip_good="#E3F4F0",
    chip_bad="#FCEBE8",
    chip_waits="#FDF0E1",
    chip_rests="#E9EFFC",
    chip_quiet="#EDF0F3",
    lines=("#2459D6", "#8A94A0", "#B65A00", "#7A3FD0", "#0E8FB3", "#00806A", "#C6301C", "#8A6A00"),
    scale=("#EEF3FE", "#BFD1F9", "#7D9FEF", "#3E6CDE", "#1C47AB", "#143581"),
)
DARK = Palette(
    background="#0B0E13",
    text="#E6EAF0",
    label="#9AA7B5",
    grid="#232B35",
    accent="#7FA6FF",
    on_accent="#0B0E13",
    gain="#35C9AB",
    loss="#FF7A66",
    loss_area="rgba(255, 122, 102, 0.22)",
    warn="#F2A24B",
    chip_good="#0F2E29",
    chip_bad="#3A1A16",
    chip_waits="#33230F",
    chip_rests="#172441",
    chip_quiet="#212933",
    lines=("#7FA6FF", "#8C98A6", "#F2A24B", "#B692F6", "#4FC3E0", "#35C9AB", "#FF7A66", "#E5C04B"),
    scale=("#14203A", "#20396F", "#2F56AB", "#5C88F0", "#A8C3FF", "#D2E0FF"),
)


def palette_of(theme: str | None) -> Palette:
    """Return the colours of a theme by its name; light when the browser has not said yet."""
    return DARK if theme == "dark" else LIGHT
