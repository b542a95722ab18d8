import { type MosquittoHandle, type ServerPlace, startMosquitto } from "@gridwatch/local-stack";
import { EmqxApi } from "@gridwatch/testkit";
import mqtt from "mqtt";

const STORED = "$SYS/broker/store/messages/count";
const RETAINED = "$SYS/broker/retained messages/count";

/**
 * mosquitto in EMQX' place, with EMQX' management API beside it. mosquitto counts what it holds for all sessions together: the API tells
 * it of the first replica, and nothing of the others, so that the sum over the replicas, which is what the autoscaler asks for, is true.
 *
 * @param env of EMQX' container
 */
export async function startEmqxStandIn(
  place: ServerPlace & { host: string },
  env: Record<string, string>,
): Promise<MosquittoHandle> {
  const users = {
    ingest: `${env["MQTT_INGEST_PASSWORD"]}`,
    device: `${env["MQTT_DEVICE_PASSWORD"]}`,
    watcher: `${env["DASHBOARD_PASSWORD"]}`,
  };
  const mosquitto = await startMosquitto({
    ...place,
    port: 1883,
    users,
    extraConfig: "sys_interval 1",
    extraRules: "user watcher\ntopic read $SYS/broker/#",
  });
  const counts = new Map<string, number>();
  const watcher = await mqtt.connectAsync(mosquitto.url, { ...mosquitto.credentials("watcher"), reconnectPeriod: 0 });
  watcher.on("message", (topic, payload) => counts.set(topic, Number(payload)));
  await watcher.subscribeAsync([STORED, RETAINED]);
  const api = await EmqxApi.start({
    host: place.host,
    port: 18083,
    key: "ingest",
    secret: `${env["MQTT_API_SECRET"]}`,
    session: (clientId) => ({ queued: clientId === "ingest-0" ? held() : 0, inFlight: 0 }),
  });
  void mosquitto.exited.then(() => Promise.all([watcher.endAsync(true), api.stop()]));
  return mosquitto;

  function held(): number {
    return Math.max(0, (counts.get(STORED) ?? 0) - (counts.get(RETAINED) ?? 0));
  }
}
