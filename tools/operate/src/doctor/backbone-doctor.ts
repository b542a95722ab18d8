import {
  BACKBONE_UNREACHED,
  checkBackbone,
  checkMayWriteReadings,
  checkServices,
  connectBackbone,
  type NatsConfig,
} from "@gridwatch/backbone";
import type { Finding } from "@gridwatch/contracts";
import { Examination, ok, type Said, unknown, warning } from "@gridwatch/doctor";
import { connect } from "@nats-io/transport-node";

const ANSWER_WITHIN_MS = 3_000;

/** Looks at NATS, and over it at the services. Changes nothing but a consumer that is gone again at once. */
export async function examineBackbone(config: NatsConfig): Promise<Finding[]> {
  const nats = new Examination("NATS");
  const services = new Examination("services");
  const connecting = connectBackbone(config);
  const reached = await nats.check("reached", BACKBONE_UNREACHED, async () => {
    const { nc } = await connecting;
    return ok(`${nc.getServer()} with JetStream`);
  });
  if (reached) {
    const backbone = await connecting;
    await Promise.all([
      nats.check("anonymous", "", () => anonymous(config)),
      checkMayWriteReadings(nats, backbone, config),
      checkBackbone(nats, backbone, config),
      checkServices(services, backbone, config),
    ]);
  }
  // Also one that was reached too late.
  void connecting.then(({ nc }) => nc.close()).catch(() => undefined);
  return [...(await nats.findings()), ...(await services.findings())];
}

async function anonymous({ url }: NatsConfig): Promise<Said> {
  try {
    const nc = await connect({ servers: url.split(","), timeout: ANSWER_WITHIN_MS, maxReconnectAttempts: 0 });
    await nc.close();
    return warning("it lets in whoever reaches it", "give it accounts: authorization in nats-server's configuration");
  } catch (error) {
    const { message } = error as Error;
    return /authori[sz]|authentic/i.test(message) ? ok("who has no account is refused") : unknown(message);
  }
}
