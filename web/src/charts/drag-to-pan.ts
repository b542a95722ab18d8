import type uPlot from "uplot";

interface Listeners {
  /** Gets by how much the time axis is to be moved while the pointer is down, milliseconds, later when positive. */
  onMove: (byMs: number) => void;
  /** Gets by how much it was in the end; 0 when it was called off. */
  onEnd: (byMs: number) => void;
}

/** Takes the drags with Shift, which uPlot leaves alone. @returns stops it */
export function dragToPan({ over, posToVal }: uPlot, { onMove, onEnd }: Listeners): () => void {
  const start = (down: PointerEvent) => {
    if (!down.shiftKey || down.button !== 0) return;
    const msPerPixel = posToVal(1, "x") - posToVal(0, "x");
    const moved = (event: PointerEvent) => (down.clientX - event.clientX) * msPerPixel;
    const drag = new AbortController();
    const { signal } = drag;
    const end = (byMs: number) => {
      drag.abort();
      over.style.cursor = "";
      onEnd(byMs);
    };
    // So that what follows is told also beyond the chart.
    over.setPointerCapture(down.pointerId);
    over.style.cursor = "grabbing";
    over.addEventListener("pointermove", (event) => onMove(moved(event)), { signal });
    over.addEventListener("pointerup", (event) => end(moved(event)), { signal });
    over.addEventListener("pointercancel", () => end(0), { signal });
  };
  // Else the browser selects text up to here.
  const keepSelection = (event: MouseEvent) => event.shiftKey && event.preventDefault();
  over.addEventListener("pointerdown", start);
  over.addEventListener("mousedown", keepSelection);
  return () => {
    over.removeEventListener("pointerdown", start);
    over.removeEventListener("mousedown", keepSelection);
  };
}
