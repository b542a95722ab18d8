import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory of the test's own. Call `remove` when its servers have stopped. */
export async function temporaryDirectory(purpose: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `gridwatch-${purpose}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
