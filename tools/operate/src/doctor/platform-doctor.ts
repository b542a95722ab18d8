import { statfs } from "node:fs/promises";
import { askAll, type Backbone, connectBackbone, type NatsConfig } from "@gridwatch/backbone";
import { INSTANCES_SUBJECT, type ServiceInstance } from "@gridwatch/contracts";
import { isAtLeast } from "../version.js";
import { Examination, type Finding, fault, ok, type Said, warning } from "./finding.js";

/** As in package.json. */
const OLDEST_NODE = "20.19";

const SERVICES = ["analytics", "ingest", "predict", "realtime", "storage"];

const ATTEMPTS = 4;

const FULL = 0.95;
const NEARLY_FULL = 0.85;

/** Looks at the machine that this runs on. @param data folder of the servers' data, if they are here */
export async function examineMachine(data: string | undefined): Promise<Finding[]> {
  const machine = new Examination("machine");
  await machine.check("Node.js", "", () =>
    isAtLeast(process.version, OLDEST_NODE)
      ? ok(process.version)
      : fault(`${process.version} is older than ${OLDEST_NODE}`, `install Node.js ${OLDEST_NODE} or newer`),
  );
  if (data !== undefined) {
    await machine.check("disk", "let this user see the data folder", async () => {
      const { blocks, bavail, bsize } = await statfs(data);
      return diskState(bavail * bsize, blocks * bsize);
    });
  }
  return machine.findings;
}

export function diskState(free: number, size: number): Said {
  const says = `${(free / 1024 ** 3).toFixed(1)} GiB of ${(size / 1024 ** 3).toFixed(1)} GiB are free`;
  const todo = "free some, or move the data: a database without room refuses readings, which then wait";
  if (free < (1 - FULL) * size) return fault(says, todo);
  return free < (1 - NEARLY_FULL) * size ? warning(says, todo) : ok(says);
}

/** The services that there are: nobody sends to a central platform. */
function servicesOf({ isCentral }: NatsConfig): string[] {
  return SERVICES.filter((name) => !isCentral || name !== "ingest");
}

/** Asks every service how it does. Finds nothing where NATS cannot be reached: its own findings tell. */
export async function examineServices(config: NatsConfig): Promise<Finding[]> {
  const services = new Examination("services");
  const backbone = await connectBackbone(config).catch(() => undefined);
  if (backbone === undefined) return [];
  try {
    const names = servicesOf(config);
    const instances = await allInstances(backbone, names);
    for (const name of names) {
      const own = instances.filter(({ service }) => service === name);
      await services.check(name, "", () => serviceState(own));
    }
    await services.check("versions", "", () => versions(instances));
  } finally {
    await backbone.nc.close();
  }
  return services.findings;
}

/** Asks again while a service is missing: one that is busy may answer too late to be waited for. */
async function allInstances(backbone: Backbone, names: readonly string[]): Promise<ServiceInstance[]> {
  const byLife = new Map<string, ServiceInstance>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    for (const instance of await askAll<ServiceInstance>(backbone, INSTANCES_SUBJECT))
      byLife.set(instance.life, instance);
    const found = new Set([...byLife.values()].map(({ service }) => service));
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
  if (ready < instances.length) return fault(says, "see what it says of its servers, and its log");
  return problems.length === 0 ? ok(says) : warning(says, "see what it says of its servers, and its log");
}

export function versions(instances: readonly ServiceInstance[]): Said {
  const found = [...new Set(instances.map(({ version }) => version))].sort();
  if (found.length <= 1) return ok(found[0] ?? "nobody answers");
  return warning(`${found.join(" and ")} run side by side`, "finish the upgrade: see docs/operations.md, Upgrading");
}
