import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { Workload } from "../test/manifests.js";
import { Journal } from "./journal.js";
import { smallPod } from "./pod.fixture.js";
import type { Pod } from "./pod.js";
import { WorkloadController } from "./workload-controller.js";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let journal: Journal;
let controller: WorkloadController;
/** Every pod that there ever was, in the order in which they were made. */
let made: Pod[];

beforeAll(async () => {
  directory = await temporaryDirectory("workload");
});
afterAll(() => directory.remove());
afterEach(() => controller.scale(0));

function control(kind: Workload["kind"], onMade: () => void = () => {}): void {
  journal = new Journal();
  made = [];
  const create = (name: string) => {
    onMade();
    const pod = smallPod({ name, journal, dir: directory.path });
    made.push(pod);
    return pod;
  };
  controller = new WorkloadController({ name: "small", kind } as Workload, create);
}

const names = () => controller.pods.map(({ name }) => name);
const alive = (pod: Pod) => {
  try {
    return process.kill(pod.pid, 0);
  } catch {
    return false;
  }
};

describe("a StatefulSet", () => {
  it("numbers its pods, and takes those with the highest numbers away", async () => {
    control("StatefulSet");
    await controller.scale(3);
    expect(names()).toEqual(["small-0", "small-1", "small-2"]);
    await controller.scale(1);
    expect(names()).toEqual(["small-0"]);
    expect(made.map(alive)).toEqual([true, false, false]);
    await controller.scale(2);
    expect(names()).toEqual(["small-0", "small-1"]);
  });

  it("replaces a pod by one of the same name, and only when it is gone", async () => {
    const before: boolean[][] = [];
    control("StatefulSet", () => before.push(made.map(alive)));
    await controller.scale(2);
    await controller.rollOut();
    expect(made.map(({ name }) => name)).toEqual(["small-0", "small-1", "small-1", "small-0"]);
    expect(before.slice(2)).toEqual([
      [true, false],
      [false, false, true],
    ]);
    expect(names()).toEqual(["small-0", "small-1"]);
  });
});

describe("a Deployment", () => {
  it("updates without ever having fewer pods ready than are wanted", async () => {
    control("Deployment");
    await controller.scale(2);
    const old = [...controller.pods];
    let fewest = Number.POSITIVE_INFINITY;
    const looking = setInterval(() => {
      fewest = Math.min(fewest, controller.pods.filter(({ ready }) => ready).length);
    });
    await controller.rollOut();
    clearInterval(looking);
    expect(fewest).toBe(2);
    expect(controller.pods).toHaveLength(2);
    expect(old.map(alive)).toEqual([false, false]);
    expect(new Set(made.map(({ name }) => name)).size).toBe(4);
  });

  it("has another pod in place of one that is deleted, without waiting for its end", async () => {
    control("Deployment");
    await controller.scale(1);
    const [old] = controller.pods;
    if (old === undefined) throw new Error("there is no pod");
    const replaced = controller.replace(old);
    expect([controller.pods.length, made.length, alive(old)]).toEqual([1, 2, true]);
    await replaced;
    await controller.settled();
    await eventually(() => expect(alive(old)).toBe(false));
    expect(journal.entries).toEqual([]);
  });
});
