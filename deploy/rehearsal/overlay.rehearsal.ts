import { setTimeout as delay } from "node:timers/promises";
import { eventually, type LoadOptions, type NumberedLoad } from "@gridwatch/testkit";
import { type Overlay, render, renderWith } from "../test/kubectl.js";
import { ofKind } from "../test/manifests.js";
import { SERVICE_NAMES } from "../test/service-configs.js";
import { Audience } from "./audience.js";
import { Autoscaler, type Scale } from "./autoscaler.js";
import { Cluster } from "./cluster.js";
import { PHASE_MS, Rehearsal } from "./rehearsal.js";

const overlay = (process.env["GRIDWATCH_REHEARSAL_OVERLAY"] ?? "local") as Overlay;

/**
 * Two cores cannot keep eight replicas at 0.7 of one each, nor a rehearsal wait until five minutes agree. A dozen that start at once leave
 * no CPU to those that are there, whose lag asks for more still.
 */
const SCALE: Scale = { times: 30, cores: 10, ceiling: 6 };
const LOOK_EVERY_MS = 1_000;

/** Readings as units send them, of as many units as a frame of the fleet's room tells of. */
const FLEET = { units: 1_000, ballast: 7 };
const FOLLOWERS = 50;
const OPEN_EVERY_READINGS = 250;

let cluster: Cluster;
let rehearsal: Rehearsal;

beforeAll(async () => {
  cluster = await Cluster.start(render(overlay));
  rehearsal = new Rehearsal(cluster);
}, PHASE_MS);

afterAll(async () => {
  rehearsal?.reportWorkloads();
  await cluster?.stop();
}, PHASE_MS);

/** Lets so many more readings be published. */
const passed = (load: NumberedLoad, readings: number): Promise<void> => {
  const then = load.published;
  return eventually(() => expect(load.published).toBeGreaterThan(then + readings), { timeoutMs: 60_000 });
};

function audience(): Audience {
  return new Audience(`http://${cluster.serviceAt("edge", 8080)}`);
}

async function follow(load: NumberedLoad): Promise<void> {
  const people = audience();
  people.follow(FOLLOWERS);
  await passed(load, 10_000);
  people.leave();
  expect(people.frames.times).toBeGreaterThan(FOLLOWERS);
  rehearsal.note(people.frames);
}

async function open(load: NumberedLoad): Promise<void> {
  const people = audience();
  for (let opened = 0; opened < 40; opened++) {
    await Promise.all([people.open(load.placeOf(opened).device), passed(load, OPEN_EVERY_READINGS)]);
  }
  rehearsal.note(people.pages);
}

async function update(load: NumberedLoad): Promise<void> {
  for (const name of [...SERVICE_NAMES, "edge"]) {
    await cluster.workload(name).rollOut();
    await passed(load, 1_000);
  }
}

/** A pod of each workload but the broker: what that holds for who is away is lost with it (deploy/docker/README.md). */
async function deleteAtRandom(load: NumberedLoad): Promise<void> {
  const names = [...cluster.workloads.keys()].filter((name) => name !== "emqx");
  for (const [turn, name] of shuffled(names).entries()) {
    const controller = cluster.workload(name);
    const [pod] = shuffled(controller.pods);
    if (pod === undefined) throw new Error(`${name} has no pod`);
    if (turn % 3 === 2) await pod.crash();
    else await controller.replace(pod);
    await controller.settled();
    await passed(load, 500);
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function scaleByRule(load: NumberedLoad): Promise<void> {
  const scalers = ofKind(renderWith(overlay, "autoscaling"), "ScaledObject")
    .map((rule) => new Autoscaler(cluster, rule, SCALE))
    .filter(({ workload }) => ["ingest", "storage", "predict"].includes(workload));
  const atFloor = () =>
    expect(scalers.map(({ workload, replicas }) => [workload, replicas])).toEqual(
      scalers.map(({ workload, floor }) => [workload, floor]),
    );
  const scalerOf = (name: string) => {
    const scaler = scalers.find(({ workload }) => workload === name);
    if (scaler === undefined) throw new Error(`no rule scales ${name}`);
    return scaler;
  };
  const untilGrown = (name: string, timeoutMs: number) => {
    const { steps, floor } = scalerOf(name);
    const grown = () => steps.some(({ replicas, byMetrics }) => byMetrics && replicas > floor);
    return eventually(() => expect([name, grown(), steps]).toEqual([name, true, steps]), { timeoutMs });
  };
  const over = new AbortController();
  const scaling = scalers.map((scaler) => obey(scaler, over.signal));
  try {
    await eventually(atFloor, { timeoutMs: 60_000 });
    // On a machine that has little else to do it keeps up with ingest, and would have no reason to grow.
    const predict = scalerOf("predict");
    predict.pausedAt = 0;
    await eventually(() => expect(predict.replicas).toBe(0));
    load.publishBacklog(240);
    await untilGrown("ingest", 60_000);
    predict.pausedAt = undefined;
    await untilGrown("predict", 60_000);
    const [database] = cluster.workload("influxdb").pods;
    database?.hold(true);
    try {
      // Readings wait for it, and their age is what storage is scaled by.
      await untilGrown("storage", 20_000);
    } finally {
      database?.hold(false);
    }
    load.speedUp(0.2);
    await eventually(atFloor, { timeoutMs: 120_000 });
  } finally {
    over.abort();
    await Promise.all(scaling);
  }
  for (const scaler of scalers) rehearsal.reportScaling(scaler);
}

async function obey(scaler: Autoscaler, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await scaler.look();
    await delay(LOOK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

it("every pod becomes ready", () => expect(cluster.journal.since(0)).toEqual([]));

it.each<[title: string, act: (load: NumberedLoad) => Promise<void>, options: Omit<LoadOptions, "name">]>([
  ["nothing but load", (load) => passed(load, 10_000), {}],
  ["every service and the page updated, pod after pod", update, {}],
  [
    "replicas by the autoscalers' rules: units come back with four hours of readings each while predict is paused, the database stands still until storage has grown, then the load falls to a fifth",
    scaleByRule,
    {},
  ],
  ["a pod of each workload but the broker, at random, deleted or (every third) crashed", deleteAtRandom, {}],
  // Last: predict looks after every unit that there ever was, whenever a replica comes.
  [`nothing but load again, of ${FLEET.units} units`, (load) => passed(load, 10_000), FLEET],
  [`${FOLLOWERS} clients follow the fleet through the edge`, follow, FLEET],
  ["a unit's page is opened through the edge, four times a second", open, FLEET],
])("nothing is lost and no pod flaps: %s", (title, act, options) => rehearsal.phase(title, act, options), PHASE_MS);
