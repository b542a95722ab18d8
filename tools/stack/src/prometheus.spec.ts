import { Metrics } from "./prometheus.js";

const TEXT = `# HELP gridwatch_dead_letter_readings_total Refused readings
# TYPE gridwatch_dead_letter_readings_total counter
gridwatch_dead_letter_readings_total{origin="ingest",reason="empty"} 3
gridwatch_dead_letter_readings_total{origin="ingest",reason="a \\"quoted\\", one"} 4
gridwatch_consumer_pending_messages{stream="TELEMETRY",consumer="storage"} 12
gridwatch_ingest_readings_received_total 1.5e6
process_start 1700000000 1700000000000
`;

describe("a service's metrics", () => {
  const metrics = Metrics.parse(TEXT);

  it("are summed over their labels", () => {
    expect(metrics.sum("gridwatch_dead_letter_readings_total")).toBe(7);
  });

  it("are picked by their labels", () => {
    expect(metrics.sum("gridwatch_dead_letter_readings_total", { reason: "empty" })).toBe(3);
    expect(metrics.sum("gridwatch_dead_letter_readings_total", { reason: 'a \\"quoted\\", one' })).toBe(4);
    expect(metrics.sum("gridwatch_consumer_pending_messages", { consumer: "realtime" })).toBeUndefined();
  });

  it("are read in every form of number, with or without a time", () => {
    expect(metrics.sum("gridwatch_ingest_readings_received_total")).toBe(1_500_000);
    expect(metrics.sum("process_start")).toBe(1_700_000_000);
  });

  it("do not hold what nobody counts", () => {
    expect(metrics.sum("gridwatch")).toBeUndefined();
  });
});
