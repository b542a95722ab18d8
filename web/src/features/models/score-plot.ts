import { barHeight, mostOf, type ScoreBin } from "./score-bins.js";

const WIDTH = 640;
const HEIGHT = 240;
/** Under the bars, for the ends of the axis and its middle. */
const AXIS = 20;

/** The bars as the page shows them, in its colours, for a picture. @throws Error when the browser cannot draw */
export function scorePlot(bins: readonly ScoreBin[]): HTMLCanvasElement {
  const css = getComputedStyle(document.documentElement);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser cannot draw.");
  canvas.width = WIDTH * devicePixelRatio;
  canvas.height = (HEIGHT + AXIS) * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  const most = mostOf(bins);
  const width = WIDTH / bins.length;
  context.fillStyle = css.getPropertyValue("--line-strong");
  context.strokeStyle = css.getPropertyValue("--ink");
  context.lineWidth = 1.5;
  for (const { from, champion, shadow } of bins) {
    const filled = HEIGHT * barHeight(champion, most);
    const outlined = (HEIGHT - 2) * barHeight(shadow, most);
    context.globalAlpha = 0.55;
    context.fillRect(WIDTH * from + 2, HEIGHT - filled, width - 4, filled);
    context.globalAlpha = 1;
    context.strokeRect(WIDTH * from + 4, HEIGHT - 1 - outlined, width - 8, outlined);
  }
  context.fillRect(0, HEIGHT - 1, WIDTH, 1);
  context.fillStyle = css.getPropertyValue("--ink-2");
  context.font = '12px "Inter Variable", Inter, sans-serif';
  context.textBaseline = "middle";
  for (const [score, align] of [
    [0, "left"],
    [0.5, "center"],
    [1, "right"],
  ] as const) {
    context.textAlign = align;
    context.fillText(String(score), WIDTH * score, HEIGHT + AXIS / 2);
  }
  return canvas;
}
