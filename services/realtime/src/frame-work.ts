import type { Work } from "@gridwatch/service-kit";

/** Of handing frames to clients' sockets, by OpenTelemetry's conventions for messaging. @param frames `/ws`, or a Socket.IO event */
export function frameWork(frames: string): Work {
  return {
    name: `send ${frames}`,
    kind: "PRODUCER",
    attributes: {
      "messaging.system": frames === "/ws" ? "websocket" : "socket.io",
      "messaging.operation.type": "send",
      "messaging.operation.name": "send",
      "messaging.destination.name": frames,
    },
  };
}
