import { setTimeout as delay } from "node:timers/promises";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import { Journal } from "./journal.js";
import { IDLE, probe, type SmallPod, smallPod } from "./pod.fixture.js";
import type { Pod } from "./pod.js";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let journal: Journal;
let pod: Pod;

beforeAll(async () => {
  directory = await temporaryDirectory("pod");
});
afterAll(() => directory.remove());
beforeEach(() => {
  journal = new Journal();
});
afterEach(() => pod.delete());

async function running(plan: Partial<SmallPod> = {}): Promise<void> {
  pod = smallPod({ name: "small-0", journal, dir: directory.path, ...plan });
  pod.begin();
  await pod.untilReady();
}

const happenings = () => journal.entries.map(({ what }) => what);
const eventuallyHappened = (...expected: string[]) => eventually(() => expect(happenings()).toEqual(expected));

it("starts a container again that ends by itself, and tells", async () => {
  const endOnce =
    'if (!fs.existsSync("ended")) setTimeout(() => { fs.writeFileSync("ended", ""); process.exit(3); }, 200);';
  await running({ script: `${endOnce} ${IDLE}` });
  const { pid } = pod;
  await eventually(() => expect(pod.pid).not.toBe(pid));
  await pod.untilReady();
  expect(happenings()).toEqual(["restarted"]);
});

it("does not tell of a crash that was asked for", async () => {
  await running();
  const { pid } = pod;
  await pod.crash();
  expect(pod.ready).toBe(false);
  await pod.untilReady();
  expect(pod.pid).not.toBe(pid);
  expect(happenings()).toEqual([]);
});

it("loses its readiness by so many failed probes in a row, and by fewer only counts them", async () => {
  let failures = 0;
  const ask = async () => {
    if (failures-- > 0) throw new Error("unwell");
  };
  await running({ readiness: probe(ask, 3) });
  failures = 2;
  await eventually(() => expect(failures).toBeLessThan(0));
  expect([pod.ready, journal.of("small").failedProbes]).toEqual([true, 2]);
  expect(happenings()).toEqual([]);
  failures = Number.POSITIVE_INFINITY;
  await eventuallyHappened("readiness lost");
  expect(pod.ready).toBe(false);
  failures = 0;
  await pod.untilReady();
});

it("is started again when it is not alive", async () => {
  let isAlive = true;
  const ask = async () => {
    if (!isAlive) throw new Error("stuck");
  };
  await running({ liveness: probe(ask) });
  const { pid } = pod;
  isAlive = false;
  await eventually(() => expect(pod.pid).not.toBe(pid));
  isAlive = true;
  expect(happenings().slice(0, 2)).toEqual(["liveness failed", "restarted"]);
});

it("leaves the endpoints first, then gets preStop, SIGTERM and its grace", async () => {
  const order: string[] = [];
  await running({
    script: `process.on("SIGTERM", () => setTimeout(() => process.exit(), 50)); ${IDLE}`,
    preStop: async () => {
      await delay(20);
      order.push(`preStop, ready: ${pod.ready}, alive: ${isAlive(pod.pid)}`);
    },
  });
  await pod.delete();
  expect(order).toEqual(["preStop, ready: false, alive: true"]);
  expect(isAlive(pod.pid)).toBe(false);
  expect(journal.of("small").drainMs).toBeGreaterThanOrEqual(50);
  expect(happenings()).toEqual([]);
});

it("is killed when it outlasts its grace", async () => {
  await running({ script: `process.on("SIGTERM", () => {}); ${IDLE}`, graceMs: 100 });
  await pod.delete();
  expect(isAlive(pod.pid)).toBe(false);
  expect(happenings()).toEqual(["killed after its grace period"]);
});

it("counts the CPU time that its processes take", async () => {
  await running({ script: `while (process.cpuUsage().user < 300_000); ${IDLE}` });
  await eventually(() => expect(journal.of("small").cpuSeconds).toBeGreaterThanOrEqual(0.3));
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
