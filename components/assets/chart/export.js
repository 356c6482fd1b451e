// The picture as a PNG with its name and source, and the chart over the whole screen.
const HEAD_PX = 26;

export function savePng({ base, top, config, layout, rows }) {
  const scale = base.canvas.width / layout.width;
  const sheet = document.createElement("canvas");
  sheet.width = base.canvas.width;
  sheet.height = base.canvas.height + HEAD_PX * scale;
  const ctx = sheet.getContext("2d");
  ctx.scale(scale, scale);
  ctx.fillStyle = config.colors.background;
  ctx.fillRect(0, 0, layout.width, layout.height + HEAD_PX);
  ctx.fillStyle = config.colors.text;
  ctx.font = "13px sans-serif";
  ctx.fillText(`${config.title} · ${rows?.source ?? ""}`, 6, 17);
  ctx.drawImage(base.canvas, 0, HEAD_PX, layout.width, layout.height);
  ctx.drawImage(top.canvas, 0, HEAD_PX, layout.width, layout.height);
  sheet.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${config.title.replaceAll(" ", "-")}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}

export function toggleFullScreen(host) {
  if (document.fullscreenElement) document.exitFullscreen();
  else host.requestFullscreen?.();
}
