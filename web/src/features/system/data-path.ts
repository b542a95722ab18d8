import { type RegionStatus, type ServiceInstance, type SystemReport, TELEMETRY_STREAM } from "@gridwatch/contracts";
import type { Accounts } from "../../api/system.query.js";
import { formatCount, formatShare, formatSpan } from "../../ui/format.js";
import { serviceRate, totalRate } from "./rates.js";

/** One hop of the data path, from the devices to the screen. */
export interface Hop {
  name: string;
  /** What it does with a reading. */
  task: string;
  /** Readings per second; `undefined` while it is not known. */
  rate: number | undefined;
  facts: readonly string[];
  /** What is wrong with it, each with what to do; empty when nothing is. */
  problems: readonly string[];
}

/** A consumer whose oldest message waits for longer does not keep up. */
const LATE_SECONDS = 10;
/** A stream this full is about to refuse. */
const NEARLY_FULL = 0.9;

/** @param accounts `undefined` while they are not known: hops then have no rates */
export function dataPath(system: SystemReport, accounts: Accounts | undefined): Hop[] {
  const browsers = countOfService(accounts, "realtime", "clients");
  const { regions } = system.backbone;
  return [
    ...(regions === undefined ? intakeHops(system, accounts) : [regionsHop(regions, accounts)]),
    streamHop(system, accounts),
    {
      name: "Storage",
      task: "writes to the database",
      rate: accounts && serviceRate(accounts, "storage", "stored"),
      facts: [instancesText(instancesOf(system, "storage")), ...lagText(system)],
      problems: [...serviceProblems(system, "storage", []), ...lagProblems(system)],
    },
    {
      name: "InfluxDB",
      task: "keeps the history",
      rate: accounts && totalRate(accounts, "stored"),
      facts: system.database.version === null ? [] : [`version ${system.database.version}`],
      problems:
        system.database.problem === null
          ? []
          : [`${system.database.problem}. Readings wait in the stream; nothing is lost while it has room.`],
    },
    {
      name: "Realtime",
      task: "shows the newest to browsers",
      rate: accounts && serviceRate(accounts, "realtime", "received"),
      facts: [
        instancesText(instancesOf(system, "realtime")),
        ...(browsers === undefined ? [] : [countOf(browsers, "client")]),
      ],
      problems: serviceProblems(system, "realtime", []),
    },
  ];
}

/** How readings come in where units send them. */
function intakeHops(system: SystemReport, accounts: Accounts | undefined): Hop[] {
  const ingest = instancesOf(system, "ingest");
  const held = countOfService(accounts, "ingest", "held");
  return [
    {
      name: "Broker",
      task: "takes messages from devices",
      rate: accounts && serviceRate(accounts, "ingest", "received"),
      facts: [
        `${countOf(ingest.filter(({ checks }) => checks["broker"] === "ok").length, "session")} of ingest`,
        `version ${system.broker?.version ?? "not known"}`,
      ],
      problems:
        ingest.length === 0 || !system.broker?.problem
          ? []
          : [`ingest says: ${system.broker.problem}. See that the broker runs; devices keep what it has not taken.`],
    },
    {
      name: "Ingest",
      task: "decodes, times and checks",
      rate: accounts && serviceRate(accounts, "ingest", "published"),
      facts: [instancesText(ingest), ...(held === undefined ? [] : [`${countOf(held, "reading")} held`])],
      problems: serviceProblems(system, "ingest", ["broker"]),
    },
  ];
}

/** How they come in on a central platform. */
function regionsHop(regions: readonly RegionStatus[], accounts: Accounts | undefined): Hop {
  const pending = regions.reduce((sum, region) => sum + region.pending, 0);
  return {
    name: "Regions",
    task: "hand over what their units send",
    rate: accounts && totalRate(accounts, "published"),
    // Without the backbone none can be asked.
    facts: regions.length === 0 ? [] : [countOf(regions.length, "region"), `${countOf(pending, "message")} to gather`],
    problems: regions
      .filter(({ problem }) => problem !== null)
      .map(({ name, problem }) => `${name}: ${problem}. See that its link is up; its readings wait there.`),
  };
}

function countOfService(accounts: Accounts | undefined, service: string, name: string): number | undefined {
  return accounts?.report.services.find((one) => one.service === service)?.counts[name];
}

function instancesOf({ services }: SystemReport, wanted: string): ServiceInstance[] {
  return services.filter(({ service }) => service === wanted);
}

function instancesText({ length }: readonly ServiceInstance[]): string {
  return countOf(length, "instance");
}

function countOf(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}

/** @param elsewhere parts whose state stands with another hop */
function serviceProblems(system: SystemReport, service: string, elsewhere: readonly string[]): string[] {
  // Without the backbone nobody can be asked, which says nothing of the services.
  if (system.backbone.problem !== null) return [];
  const instances = instancesOf(system, service);
  if (instances.length === 0) return [`no instance answers. Start ${service}, or read its log.`];
  return instances.flatMap(({ life, checks }) =>
    Object.entries(checks)
      .filter(([part, state]) => state !== "ok" && !elsewhere.includes(part))
      .map(([part, state]) => `${part} of ${life}: ${state}`),
  );
}

function streamHop({ backbone }: SystemReport, accounts: Accounts | undefined): Hop {
  const stream = backbone.streams.find(({ name }) => name === TELEMETRY_STREAM.name);
  const full = stream === undefined || stream.maxBytes === null ? undefined : stream.bytes / stream.maxBytes;
  return {
    name: "NATS JetStream",
    task: "holds readings until they are stored",
    rate: accounts && totalRate(accounts, "published"),
    facts: full === undefined ? [] : [full < 0.01 ? "under 1 % full" : `${formatShare(full)} full`],
    problems: [
      ...(backbone.problem === null
        ? []
        : [`${backbone.problem}. See that NATS runs; the broker keeps what comes meanwhile.`]),
      ...(full !== undefined && full >= NEARLY_FULL
        ? ["nearly full: it will refuse readings, which then stay with the broker. See that storage keeps up."]
        : []),
    ],
  };
}

function telemetryLag({ backbone }: SystemReport) {
  return backbone.consumers.find(({ stream }) => stream === TELEMETRY_STREAM.name);
}

function lagText(system: SystemReport): string[] {
  const lag = telemetryLag(system);
  if (lag === undefined) return [];
  const { pending, oldestSeconds } = lag;
  const age = pending === 0 || oldestSeconds === null ? "" : `, the oldest ${formatSpan(1_000 * oldestSeconds)} old`;
  return [`${countOf(pending, "message")} waiting${age}`];
}

function lagProblems(system: SystemReport): string[] {
  const { oldestSeconds = null } = telemetryLag(system) ?? {};
  return oldestSeconds !== null && oldestSeconds > LATE_SECONDS
    ? ["behind: the newest readings are not in the history yet. More instances help, or a faster database."]
    : [];
}
