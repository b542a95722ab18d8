import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import { Journal } from "./journal.js";
import { findMemoryLimits } from "./memory-limits.js";
import { IDLE, smallPod } from "./pod.fixture.js";
import { type PodMemory, WatchedMemory } from "./pod-memory.js";

const LIMIT_BYTES = 128 * 1024 ** 2;
/** The first time it takes four times as much as it may. */
const GREEDY = `
  const kept = [];
  if (!fs.existsSync("been")) setInterval(() => kept.length < 128 && kept.push(Buffer.alloc(2 ** 22, 1)), 5);
  fs.writeFileSync("been", "");
  ${IDLE}`;

const limits = await findMemoryLimits();
const itInGroups = limits.cgroups === "none" ? it.skip : it;

async function endsWhoTakesTooMuch(memory: PodMemory): Promise<Journal> {
  const directory = await temporaryDirectory("pod-memory");
  const journal = new Journal();
  const plan = { journal, dir: directory.path, script: GREEDY, memory, memoryLimitBytes: LIMIT_BYTES };
  const pod = smallPod({ name: "greedy-0", ...plan });
  try {
    pod.begin();
    await eventually(() =>
      expect(journal.entries.map(({ what }) => what)).toEqual(["over its memory limit", "restarted"]),
    );
    await pod.untilReady();
    return journal;
  } finally {
    await pod.delete();
    await directory.remove();
  }
}

it("whoever is over the limit is ended and started again, where it is only watched", async () => {
  const journal = await endsWhoTakesTooMuch(new WatchedMemory(LIMIT_BYTES));
  expect(journal.of("small").peakBytes).toBeGreaterThan(LIMIT_BYTES);
});

itInGroups("whoever is over the limit is ended by the kernel and started again, and the group removed", async () => {
  const memory = limits.of("greedy-0", LIMIT_BYTES);
  const journal = await endsWhoTakesTooMuch(memory);
  const { peakBytes, workingSetBytes } = journal.of("small");
  expect(peakBytes).toBeGreaterThan(0.9 * LIMIT_BYTES);
  expect(peakBytes).toBeLessThanOrEqual(LIMIT_BYTES);
  expect(workingSetBytes).toBeLessThanOrEqual(peakBytes);
  expect(existsSync(`${memory.cgroup}`)).toBe(false);
});

itInGroups("what a rehearsal that crashed has left is ended and removed by the next one", async () => {
  const memory = limits.of("place", LIMIT_BYTES);
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  const left = join(dirname(`${memory.cgroup}`), `gridwatch-rehearsal-${gone.pid}-1-left-0`);
  const pod = spawn(process.execPath, ["-e", IDLE], { stdio: "ignore" });
  mkdirSync(left);
  writeFileSync(join(left, "cgroup.procs"), `${pod.pid}`);
  const ended = once(pod, "exit");
  await findMemoryLimits();
  expect(await ended).toEqual([null, "SIGKILL"]);
  // This one's own stays.
  expect([existsSync(left), existsSync(`${memory.cgroup}`)]).toEqual([false, true]);
  await memory.remove();
});
