import { freePort, startMosquitto, startNats, startService } from "@gridwatch/local-stack";
import { eventually, makeCertificates, readTelemetry, temporaryDirectory } from "@gridwatch/testkit";
import mqtt from "mqtt";

it("ingest reaches the broker by mqtts://, with a certificate of its own, and only a broker its CA vouches for", async () => {
  const directory = await temporaryDirectory("tls");
  const { ca, server, client } = makeCertificates(directory.path);
  const port = await freePort();
  const broker = await startMosquitto({
    dir: `${directory.path}/mosquitto`,
    extraConfig: [
      `listener ${port} 127.0.0.1`,
      `cafile ${ca}`,
      `certfile ${server.cert}`,
      `keyfile ${server.key}`,
      "require_certificate true",
    ].join("\n"),
  });
  const nats = await startNats({ dir: `${directory.path}/nats` });
  const { username, password } = broker.credentials("ingest");
  const env = {
    NATS_URL: nats.url,
    NATS_USER: nats.credentials.username,
    NATS_PASSWORD: nats.credentials.password,
    MQTT_URL: `mqtts://127.0.0.1:${port}`,
    MQTT_USERNAME: username,
    MQTT_PASSWORD: password,
    MQTT_CERT_FILE: client.cert,
    MQTT_KEY_FILE: client.key,
  };
  const distrustful = await startService({ dir: `${directory.path}/a`, name: "ingest-0", env, waitFor: "live" });
  const ingest = await startService({
    dir: `${directory.path}/b`,
    name: "ingest-1",
    env: { ...env, MQTT_CA_FILE: ca, MQTT_CLIENT_ID: "b" },
  });
  const device = await mqtt.connectAsync(broker.url, broker.credentials("device"));
  try {
    await device.publishAsync("sensors/unit-1/telemetry", '{"input_voltage":230}', { qos: 1 });
    await eventually(async () => expect(await readTelemetry(nats)).toHaveLength(1));
    const report = (await (await fetch(`${distrustful.url}/health/ready`)).json()) as { checks: { broker: string } };
    expect(report.checks.broker).toMatch(/certificate/i);
  } finally {
    await device.endAsync();
    await Promise.all([ingest.stop(), distrustful.stop()]);
    await nats.stop();
    await broker.stop();
    await directory.remove();
  }
});
