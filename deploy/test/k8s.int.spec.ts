import { OVERLAYS, render } from "./kubectl.js";
import { typeErrors } from "./manifest-types.js";
import { nameOf, ofKind, scalers, selects, type Workload, workload, workloads } from "./manifests.js";
import { textOf } from "./repository.js";

const OURS = ["analytics", "edge", "ingest", "predict", "realtime", "storage"];
const SERVERS = ["emqx", "influxdb", "nats"];

describe.each(OVERLAYS)("the overlay %s", (overlay) => {
  const manifests = render(overlay);
  const all = workloads(manifests);

  it("runs the whole platform, and its servers where they are not elsewhere", () => {
    const expected = overlay === "external" ? OURS : [...OURS, ...SERVERS];
    expect(all.map(({ name }) => name).sort()).toEqual(expected.sort());
  });

  it("stands in one namespace, which refuses pods that break the rules", () => {
    expect(ofKind(manifests, "Namespace").map(nameOf)).toEqual(["gridwatch"]);
    expect(ofKind(manifests, "Namespace")[0]?.metadata?.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    const elsewhere = manifests.filter(
      ({ kind, metadata }) => kind !== "Namespace" && metadata?.namespace !== "gridwatch",
    );
    expect(elsewhere.map(nameOf)).toEqual([]);
  });

  it("is made of what the API knows", () => {
    expect(typeErrors(manifests)).toEqual([]);
  });

  it("holds no secret", () => {
    const kinds: string[] = manifests.map(({ kind }) => kind);
    expect(kinds).not.toContain("Secret");
    for (const { container } of all) {
      for (const { name, value = "" } of container.env ?? []) {
        if (/PASSWORD|TOKEN|COOKIE/.test(name))
          expect([name, value]).toEqual([name, expect.stringMatching(/^$|\$\(\w+\)/)]);
      }
    }
  });

  it.each(all)("hardens and limits $name", ({ name, pod, container }) => {
    expect(pod).toMatchObject({
      serviceAccountName: name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: expect.any(Number),
        seccompProfile: { type: "RuntimeDefault" },
      },
    });
    expect(pod.securityContext?.runAsUser).toBeGreaterThan(0);
    for (const shared of ["hostNetwork", "hostPID", "hostIPC"] as const) expect(pod[shared] ?? false).toBe(false);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    for (const kind of ["requests", "limits"] as const) {
      expect(container.resources?.[kind]).toEqual({
        cpu: expect.any(String),
        memory: expect.stringMatching(/^\d+[MG]i$/),
      });
    }
    expect(container.image).toMatch(/^[a-z/]+:\d+\.\d+[\w.-]*$/);
    const account = ofKind(manifests, "ServiceAccount").find((each) => nameOf(each) === name);
    expect(account?.automountServiceAccountToken).toBe(false);
  });

  it.each(all)("watches $name by ports that it has", ({ container }) => {
    const ports = container.ports?.map((port) => port.name);
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(probe?.httpGet?.path ?? probe?.exec?.command?.at(-1)).toMatch(/\//);
      if (probe?.httpGet !== undefined) expect(ports).toContain(probe.httpGet.port);
    }
  });

  it.each(all)("mounts in $name what it has", ({ pod, container, manifest }) => {
    const claims = manifest.kind === "StatefulSet" ? (manifest.spec?.volumeClaimTemplates ?? []) : [];
    const volumes = [...(pod.volumes ?? []).map(({ name }) => name), ...claims.map((claim) => claim.metadata?.name)];
    const mounted = new Set(container.volumeMounts?.map(({ name }) => name));
    expect([...mounted].sort()).toEqual(volumes.sort());
    for (const { name, configMap, emptyDir } of pod.volumes ?? []) {
      if (emptyDir !== undefined) expect([name, emptyDir.sizeLimit]).toEqual([name, expect.any(String)]);
      else expect(ofKind(manifests, "ConfigMap").map(nameOf)).toContain(configMap?.name);
    }
  });

  it("selects by every Service pods that have its ports", () => {
    for (const service of ofKind(manifests, "Service")) {
      const selected = all.filter(({ labels }) => selects({ matchLabels: service.spec?.selector ?? {} }, labels));
      expect([nameOf(service), selected.length]).toEqual([nameOf(service), 1]);
      const ports = selected[0]?.container.ports?.map(({ name }) => name);
      for (const { targetPort } of service.spec?.ports ?? []) expect(ports).toContain(targetPort);
    }
  });

  it("gives every StatefulSet the Service that names its pods", () => {
    for (const { metadata, spec } of ofKind(manifests, "StatefulSet")) {
      expect(ofKind(manifests, "Service").map(nameOf)).toContain(spec?.serviceName);
      expect(spec?.selector.matchLabels).toEqual({ "app.kubernetes.io/name": metadata?.name });
    }
  });

  it("never updates by taking away before there is another", () => {
    for (const { metadata, spec } of ofKind(manifests, "Deployment")) {
      expect([metadata?.name, spec?.strategy?.rollingUpdate?.maxUnavailable]).toEqual([metadata?.name, 0]);
    }
  });

  it("scales what exists, by metrics that it has, and sets no number of replicas beside", () => {
    for (const { name, target, min, max, downAfterSeconds, metrics } of scalers(manifests)) {
      expect({ kind: workload(manifests, name).kind, name }).toMatchObject({ kind: target.kind, name: target.name });
      expect(workload(manifests, name).manifest.spec?.replicas).toBeUndefined();
      expect(min).toBeLessThan(max);
      expect(downAfterSeconds).toBeGreaterThanOrEqual(300);
      for (const metric of metrics) expect(textOf(`services/${name}/README.md`)).toContain(`\`${metric}`);
    }
  });

  it("scales each service one way, where there are several machines", () => {
    const scaled = scalers(manifests).map(({ name }) => name);
    expect(scaled.sort()).toEqual(overlay === "local" ? [] : OURS.filter((name) => name !== "edge"));
  });

  it("keeps replicas of what cannot be measured", () => {
    for (const { metadata, spec } of ofKind(manifests, "ScaledObject")) {
      const asked = spec.triggers.filter(({ type }) => type === "prometheus");
      expect([metadata?.name, spec.fallback?.replicas ?? 0]).toEqual([
        metadata?.name,
        asked.length === 0 ? 0 : expect.any(Number),
      ]);
      // Nothing known would be taken for nothing to do; and KEDA falls back for averages alone, and only without CPU beside.
      for (const { metadata: trigger, metricType } of asked) {
        expect([trigger["ignoreNullValues"], metricType]).toEqual(["false", "AverageValue"]);
        expect(spec.triggers).toHaveLength(asked.length);
      }
    }
  });

  it("is asked for the metrics of every service, where Prometheus is", () => {
    for (const { spec } of ofKind(manifests, "PodMonitor")) {
      const asked = all.filter(({ labels }) => selects(spec.selector, labels));
      expect(asked.map(({ name }) => name).sort()).toEqual(OURS.filter((name) => name !== "edge"));
      for (const { port, path } of spec.podMetricsEndpoints ?? []) {
        for (const { container } of asked) expect(container.ports?.map(({ name }) => name)).toContain(port);
        expect(path).toBe("/metrics");
      }
    }
    expect(ofKind(manifests, "PodMonitor")).toHaveLength(overlay === "production" ? 1 : 0);
  });

  it("leaves a replica of whatever has several when machines are drained", () => {
    const budgets = ofKind(manifests, "PodDisruptionBudget");
    const guarded = budgets.map(({ metadata, spec }) => {
      expect(all.filter(({ labels }) => selects(spec?.selector ?? {}, labels)).map(({ name }) => name)).toEqual([
        metadata?.name,
      ]);
      expect(spec?.maxUnavailable).toBe(1);
      return metadata?.name;
    });
    expect(guarded.sort()).toEqual(
      all
        .filter(hasSeveral)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it("gets the certificate that the Ingress serves", () => {
    const served = ofKind(manifests, "Ingress").flatMap(({ spec }) => spec?.tls ?? []);
    for (const { spec } of ofKind(manifests, "Certificate")) {
      expect(served).toEqual([{ hosts: spec?.dnsNames, secretName: spec?.secretName }]);
    }
    expect(ofKind(manifests, "Certificate")).toHaveLength(overlay === "production" ? 1 : 0);
  });

  it("is reached by Services that exist", () => {
    for (const { spec } of ofKind(manifests, "Ingress")) {
      expect(spec?.tls?.flatMap(({ hosts = [] }) => hosts)).toEqual(spec?.rules?.map(({ host }) => host));
      for (const { service } of spec?.rules?.flatMap(({ http }) => http?.paths.map(({ backend }) => backend) ?? []) ??
        []) {
        const target = ofKind(manifests, "Service").find((each) => nameOf(each) === service?.name);
        expect(target?.spec?.ports?.map(({ name }) => name)).toContain(service?.port?.name);
      }
    }
  });

  function hasSeveral({ name, replicas }: Workload): boolean {
    return (scalers(manifests).find((scaler) => scaler.name === name)?.min ?? replicas) > 1;
  }
});

describe("the schemas", () => {
  it("tell of a field that is unknown, missing or of another type", () => {
    const wrong = [{ slector: {} }, { ports: [{ name: "http" }] }, { clusterIP: 1 }];
    const services = wrong.map((spec) => ({ apiVersion: "v1", kind: "Service", spec }));
    expect(typeErrors(services)).toHaveLength(3);
  });
});
