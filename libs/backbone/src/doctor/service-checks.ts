import { INSTANCES_SUBJECT, type ServiceInstance } from "@gridwatch/contracts";
import {
  clockSkew,
  type Examination,
  fault,
  nodeState,
  ok,
  type Said,
  unknown,
  warning,
  worst,
} from "@gridwatch/doctor";
import { askAll } from "../ask-all.js";
import type { Backbone } from "../connect.js";
import type { NatsConfig } from "../nats.config.js";

const SERVICES = ["analytics", "ingest", "predict", "realtime", "storage"];

/** The services that there are: nobody sends to a central platform. */
function servicesOf({ isCentral }: NatsConfig): string[] {
  return SERVICES.filter((name) => !isCentral || name !== "ingest");
}

const ATTEMPTS = 3;

const LOOK_AT_IT = "see what it says of its servers, and its log";

/** An instance's answer, which it gave at some time in between. Epoch milliseconds of this machine. */
export interface HeardInstance {
  instance: ServiceInstance;
  asked: number;
  answered: number;
}

/** Asks every service how it does. */
export async function checkServices(services: Examination, backbone: Backbone, config: NatsConfig): Promise<void> {
  const names = servicesOf(config);
  const hearing = allInstances(backbone, names);
  const instances = hearing.then((heard) => heard.map(({ instance }) => instance));
  const checks = names.map((name) =>
    services.check(name, LOOK_AT_IT, async () =>
      serviceState((await instances).filter(({ service }) => service === name)),
    ),
  );
  await Promise.all([
    ...checks,
    services.check("versions", LOOK_AT_IT, async () => versions(await instances)),
    services.check("Node.js", LOOK_AT_IT, async () => nodeState((await instances).map(({ runtime }) => runtime))),
    services.check("clocks", LOOK_AT_IT, async () => clocks(await hearing)),
  ]);
}

/** Asks again while a service is missing: one that is busy may answer too late to be waited for. */
async function allInstances(backbone: Backbone, names: readonly string[]): Promise<HeardInstance[]> {
  const byLife = new Map<string, HeardInstance>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const asked = Date.now();
    const instances = await askAll<ServiceInstance>(backbone, INSTANCES_SUBJECT);
    const answered = Date.now();
    for (const instance of instances) byLife.set(instance.life, { instance, asked, answered });
    const found = new Set([...byLife.values()].map(({ instance }) => instance.service));
    if (names.every((name) => found.has(name))) break;
  }
  return [...byLife.values()];
}

export function serviceState(instances: readonly ServiceInstance[]): Said {
  if (instances.length === 0) return fault("no instance answers", "start it, and look at its log");
  const problems = instances
    .flatMap(({ checks }) => Object.entries(checks))
    .filter(([, state]) => state !== "ok")
    .map(([part, state]) => `${part}: ${state}`);
  const ready = instances.filter((instance) => instance.ready).length;
  const says = [`${ready} of ${instances.length} ready`, ...new Set(problems)].join("; ");
  if (ready < instances.length) return fault(says, LOOK_AT_IT);
  return problems.length === 0 ? ok(says) : warning(says, LOOK_AT_IT);
}

export function versions(instances: readonly ServiceInstance[]): Said {
  const found = [...new Set(instances.map(({ version }) => version))].sort();
  if (found.length <= 1) return ok(found[0] ?? "nobody answers");
  return warning(`${found.join(" and ")} run side by side`, "finish the upgrade: see docs/operations.md, Upgrading");
}

/** How far the clocks of the instances' machines are from this one's. */
export function clocks(heard: readonly HeardInstance[]): Said {
  const told = heard.flatMap(({ instance: { service, at }, asked, answered }) =>
    at === undefined ? [] : [{ service, ...clockSkew(Date.parse(at), asked, answered, 0) }],
  );
  const off = told.filter(({ verdict }) => verdict !== "ok");
  const { verdict, todo } = worst(off) ?? {};
  if (verdict !== undefined && todo !== undefined) {
    return { verdict, says: off.map(({ service, says }) => `${service}: ${says}`).join("; "), todo };
  }
  if (told.length === 0) return unknown("no instance tells its time");
  const toWithinMs = Math.max(...heard.map(({ asked, answered }) => answered - asked));
  return ok(`those of ${told.length} instances agree with this machine's, as far as ${toWithinMs} ms can tell`);
}
