const SPINNER_EVERY_MS = 200;

/** A step that failed, and what a person can do about it. */
export class StepError extends Error {
  constructor(message, { hint, output } = {}) {
    super(message);
    this.hint = hint;
    this.output = output;
  }
}

/** Runs one step: says that it runs, for how long, and how it ended. */
export async function step(title, work) {
  const began = performance.now();
  const elapsed = () => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
  const terminal = process.stdout.isTTY;
  if (!terminal) say(`… ${title}`);
  const spinner =
    terminal && setInterval(() => process.stdout.write(`\r\u001b[2K… ${title} (${elapsed()})`), SPINNER_EVERY_MS);
  const close = () => {
    clearInterval(spinner);
    if (terminal) process.stdout.write("\r\u001b[2K");
  };
  try {
    const result = await work();
    close();
    say(`✓ ${title} (${elapsed()})`);
    return result;
  } catch (error) {
    close();
    say(`✗ ${title} (${elapsed()})`);
    throw error;
  }
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Tells why a step failed, the end of what it printed, and what to do. */
export function explain(error) {
  if (!(error instanceof StepError)) return `${error.stack ?? error}`;
  const output = error.output ? `\n${error.output.replace(/^/gm, "    ")}` : "";
  return `${error.message}${output}${error.hint ? `\n\n${error.hint}` : ""}`;
}
