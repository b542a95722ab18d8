import { JetStreamServer } from "@gridwatch/backbone";
import { runService } from "@gridwatch/service-kit";
import { Admission } from "./admission.js";
import { AppModule } from "./app.module.js";
import { RealtimeConfig } from "./config.js";
import { SocketIoAdapter } from "./socketio/socket-io.adapter.js";

await runService({
  name: "realtime",
  config: RealtimeConfig,
  module: AppModule,
  transports: [JetStreamServer],
  configure: (app) => app.useWebSocketAdapter(new SocketIoAdapter(app, app.get(Admission))),
});
