import { eventually, temporaryDirectory } from "@gridwatch/testkit";
import mqtt from "mqtt";
import { askSessionMessages } from "../../services/ingest/src/broker-api.js";
import { Addresses } from "./addresses.js";
import { startEmqxStandIn } from "./emqx-stand-in.js";

const ENV = {
  MQTT_INGEST_PASSWORD: "password-of-ingest",
  MQTT_DEVICE_PASSWORD: "password-of-devices",
  DASHBOARD_PASSWORD: "password-of-the-dashboard",
  MQTT_API_SECRET: "secret-of-the-api-key",
};
/** mosquitto publishes some forty figures of itself, which it counts here as retained and there as stored, not always at the same moment. */
const OWN = 10;

it("the stand-in for EMQX tells what mosquitto really holds, and stops with it", async () => {
  const directory = await temporaryDirectory("emqx-stand-in");
  const host = new Addresses().take();
  const emqx = await startEmqxStandIn({ host, dir: directory.path }, ENV);
  const api = { url: `http://${host}:18083`, key: "ingest", secret: ENV.MQTT_API_SECRET };
  const held = async () => (await askSessionMessages(api, "ingest-0")).queued;
  const session = { clientId: "replica", clean: false, ...emqx.credentials("ingest") };
  const device = await mqtt.connectAsync(emqx.url, emqx.credentials("device"));
  try {
    const replica = await mqtt.connectAsync(emqx.url, session);
    await replica.subscribeAsync("sensors/#", { qos: 1 });
    await replica.endAsync();
    await Promise.all(
      Array.from({ length: 500 }, (_, n) => device.publishAsync("sensors/unit-1/telemetry", `${n}`, { qos: 1 })),
    );
    await eventually(async () => expect(Math.abs((await held()) - 500)).toBeLessThanOrEqual(OWN));
    expect(await askSessionMessages(api, "ingest-1")).toEqual({ queued: 0, inFlight: 0 });
    const back = await mqtt.connectAsync(emqx.url, session);
    await eventually(async () => expect(await held()).toBeLessThanOrEqual(OWN));
    await back.endAsync();
  } finally {
    await device.endAsync();
    await emqx.stop();
  }
  await eventually(() => expect(askSessionMessages(api, "ingest-0")).rejects.toThrow("fetch failed"));
  await directory.remove();
});
