import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** What a span says of a piece of work, by OpenTelemetry's conventions. */
export interface Work {
  name: string;
  kind: keyof typeof SpanKind;
  attributes: Attributes;
  /** Epoch milliseconds; now when left out. */
  startTime?: number;
}

/** A place in a trace that is kept, for work to be done elsewhere. */
export type TracePlace = Context;

/** Where the caller is, in a trace that is kept; `undefined` in none. */
export function tracePlace(): TracePlace | undefined {
  const place = context.active();
  return isKept(trace.getSpan(place)) ? place : undefined;
}

/** Does some work in a span of a new trace, if this is one that is kept. */
export function inNewTrace<T>(work: Work, run: () => T): T {
  const span = startSpan(work, ROOT_CONTEXT);
  return isKept(span) ? within([span], ROOT_CONTEXT, run) : run();
}

/** Does some work in a span of the caller's trace, if there is one. */
export function inSpan<T>(work: Work, run: () => T): T {
  const place = tracePlace();
  return place === undefined ? run() : within([startSpan(work, place)], place, run);
}

/**
 * Does what is done for several at once in a span of each one's trace, so that each trace is whole. What is done further is of the
 * first.
 */
export function inSpanOfEach<T>(places: readonly TracePlace[], work: Work, run: () => T): T {
  const [first] = places;
  // Not where the caller happens to be: what is done may be for others.
  if (first === undefined) return context.with(ROOT_CONTEXT, run);
  return within(
    places.map((place) => startSpan(work, place)),
    first,
    run,
  );
}

function startSpan({ name, kind, ...options }: Work, place: Context): Span {
  return trace.getTracer("gridwatch").startSpan(name, { kind: SpanKind[kind], ...options }, place);
}

function isKept(span: Span | undefined): span is Span {
  return span !== undefined && (span.spanContext().traceFlags & 1) === 1;
}

function within<T>(spans: Span[], place: Context, run: () => T): T {
  const [first] = spans as [Span];
  try {
    const result = context.with(trace.setSpan(place, first), run);
    if (!(result instanceof Promise)) {
      end(spans);
      return result;
    }
    return result.then(
      (value: unknown) => {
        end(spans);
        return value;
      },
      (error: unknown) => {
        fail(spans, error);
        throw error;
      },
    ) as T;
  } catch (error) {
    fail(spans, error);
    throw error;
  }
}

function end(spans: Span[]): void {
  for (const span of spans) span.end();
}

function fail(spans: Span[], error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  for (const span of spans) {
    span.setAttribute("error.type", name);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    span.end();
  }
}
