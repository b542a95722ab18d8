import { spawn } from "node:child_process";
import { constants } from "node:os";
import { StepError } from "./step.mjs";

/** npm tells what is wrong at the start of what it prints, a compiler at the end. */
const HEAD_LINES = 12;
const TAIL_LINES = 30;
/** Enough for the tail of anything. */
const KEPT_CHARACTERS = 200_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command quietly. @throws StepError with the end of its output when it fails.
 * @param {{ env?: object, cwd?: string, hint?: string, input?: "inherit" }} options
 */
export async function runQuietly(command, args, { hint, input = "ignore", ...options } = {}) {
  let output = "";
  const keep = (chunk) => {
    output = (output + chunk).slice(-KEPT_CHARACTERS);
  };
  const code = await exitCode(command, args, { ...options, stdio: [input, "pipe", "pipe"] }, (child) => {
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
  });
  if (wasInterrupted()) throw new StepError(`stopped by ${interruption}`);
  if (code !== 0) {
    throw new StepError(`${[command, ...args].join(" ")} ended with ${code}`, { hint, output: headAndTail(output) });
  }
  return output;
}

/** Runs a command that prints for itself, and hands over its exit code. */
export function runVisibly(command, args, options = {}) {
  return exitCode(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
}

function headAndTail(output) {
  const lines = output.trim().split(/\n+/);
  if (lines.length <= HEAD_LINES + TAIL_LINES) return lines.join("\n");
  return [...lines.slice(0, HEAD_LINES), "…", ...lines.slice(-TAIL_LINES)].join("\n");
}

let interruption;

/** Whether a signal has ended a command: then nothing more should be started. */
export function wasInterrupted() {
  return interruption !== undefined;
}

/** The exit code, as a shell tells it: 127 for a command that is not there, 128 and the signal's number for a killed one. */
function exitCode(command, args, options, onSpawn = () => {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, options);
    onSpawn(child);
    const passOn = (signal) => {
      interruption = signal;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, passOn);
    const done = (code) => {
      for (const signal of SIGNALS) process.off(signal, passOn);
      resolve(code);
    };
    child.once("error", () => done(127));
    child.once("close", (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
}
