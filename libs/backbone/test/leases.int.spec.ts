import { type NatsHandle, startNats } from "@gridwatch/local-stack";
import { createLogger, Readiness } from "@gridwatch/service-kit";
import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import { BackboneConnection } from "../src/backbone.connection.js";
import { Leases } from "../src/leases.js";
import { NatsConfig } from "../src/nats.config.js";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let nats: NatsHandle;
let replicas: Replica[];
/** What the replicas were warned of, for whoever has to find out why nobody holds the lease. */
let warnings: string[];

/** A replica that notes when it holds the lease of the task. */
class Replica {
  holds = false;
  terms = 0;
  private readonly stopping = new AbortController();
  private readonly connection: BackboneConnection;
  private readonly running: Promise<void>;

  constructor() {
    const config = Object.assign(new NatsConfig(), {
      url: nats.url,
      user: nats.credentials.username,
      password: nats.credentials.password,
    });
    const logger = Object.assign(createLogger("test", "fatal"), {
      warn: ({ err }: { err?: Error }, message: string) => warnings.push(`${message}: ${err}`),
    });
    this.connection = new BackboneConnection(config, new Readiness(), logger);
    this.connection.onModuleInit();
    this.running = new Leases(this.connection, config, logger).whileHeld("task", this.stopping.signal, async (held) => {
      this.holds = true;
      this.terms++;
      await new Promise<void>((resolve) => held.addEventListener("abort", () => resolve()));
      this.holds = false;
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.connection.onApplicationShutdown();
  }

  /** Cuts it off from the backbone, as a death would. */
  async cutOff(): Promise<void> {
    const { nc } = await this.connection.ready();
    await nc.close();
  }
}

beforeEach(async () => {
  directory = await temporaryDirectory("leases");
  nats = await startNats({ dir: directory.path });
  warnings = [];
  replicas = [new Replica(), new Replica(), new Replica()];
});

afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await nats.stop();
  await directory.remove();
});

const holders = () => replicas.filter(({ holds }) => holds);

async function theHolder(): Promise<Replica> {
  return eventually(
    () => {
      const [holder, ...others] = holders();
      expect(others).toEqual([]);
      if (holder === undefined) throw new Error(`nobody holds the lease; ${warnings.join("; ")}`);
      return holder;
    },
    // A lease that was taken and then lost has to run out.
    { timeoutMs: 30_000 },
  );
}

describe("a lease", () => {
  it("is held by one replica, passed on when that leaves, and within ten seconds when it is cut off", async () => {
    const first = await theHolder();
    await first.stop();
    const second = await theHolder();
    expect(second).not.toBe(first);
    await second.cutOff();
    await eventually(async () => expect(await theHolder()).not.toBe(second), { timeoutMs: 10_000 });
    expect(second.holds).toBe(false);
  });

  it("is kept through a short outage of the backbone", async () => {
    const holder = await theHolder();
    await nats.kill();
    await nats.restart();
    await eventually(() => expect(holders()).toHaveLength(1));
    expect(await theHolder()).toBe(holder);
    expect(holder.terms).toBe(1);
  });
});
