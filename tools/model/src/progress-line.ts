import type { EpochReport, Progress } from "./forecaster.js";

const BAR = 24;
const REDRAW_MS = 100;

/** A bar that is drawn again and again on a terminal; a line per epoch, there and elsewhere. */
export function progressOn(output: NodeJS.WriteStream, now: () => number = Date.now): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  const bar = (what: string, done: number, of: number, each: string) => {
    if (!output.isTTY || (now() - drawnAt < REDRAW_MS && done < of)) return;
    drawnAt = now();
    const filled = Math.round((BAR * done) / of);
    output.write(`\r\x1b[K${what}  ${"█".repeat(filled)}${"░".repeat(BAR - filled)}  ${done} of ${of} ${each}`);
  };
  return {
    batch: (epoch, done, of) => bar(`epoch ${epoch}`, done, of, "windows"),
    units(done, of) {
      bar("scored", done, of, "units");
      if (output.isTTY && done === of) output.write("\n");
    },
    epoch(report) {
      output.write(`${output.isTTY ? "\r\x1b[K" : ""}${epochText(report)}\n`);
    },
    note(text) {
      output.write(`${text}\n`);
    },
  };
}

function epochText({ epoch, loss, validationLoss }: EpochReport): string {
  return `epoch ${epoch}  loss ${loss.toPrecision(4)}  validation ${validationLoss.toPrecision(4)}`;
}
