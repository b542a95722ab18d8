import { IngestConfig } from "../../services/ingest/src/config.js";
import { OVERLAYS, type Overlay, render } from "./kubectl.js";
import { ofKind, selects, type Workload, workload, workloads } from "./manifests.js";
import { textOf } from "./repository.js";
import { scalers } from "./scalers.js";
import { SERVICE_NAMES } from "./service-configs.js";

describe.each(OVERLAYS)("the replicas in the overlay %s", (overlay) => {
  const manifests = render(overlay);
  const all = workloads(manifests);

  it("are never updated by taking away before there is another", () => {
    for (const { metadata, spec } of ofKind(manifests, "Deployment")) {
      expect([metadata?.name, spec?.strategy?.rollingUpdate?.maxUnavailable]).toEqual([metadata?.name, 0]);
    }
  });

  it("of ingest, whose names there can be one of, are updated one at a time, each once the one before has lasted", () => {
    const { manifest } = workload(manifests, "ingest");
    expect(manifest.spec).toMatchObject({ minReadySeconds: 10 });
    expect(manifest.spec).not.toHaveProperty("updateStrategy");
  });

  it("follow a load that is measured, and no number that is written beside", () => {
    for (const { name, target, min, max, downAfterSeconds, metrics } of scalers(manifests)) {
      expect({ kind: workload(manifests, name).kind, name }).toMatchObject({ kind: target.kind, name: target.name });
      expect(workload(manifests, name).manifest.spec?.replicas).toBeUndefined();
      expect(min).toBeLessThan(max);
      expect(downAfterSeconds).toBeGreaterThanOrEqual(300);
      // What stands there, a running platform exports: e2e/watching.
      for (const metric of metrics) {
        expect(textOf("docs/operations.md")).toContain(`| \`${metric.name}\``);
        expect(metric.target).toBeGreaterThan(0);
      }
    }
  });

  it("are scaled, each service one way, where there are several machines", () => {
    const scaled = scalers(manifests).map(({ name }) => name);
    expect(scaled.sort()).toEqual(overlay === "local" ? [] : [...SERVICE_NAMES].sort());
  });

  it("may become as many as a million units take, by the table of capacity", () => {
    const table = [...textOf("docs/operations.md").matchAll(/^\| (?:units|10⁶) \| (?:readings\/s|200,000) \|.*$/gm)];
    const [names = [], replicas = []] = table.map(([row]) => row.split("|").map((cell) => cell.trim()));
    for (const { name, max } of scalers(manifests)) {
      expect(max).toBeGreaterThanOrEqual(Number.parseInt(replicas[names.indexOf(name)] ?? "", 10));
    }
  });

  it("of ingest grow when the broker holds more for each than one takes before it acknowledges", () => {
    const { metrics = [] } = scalers(manifests).find(({ name }) => name === "ingest") ?? {};
    const { maxHeldMessages } = new IngestConfig();
    expect(metrics).toEqual(
      overlay === "local"
        ? []
        : [{ name: "gridwatch_ingest_broker_messages", type: "AverageValue", target: maxHeldMessages }],
    );
  });

  it("are several where nothing can be measured, and no fewer than CPU asks for", () => {
    for (const { metadata, spec } of ofKind(manifests, "ScaledObject")) {
      const asked = spec.triggers.filter(({ type }) => type === "prometheus");
      // Beside CPU, KEDA's fallback would overrule what CPU asks for; without one, CPU scales up, and nothing is scaled down.
      const fallsBack = asked.length > 0 && asked.length === spec.triggers.length;
      expect([metadata?.name, (spec.fallback?.replicas ?? 0) > 1]).toEqual([metadata?.name, fallsBack]);
      // Nothing known would be taken for nothing to do; and KEDA falls back for averages alone.
      for (const trigger of asked) {
        expect([trigger.metadata["ignoreNullValues"], trigger.metricType]).toEqual(["false", "AverageValue"]);
      }
    }
  });

  it("are asked for the metrics of every service, where Prometheus is", () => {
    for (const { spec } of ofKind(manifests, "PodMonitor")) {
      const asked = all.filter(({ labels }) => selects(spec.selector, labels));
      expect(asked.map(({ name }) => name).sort()).toEqual([...SERVICE_NAMES].sort());
      for (const { port, path } of spec.podMetricsEndpoints ?? []) {
        for (const { container } of asked) expect(container.ports?.map(({ name }) => name)).toContain(port);
        expect(path).toBe("/metrics");
      }
    }
    expect(ofKind(manifests, "PodMonitor")).toHaveLength(overlay === "production" ? 1 : 0);
  });

  it("are never all taken away of what has several, when machines are drained", () => {
    const budgets = ofKind(manifests, "PodDisruptionBudget");
    const guarded = budgets.map(({ metadata, spec }) => {
      expect(all.filter(({ labels }) => selects(spec?.selector ?? {}, labels)).map(({ name }) => name)).toEqual([
        metadata?.name,
      ]);
      expect(spec?.maxUnavailable).toBe(1);
      return metadata?.name;
    });
    const several = all.filter(hasSeveral).map(({ name }) => name);
    expect(guarded.sort()).toEqual(several.sort());
  });

  function hasSeveral({ name, replicas }: Workload): boolean {
    return (scalers(manifests).find((scaler) => scaler.name === name)?.min ?? replicas) > 1;
  }
});

it("a plain autoscaler follows what KEDA's does, to the same target and within the same bounds", () => {
  const byName = (overlay: Overlay) => scalers(render(overlay)).sort((a, b) => a.name.localeCompare(b.name));
  expect(byName("production")).toHaveLength(SERVICE_NAMES.length);
  expect(byName("external")).toEqual(byName("production"));
});
