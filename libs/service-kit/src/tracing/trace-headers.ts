import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { tracePlace } from "./spans.js";

/** The active trace as W3C Trace Context has it (`traceparent`, `tracestate`), for what is sent; `undefined` in none. */
export function traceHeaders(): Record<string, string> | undefined {
  if (tracePlace() === undefined) return undefined;
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** Does some work where the headers of what was received say, if they do. They are only read while traces are made. */
export function inTraceOf<T>(header: (name: string) => string, run: () => T): T {
  const names = propagation.fields();
  if (names.length === 0) return run();
  const place = propagation.extract(ROOT_CONTEXT, undefined, { keys: () => names, get: (_, name) => header(name) });
  return context.with(trace.getSpan(place) === undefined ? ROOT_CONTEXT : place, run);
}

/** The active trace as a log line names it. */
export function traceOfLog(): { trace_id: string; span_id: string } | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span && { trace_id: span.traceId, span_id: span.spanId };
}
