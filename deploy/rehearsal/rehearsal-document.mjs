const row = (cells) => `| ${cells.join(" | ")} |`;
const number = (value) => value.toLocaleString("en");
const seconds = (ms) => (ms / 1_000).toFixed(1);
const megabytes = (bytes) => Math.round(bytes / 2 ** 20);

function table(heads, rows) {
  return [row(heads), row(heads.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(row)].join("\n");
}

function aboutMemory({ cgroups, refusal } = { cgroups: "none", refusal: "nothing was rehearsed" }) {
  return cgroups === "none"
    ? `**No control group could be made here** (${refusal}): what is resident of each container's first process was looked at four times a second, and a container over its limit ended. The working set is what is resident, the peak the most of it.`
    : `The kernel held each pod to its memory limit, in a control group of its own (version ${cgroups}) that its process entered before it ran; the stand-ins too. As in a cluster the page cache counts: the peak holds what a server wrote to files and
read from them until the kernel needed the room, up to the limit, and says little of what it needs. The working set leaves out what the kernel could have dropped at once, as \`kubectl top\` does; it was looked at four times a second. Neither holds the pages of programs and libraries that were in memory before: what is resident is more.`;
}

const SERVERS = ["emqx", "nats", "influxdb"];

/** Our own first, in the order of the first phase. */
function measured([first]) {
  const names = Object.keys(first?.cpuSeconds ?? {});
  return [...names.filter((name) => !SERVERS.includes(name)), ...SERVERS];
}

const micros = (seconds) => number(Math.round(seconds * 1e7) / 10);

function cpuTable(phases) {
  const rows = measured(phases).map((name) => [
    `\`${name}\``,
    ...phases.map(({ cpuSeconds, published }) => micros(cpuSeconds[name] / published)),
  ]);
  return table(["workload", ...phases.map((_, i) => i + 1)], rows);
}

/** The phase before the first of them has the same load alone. */
function aboutLooks(phases) {
  const looks = phases.filter(({ look }) => look !== undefined);
  const before = phases.indexOf(looks[0]) - 1;
  if (before < 0) return "";
  const alone = phases[before];
  const answering = [...new Set(looks.flatMap(({ look }) => look.by))];
  const rows = looks.map(({ look, published, cpuSeconds }) => [
    look.what,
    number(look.times),
    number(Math.round(look.bytes / look.times / 1_000)),
    ...answering.map((name) =>
      look.by.includes(name)
        ? micros((cpuSeconds[name] - (alone.cpuSeconds[name] / alone.published) * published) / look.times)
        : "–",
    ),
  ]);
  const heads = answering.map((name) => `\`${name}\` µs each`);
  return `What it costs to look, beyond what a reading took in ${before + 1}, of those who answer. InfluxDB rolls up besides, ever more as time goes on:

${table(["", "times", "kB each", ...heads], rows)}`;
}

/** What docs/rehearsal.md says, from the lines that a rehearsal reported. */
export function rehearsalDocument(report, { overlay, commit, machine, isRoot }) {
  const of = (kind) => report.filter((line) => line.kind === kind);
  const phases = of("phase").map(({ title, published, stored, missing, duplicated, seconds: took }, index) => [
    `${index + 1}. ${title}`,
    ...[published, stored, missing, duplicated, took].map(number),
  ]);
  const workloads = of("workload").map((line) => [
    `\`${line.name}\``,
    line.pods,
    line.failedProbes,
    seconds(line.readyMs),
    seconds(line.drainMs),
    line.graceMs / 1_000,
    megabytes(line.workingSetBytes),
    megabytes(line.peakBytes),
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

${table(["workload", "pods", "single probes failed", "ready after s", "SIGTERM to end s", "grace s", "working set MB", "peak MB", "limit MB"], workloads)}

${aboutMemory(of("memory")[0])}

User and system time of all pods of a workload, µs for each reading published; at 1,000 readings/s, as in all but 3, these are thousandths of a core. A pod's last quarter of a second is not counted.

${cpuTable(of("phase"))}

${aboutLooks(of("phase"))}
${
  scaling.length === 0
    ? ""
    : `
Replicas as the rules of \`components/autoscaling\` ask for them from the metrics of the running pods, with the rules' times divided by ${of("scaling")[0].times} and their CPU by ${of("scaling")[0].cores} and at most ${of("scaling")[0].ceiling} replicas, or two cores and some
minutes would not come by them; seconds since they began to be looked at, with one replica of each:

${table(["workload", "rule", "replicas"], scaling)}
`
}
## What it does not show

- Servers: mosquitto stands in for EMQX (with a stand-in for its API, which tells what mosquitto holds), InfluxDB 1.x for 2.7, and nginx is started by the local runner, not by its image; their probes ask whether they listen (nginx: what the manifest asks), and they run as the user who started the rehearsal. NATS runs by its own command and configuration, in the release that is
  installed here.
- Images are not run: the services' code is the one that was built here, on this machine's Node, where the image has its own.
- CPU limits, read-only roots, seccomp profiles and network policies are not applied${isRoot ? "" : "; the processes ran as the user who started the rehearsal"}.
- The broker is never deleted: what it holds for who is away is lost with it ([deploy/docker](../deploy/docker/README.md)).
`;
}
