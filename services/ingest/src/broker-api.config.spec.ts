import { loadConfig } from "@gridwatch/service-kit";
import { BrokerApiConfig } from "./broker-api.config.js";

const WHOLE = { MQTT_API_URL: "http://emqx:18083", MQTT_API_KEY: "ingest", MQTT_API_SECRET: "a-secret" };

describe("the configuration of the broker's management API", () => {
  it("is whole, or not there", () => {
    expect(loadConfig(BrokerApiConfig, {})).toEqual({ url: "", key: "", secret: "" });
    expect(loadConfig(BrokerApiConfig, WHOLE)).toEqual({ url: "http://emqx:18083", key: "ingest", secret: "a-secret" });
  });

  it.each(Object.keys(WHOLE))("is refused without %s alone", (name) => {
    expect(() => loadConfig(BrokerApiConfig, { ...WHOLE, [name]: "" })).toThrow(
      /set MQTT_API_\w+.* or none of the three/,
    );
  });

  it.each(["emqx:18083", "mqtt://emqx", "http://key:secret@emqx:18083", "http://emqx/?a=b"])(
    "is refused with the address %s",
    (MQTT_API_URL) => {
      expect(() => loadConfig(BrokerApiConfig, { ...WHOLE, MQTT_API_URL })).toThrow("MQTT_API_URL must be http://");
    },
  );
});
