const row = (cells) => `| ${cells.join(" | ")} |`;
const number = (value) => value.toLocaleString("en");
const seconds = (ms) => (ms / 1_000).toFixed(1);
const megabytes = (bytes) => Math.round(bytes / 2 ** 20);

function table(heads, rows) {
  return [row(heads), row(heads.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(row)].join("\n");
}

/** What docs/rehearsal.md says, from the lines that a rehearsal reported. */
export function rehearsalDocument(report, { overlay, commit, machine, isRoot }) {
  const of = (kind) => report.filter((line) => line.kind === kind);
  const phases = of("phase").map(({ title, published, stored, missing, duplicated, seconds: took }) => [
    title,
    ...[published, stored, missing, duplicated, took].map(number),
  ]);
  const workloads = of("workload").map((line) => [
    `\`${line.name}\``,
    line.pods,
    line.failedProbes,
    seconds(line.readyMs),
    seconds(line.drainMs),
    line.graceMs / 1_000,
    megabytes(line.memoryBytes),
    megabytes(line.memoryLimitBytes),
  ]);
  const scaling = of("scaling").map(({ workload, rule, steps }) => [`\`${workload}\``, rule, steps]);
  return `# A rehearsal of the overlay \`${overlay}\`

What \`npm run k8s:rehearse -- --overlay ${overlay}\` found on ${new Date().toISOString().slice(0, 10)} at ${commit}, on ${machine}. **No cluster was at hand**: each pod of the rendered manifests ran as a process of this machine. Of each it takes
command and arguments, environment with ConfigMaps and Secrets filled in, ports (every pod and every Service has a loopback address of its own), probes with their periods and thresholds, memory limit,
\`preStop\`, SIGTERM and grace period${isRoot ? ", user and group, without capabilities" : ""}. A Service sends connections to its ready pods alone.

While units reported at QoS 1, sending again what was not acknowledged, the following was done. Afterwards every reading was looked up in InfluxDB and among the dead letters, the accounts were compared, and in no phase did a pod
lose its readiness, fail a liveness probe, exceed its memory limit or its grace period, or restart by itself: the rehearsal fails otherwise.

${table(["what was done", "published", "stored", "missing", "duplicated", "seconds"], phases)}

Of all pods together, at most:

${table(["workload", "pods", "single probes failed", "ready after s", "SIGTERM to end s", "grace s", "memory MB", "limit MB"], workloads)}
${
  scaling.length === 0
    ? ""
    : `
Replicas as the rules of \`components/autoscaling\` ask for them from the metrics of the running pods, with the rules' times divided by ${of("scaling")[0].times} and their CPU by ${of("scaling")[0].cores}, or two cores and some
minutes would not come by them; seconds since they began to be looked at, with one replica of each:

${table(["workload", "rule", "replicas"], scaling)}
`
}
## What it does not show

- Servers: mosquitto stands in for EMQX (with a stand-in for its API, which tells what mosquitto holds), InfluxDB 1.x for 2.7, and nginx is started by the local runner, not by its image; their probes ask whether they listen (nginx: what the manifest asks), and they run as the user who started the rehearsal. NATS runs by its own command and configuration, in the release that is
  installed here.
- Images are not run: the services' code is the one that was built here, on this machine's Node, where the image has its own.
- The memory limit is watched four times a second and not enforced by a cgroup. CPU limits, read-only roots, seccomp profiles and network policies are not applied${isRoot ? "" : "; the processes ran as the user who started the rehearsal"}.
- The broker is never deleted: what it holds for who is away is lost with it ([deploy/docker](../deploy/docker/README.md)).
`;
}
