// npm start: installs what is missing, builds, and runs the platform. Needs nothing but Node.js.
import { requireNode } from "./node-version.mjs";

requireNode();

const { join } = await import("node:path");
const { pathToFileURL } = await import("node:url");
const { build } = await import("./build.mjs");
const { installNpmDependencies } = await import("./npm-dependencies.mjs");
const { ROOT } = await import("./repository.mjs");
const { parseStackOptions, USAGE } = await import("./stack-options.mjs");
const { explain } = await import("./step.mjs");
const { installPrograms, SERVERS } = await import("./system-programs.mjs");

function readOptions() {
  try {
    return parseStackOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function prepare({ install }) {
  try {
    await installPrograms(SERVERS, { allowed: install });
    await installNpmDependencies({ allowed: install });
    await build();
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n`);
    process.exit(1);
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(USAGE);
} else {
  await prepare(options);
  // In this very process, so that a signal has one way to go. It reads the same arguments.
  await import(pathToFileURL(join(ROOT, "tools/stack/dist/main.js")).href);
}
