import { readFileSync } from "node:fs";
import type { Finding } from "@gridwatch/contracts";
import { Examination, fault, ok, type Said, unknown, warning } from "@gridwatch/doctor";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { DoctorConfig } from "./doctor-config.js";

const ANSWER_WITHIN_MS = 5_000;

const UNREACHED =
  "see that it runs, that MQTT_URL is its address from here, and that MQTT_USERNAME and MQTT_PASSWORD are ingest's";

/** Where readings come in, and where no reading has ever come: what is published there means nothing to anybody. */
const READABLE = "sensors/gridwatch-doctor/none";
const FOREIGN = "gridwatch-doctor/none";

/** Looks at the broker by a session of its own that is gone at once. It takes no reading from ingest. */
export async function examineBroker({ broker }: DoctorConfig): Promise<Finding[]> {
  const examination = new Examination("broker");
  const opening = open(broker, { username: broker.username, password: broker.password });
  const reached = await examination.check("reached", UNREACHED, async () => {
    await opening;
    return ok("it lets ingest in");
  });
  if (reached) {
    const own = await opening;
    await examination.check("may read", "let ingest read sensors/#", async () => {
      const [granted] = await own.subscribeAsync(READABLE, { qos: 1 });
      return granted?.qos === 1
        ? ok("readings, at QoS 1")
        : fault("it may not subscribe to readings", "let ingest read sensors/#");
    });
    await examination.check("may do no more", "", () => leastPrivilege(own));
    await examination.check("anonymous", "", () => anonymous(broker));
  }
  // Also one that was opened too late.
  void opening.then((client) => client.endAsync(true)).catch(() => undefined);
  return examination.findings();
}

async function open({ url, caFile }: DoctorConfig["broker"], account: Pick<IClientOptions, "username" | "password">) {
  return mqtt.connectAsync(
    url,
    {
      ...(account.username === "" ? {} : account),
      ...(caFile === "" ? {} : { ca: readFileSync(caFile) }),
      protocolVersion: 5,
      clean: true,
      connectTimeout: ANSWER_WITHIN_MS,
      reconnectPeriod: 0,
    },
    false,
  );
}

/** Some brokers refuse by a reason, and some by breaking the connection. */
async function leastPrivilege(client: MqttClient): Promise<Said> {
  try {
    await client.publishAsync(FOREIGN, "", { qos: 1 });
  } catch (error) {
    const { message } = error as Error;
    return /not authorized/i.test(message) || !client.connected ? ok("it may not publish") : unknown(message);
  }
  return warning(
    "ingest's account may publish",
    "let ingest read sensors/# and the broker's version, and nothing else, as deploy/local/mosquitto.acl does",
  );
}

async function anonymous(broker: DoctorConfig["broker"]): Promise<Said> {
  try {
    const client = await open(broker, { username: "" });
    await client.endAsync(true);
    return warning(
      "it lets in whoever reaches it",
      "give devices accounts: allow_anonymous false in mosquitto.conf, or authentication in EMQX",
    );
  } catch (error) {
    const { message } = error as Error;
    return /not authorized|bad user|refused/i.test(message) ? ok("who has no account is refused") : unknown(message);
  }
}
