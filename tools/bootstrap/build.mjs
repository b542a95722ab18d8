import { runQuietly } from "./command.mjs";
import { installed, ROOT } from "./repository.mjs";
import { step } from "./step.mjs";

/** Builds every package that has changed since it was last built; Nx keeps the rest. */
export function build() {
  return step("build", () =>
    runQuietly(installed("nx"), ["run-many", "-t", "build", "--outputStyle=static"], {
      cwd: ROOT,
      env: { ...process.env, NX_TUI: "false", NX_DAEMON: "false", FORCE_COLOR: "0" },
      hint: "The fault is in the sources: npm run build shows it in full.",
    }),
  );
}
