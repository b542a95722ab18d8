import {
  BACKBONE_UNREACHED,
  type BackboneConnection,
  checkBackbone,
  checkServices,
  type Findings,
  type NatsConfig,
} from "@gridwatch/backbone";
import type { Finding, InstanceFindings, PlatformReadiness, UnseenCheck } from "@gridwatch/contracts";
import { checkDisk, Examination, fault, ok } from "@gridwatch/doctor";
import { checkReached, checkReading, type InfluxConnection } from "@gridwatch/telemetry-store";
import type { Answer, AnswerCache } from "./answer-cache.js";
import { toldFindings } from "./told-findings.js";

/** However many look again and again, the servers are asked no more often. */
const KEPT_MS = 5_000;

/** In the order in which readings pass them. */
const PARTS = ["broker", "NATS", "InfluxDB", "services", "machine"];

const IS_LOGGED =
  "it takes an attempt that the server refuses and logs, which a page that anybody may load does not make";

const UNSEEN: readonly UnseenCheck[] = [
  { part: "broker", check: "anonymous", why: IS_LOGGED },
  { part: "broker", check: "may do no more", why: IS_LOGGED },
  { part: "NATS", check: "anonymous", why: IS_LOGGED },
  { part: "InfluxDB", check: "anonymous", why: IS_LOGGED },
];

const DISK_UNSEEN: UnseenCheck = {
  part: "machine",
  check: "disk",
  why: "the servers' data are not on the machine of this service, or ANALYTICS_SERVERS_DATA does not say where",
};

/** Looks at the platform as `npm run doctor` does: at what this service's accounts may see itself, at the rest by the other services. */
export class PlatformDoctor {
  /** @param dataFolder where the servers' data are on this machine; empty when they are elsewhere */
  constructor(
    private readonly connection: BackboneConnection,
    private readonly findings: Findings,
    private readonly influx: InfluxConnection,
    private readonly answers: AnswerCache,
    private readonly nats: NatsConfig,
    private readonly dataFolder: string,
  ) {}

  /** A `PlatformReadiness`, 5 s old at most. Given whatever is down, within 13 s. */
  answer(): Promise<Answer> {
    return this.answers.get(
      "readiness",
      () => this.examine(),
      () => KEPT_MS,
    );
  }

  private async examine(): Promise<PlatformReadiness> {
    const [told, ...own] = await Promise.all([this.told(), this.backbone(), this.database(), this.machine()]);
    const seen = own.flat().map((finding) => ({ ...finding, by: "analytics" }));
    const findings = [...seen, ...toldFindings(told)];
    return {
      at: new Date().toISOString(),
      findings: PARTS.flatMap((wanted) => findings.filter(({ part }) => part === wanted)),
      unseen: [
        ...UNSEEN.filter(({ part }) => !this.nats.isCentral || part !== "broker"),
        ...(this.dataFolder === "" ? [DISK_UNSEEN] : []),
      ],
    };
  }

  private async told(): Promise<InstanceFindings[]> {
    if (!this.connection.connected) return [];
    return this.findings.ask().catch(() => []);
  }

  private async backbone(): Promise<Finding[]> {
    const nats = new Examination("NATS");
    const services = new Examination("services");
    // Waiting for the connection would last as long as NATS is away.
    const { connected } = this.connection;
    await nats.check("reached", BACKBONE_UNREACHED, () =>
      connected ? ok("with JetStream") : fault("there is no connection to it", BACKBONE_UNREACHED),
    );
    if (connected) {
      const backbone = await this.connection.ready();
      await Promise.all([checkBackbone(nats, backbone, this.nats), checkServices(services, backbone, this.nats)]);
    }
    return [...(await nats.findings()), ...(await services.findings())];
  }

  private async database(): Promise<Finding[]> {
    const influx = new Examination("InfluxDB");
    if (await checkReached(influx, this.influx)) await checkReading(influx, this.influx);
    return influx.findings();
  }

  private async machine(): Promise<Finding[]> {
    const machine = new Examination("machine");
    if (this.dataFolder !== "") await checkDisk(machine, this.dataFolder);
    return machine.findings();
  }
}
