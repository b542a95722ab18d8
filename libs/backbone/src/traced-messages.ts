import { inTraceOf, traceHeaders, type Work } from "@gridwatch/service-kit";
import type { JsMsg } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/transport-node";

/** Of sending a message to a subject, or processing one. */
export function messageWork(operation: "send" | "process", subject: string, attributes: Work["attributes"] = {}): Work {
  return {
    name: `${operation} ${subject}`,
    kind: operation === "send" ? "PRODUCER" : "CONSUMER",
    attributes: {
      "messaging.system": "nats",
      "messaging.operation.type": operation,
      "messaging.operation.name": operation,
      "messaging.destination.name": subject,
      ...attributes,
    },
  };
}

/** A message's headers with those of the active trace; what was given, in none. */
export function withTraceHeaders(given?: MsgHdrs): MsgHdrs | undefined {
  const own = traceHeaders();
  if (own === undefined) return given;
  const all = given ?? headers();
  for (const [name, value] of Object.entries(own)) all.set(name, value);
  return all;
}

/** Does some work in the trace that the message is of, if it is of one. */
export function inTraceOfMessage<T>(message: JsMsg, run: () => T): T {
  return inTraceOf((name) => message.headers?.get(name) ?? "", run);
}
