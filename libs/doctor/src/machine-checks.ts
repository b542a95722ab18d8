import { statfs } from "node:fs/promises";
import { type Examination, fault, ok, type Said, warning } from "./examination.js";
import { isAtLeast } from "./version.js";

/** As in package.json. */
const OLDEST_NODE = "20.19";

const FULL = 0.95;
const NEARLY_FULL = 0.85;

/** @param folder where the servers' data are, on this machine */
export async function checkDisk(machine: Examination, folder: string): Promise<void> {
  await machine.check("disk", "let this user see the data folder", async () => {
    const { blocks, bavail, bsize } = await statfs(folder);
    return diskState(bavail * bsize, blocks * bsize);
  });
}

export function diskState(free: number, size: number): Said {
  const says = `${(free / 1024 ** 3).toFixed(1)} GiB of ${(size / 1024 ** 3).toFixed(1)} GiB are free`;
  const todo = "free some, or move the data: a database without room refuses readings, which then wait";
  if (free < (1 - FULL) * size) return fault(says, todo);
  return free < (1 - NEARLY_FULL) * size ? warning(says, todo) : ok(says);
}

/** @param versions of Node.js, as `process.version` gives them */
export function nodeState(versions: readonly string[]): Said {
  const found = [...new Set(versions)].sort();
  const old = found.filter((version) => !isAtLeast(version, OLDEST_NODE));
  if (old.length === 0) return ok(found.join(", "));
  return fault(
    `${old.join(" and ")} ${old.length === 1 ? "is" : "are"} older than ${OLDEST_NODE}`,
    `install Node.js ${OLDEST_NODE} or newer`,
  );
}
