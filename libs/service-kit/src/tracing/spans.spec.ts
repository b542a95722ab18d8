import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { inNewTrace, inSpan, inSpanOfEach, type TracePlace, tracePlace, type Work } from "./spans.js";
import { inTraceOf, traceHeaders, traceOfLog } from "./trace-headers.js";

const WORK: Work = { name: "work", kind: "INTERNAL", attributes: {} };
const KEPT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const NOT_KEPT = "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-00";

const headerOf = (traceparent: string) => (name: string) => (name === "traceparent" ? traceparent : "");

describe("while no traces are made", () => {
  it("work is done, headers are neither read nor written, and logs name no trace", async () => {
    const unread = () => {
      throw new Error("read");
    };
    const done = inTraceOf(unread, () =>
      inNewTrace(WORK, () => inSpan(WORK, async () => [traceHeaders(), tracePlace()])),
    );
    expect(await done).toEqual([undefined, undefined]);
    expect(traceOfLog()).toBeUndefined();
  });
});

describe("while traces are made", () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

  beforeAll(() => provider.register());
  beforeEach(() => exporter.reset());
  afterAll(() => provider.shutdown());

  const spans = () =>
    exporter.getFinishedSpans().map((span) => ({
      name: span.name,
      trace: span.spanContext().traceId,
      parent: span.parentSpanContext?.spanId,
      status: span.status,
    }));

  it("what is sent names the span it was sent in, and who receives it goes on there", async () => {
    const headers = await inNewTrace(WORK, async () => inSpan({ ...WORK, name: "send" }, traceHeaders));
    const [send] = exporter.getFinishedSpans();
    const { traceId, spanId } = send?.spanContext() ?? {};
    expect(headers).toEqual({ traceparent: `00-${traceId}-${spanId}-01` });
    inTraceOf(headerOf(`${headers?.["traceparent"]}`), () => inSpan({ ...WORK, name: "receive" }, () => undefined));
    expect(spans().at(-1)).toMatchObject({ name: "receive", trace: traceId, parent: spanId });
  });

  it("a trace that is not kept costs its followers nothing", () => {
    inTraceOf(headerOf(NOT_KEPT), () => inSpan(WORK, () => expect(traceHeaders()).toBeUndefined()));
    inTraceOf(headerOf("nonsense"), () => inSpan(WORK, () => expect(traceOfLog()).toBeUndefined()));
    expect(spans()).toEqual([]);
  });

  it("work for several is in each one's trace, and in none that happens to be active", async () => {
    const places: TracePlace[] = [];
    for (let i = 0; i < 2; i++) inNewTrace(WORK, () => places.push(tracePlace() as TracePlace));
    exporter.reset();
    await inNewTrace(WORK, async () => {
      await inSpanOfEach(places, { ...WORK, name: "together" }, async () => undefined);
      inSpanOfEach([], WORK, () => expect(tracePlace()).toBeUndefined());
    });
    const together = spans().filter(({ name }) => name === "together");
    expect(new Set(together.map(({ trace }) => trace)).size).toBe(2);
  });

  it("work that fails is marked, and fails as it would", async () => {
    const failing = inNewTrace(WORK, async () => {
      throw new RangeError("too far");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(spans()).toEqual([expect.objectContaining({ status: { code: 2, message: "too far" } })]);
  });

  it("logs name the trace", () => {
    const named = inTraceOf(headerOf(KEPT), traceOfLog);
    expect(named).toEqual({ trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331" });
  });
});
