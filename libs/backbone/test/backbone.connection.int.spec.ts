import { createLogger, Readiness, Stopping } from "@gridwatch/service-kit";
import { BackboneConnection } from "../src/backbone.connection.js";
import { NatsConfig } from "../src/nats.config.js";

it("lets go who waits for a server that was never there, as soon as the service is asked to stop", async () => {
  const stopping = new Stopping();
  const config = Object.assign(new NatsConfig(), { url: "nats://127.0.0.1:1" });
  const connection = new BackboneConnection(config, new Readiness(), createLogger("test", "fatal"), false, stopping);
  connection.onModuleInit();
  const waiting = expect(connection.ready()).rejects.toThrow();
  stopping.begin();
  await waiting;
  await connection.onApplicationShutdown();
});
