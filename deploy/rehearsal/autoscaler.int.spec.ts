import { cpuSeconds, eventually, temporaryDirectory } from "@gridwatch/testkit";
import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1";
import type { Workload } from "../test/manifests.js";
import { Autoscaler } from "./autoscaler.js";
import { Journal } from "./journal.js";
import { IDLE, smallPod } from "./pod.fixture.js";
import { WorkloadController } from "./workload-controller.js";

type Rule = IScaledObject["spec"];

const AS_IT_IS = { times: 1, cores: 1, ceiling: 10 };
const LAG = {
  type: "prometheus",
  metricType: "AverageValue",
  metadata: { query: 'max(lag_seconds{namespace="gridwatch",stream="S"})', threshold: "5" },
} as const;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let controller: WorkloadController;
let texts: string[];

beforeAll(async () => {
  directory = await temporaryDirectory("autoscaler");
});
afterAll(() => directory.remove());
afterEach(() => controller.scale(0));

/** One that looks after small pods, of which there is one at first. */
async function scaler(rule: Partial<Rule>, script = IDLE): Promise<Autoscaler> {
  const journal = new Journal();
  const create = (name: string) => smallPod({ name, journal, dir: directory.path, script });
  controller = new WorkloadController({ name: "small", kind: "Deployment" } as Workload, create);
  await controller.scale(1);
  const spec = { scaleTargetRef: { name: "small" }, minReplicaCount: 1, maxReplicaCount: 4, triggers: [LAG], ...rule };
  const cluster = { workload: () => controller, metricsTexts: () => texts.map((text) => Promise.resolve(text)) };
  return new Autoscaler(cluster, { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", spec }, AS_IT_IS);
}

it("asks for so many that each has the threshold, by the highest value of all pods", async () => {
  texts = ['lag_seconds{stream="S"} 3\nlag_seconds{stream="other"} 90', 'lag_seconds{stream="S"} 12', ""];
  const autoscaler = await scaler({});
  await autoscaler.look();
  expect([autoscaler.replicas, autoscaler.steps]).toEqual([3, [{ atSeconds: 0, replicas: 3, byMetrics: true }]]);
  await autoscaler.look();
  expect(autoscaler.steps).toHaveLength(1);
});

it("adds the pods' values up where the query does, and keeps to its ceiling", async () => {
  texts = ['lag_seconds{stream="S"} 14', 'lag_seconds{stream="S"} 14'];
  const metadata = { ...LAG.metadata, query: LAG.metadata.query.replace("max", "sum") };
  const autoscaler = await scaler({ triggers: [{ ...LAG, metadata }] });
  await autoscaler.look();
  expect(autoscaler.replicas).toBe(4);
});

it("falls back where the metric is not known, or changes nothing", async () => {
  texts = ["", "else 1"];
  const withFallback = await scaler({ fallback: { failureThreshold: 3, replicas: 2 } });
  await withFallback.look();
  expect(withFallback.steps).toEqual([{ atSeconds: 0, replicas: 2, byMetrics: false }]);
  await controller.scale(0);
  const without = await scaler({});
  await without.look();
  expect([without.replicas, without.steps]).toEqual([1, []]);
});

it("has as many as it is paused at, and begins with its floor again", async () => {
  texts = ['lag_seconds{stream="S"} 14'];
  const autoscaler = await scaler({ minReplicaCount: 2 });
  autoscaler.pausedAt = 0;
  await autoscaler.look();
  expect(autoscaler.replicas).toBe(0);
  autoscaler.pausedAt = undefined;
  await autoscaler.look();
  expect(autoscaler.replicas).toBe(2);
  await autoscaler.look();
  expect(autoscaler.replicas).toBe(3);
});

it("asks by the CPU that its pods take", async () => {
  const trigger = { type: "cpu", metricType: "AverageValue", metadata: { value: "20m" } } as const;
  const autoscaler = await scaler({ triggers: [trigger] }, "setInterval(() => { for (let i = 0; i < 1e8; i++); }, 1);");
  // What they took before the first look is not known.
  await autoscaler.look();
  expect(autoscaler.replicas).toBe(1);
  const [pid = 0] = controller.pods.map((pod) => pod.pid);
  const before = cpuSeconds(pid);
  await eventually(() => expect(cpuSeconds(pid)).toBeGreaterThan(before + 0.2));
  await autoscaler.look();
  expect(autoscaler.replicas).toBe(4);
});

it("refuses rules that it does not understand", async () => {
  const triggers = (trigger: object) => scaler({ triggers: [{ ...LAG, ...trigger }] });
  await expect(triggers({ type: "cron" })).rejects.toThrow("the type cron is not known");
  await controller.scale(0);
  await expect(triggers({ metricType: "Value" })).rejects.toThrow("a trigger of Value is not known");
  await controller.scale(0);
  await expect(triggers({ metadata: { query: "rate(x[5m])", threshold: "1" } })).rejects.toThrow("is not of a form");
});
