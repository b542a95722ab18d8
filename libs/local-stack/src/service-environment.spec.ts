import type { PlatformSecrets } from "./platform-secrets.js";
import { serviceEnvironment } from "./service-environment.js";

const account = (username: string) => ({ username, password: `${username}-password` });
const secrets: PlatformSecrets = {
  mqtt: { ingest: "ingest-mqtt", device: "device-mqtt", simulator: "simulator-mqtt" },
  nats: account("gridwatch"),
  influx: { admin: account("admin"), storage: account("storage"), analytics: account("analytics") },
};
const urls = { mqtt: "mqtt://m", nats: "nats://n", influx: "http://i" };

describe("a service's environment", () => {
  it("names an ingest instance to the broker by its own name", () => {
    expect(serviceEnvironment("ingest-1", urls, "gridwatch", secrets)).toMatchObject({
      MQTT_URL: "mqtt://m",
      MQTT_CLIENT_ID: "ingest-1",
      MQTT_PASSWORD: "ingest-mqtt",
    });
  });

  it("lets no service know an account that is not its own", () => {
    for (const instance of ["ingest-0", "storage", "realtime", "analytics", "predict"]) {
      const text = JSON.stringify(serviceEnvironment(instance, urls, "gridwatch", secrets));
      expect(text).not.toContain("admin-password");
      expect(text).not.toContain("device-mqtt");
      expect(text.includes("storage-password")).toBe(instance === "storage");
      expect(text.includes("ingest-mqtt")).toBe(instance === "ingest-0");
    }
  });
});
