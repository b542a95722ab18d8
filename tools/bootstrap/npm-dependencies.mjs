import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runQuietly } from "./command.mjs";
import { npm, ROOT } from "./repository.mjs";
import { StepError, step } from "./step.mjs";

/** `npm ci`, when node_modules is missing or not what package-lock.json says. */
export async function installNpmDependencies({ allowed }) {
  const reason = whyStale();
  if (reason === undefined) return;
  if (!allowed) {
    throw new StepError(`${reason}, and --no-install forbids to install it.`, { hint: "Run npm ci, then this again." });
  }
  const [command, args] = npm("ci", "--include=dev", "--no-fund", "--no-audit", "--loglevel=error");
  await step(`npm ci, as ${reason}`, () =>
    runQuietly(command, args, {
      cwd: ROOT,
      // ONNX Runtime comes with all it needs here; its script would fetch what only GPUs use.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
      hint: "Is the npm registry reachable (npm ping)? Does package-lock.json fit the package.json files (npm install)?",
    }),
  );
}

/** Why node_modules cannot be used as it is, in words; nothing when it can. */
export function whyStale(root = ROOT) {
  const wanted = readPackages(join(root, "package-lock.json"));
  let present;
  try {
    present = readPackages(join(root, "node_modules/.package-lock.json"));
  } catch {
    return "node_modules is missing";
  }
  for (const [path, { version, resolved, integrity, optional }] of Object.entries(wanted)) {
    if (path === "") continue;
    const found = present[path];
    // Of the optional ones npm installs those for this kind of machine.
    if (found === undefined && optional) continue;
    if (found?.version !== version || found?.resolved !== resolved || found?.integrity !== integrity) {
      return `node_modules is older than package-lock.json (${path})`;
    }
  }
  return undefined;
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}
