import { join, resolve } from "node:path";
import { REPOSITORY_ROOT } from "@gridwatch/local-stack";
import { parseStackOptions, type StackOptions, USAGE } from "../../bootstrap/stack-options.mjs";
import { Stack } from "./stack.js";
import { Terminal } from "./terminal.js";

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal sends its Ctrl-C to npm and to this process, and npm passes it on: two signals for one key. */
const SAME_KEY_WITHIN_MS = 500;

function readOptions(): StackOptions | undefined {
  try {
    return parseStackOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function run(options: StackOptions): Promise<void> {
  const dir = options.data === undefined ? join(REPOSITORY_ROOT, ".data") : resolve(options.data);
  const stack = new Stack(dir, options, new Terminal(process.stdout));
  let firstSignalAt: number | undefined;
  const onSignal = () => {
    if (firstSignalAt === undefined) {
      firstSignalAt = performance.now();
      stack.stop();
    } else if (performance.now() - firstSignalAt > SAME_KEY_WITHIN_MS) {
      void stack.force().finally(() => process.exit(130));
    }
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  // A terminal that is closed takes its screen along: the parts must be stopped nevertheless.
  process.stdout.on("error", () => stack.stop());
  try {
    await stack.run();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

const options = readOptions();
if (options?.help) process.stdout.write(USAGE);
else if (options !== undefined) await run(options);
