import { fault, ok, unknown, warning } from "@gridwatch/doctor";
import { doctorText } from "./doctor-text.js";

it("says at the end what to do, and nothing that a terminal would obey", () => {
  const text = doctorText([
    { part: "NATS", check: "reached", ...fault("refused\u001b[2J", "start it") },
    { part: "NATS", check: "version", ...ok("2.9.10") },
    { part: "NATS", check: "clock", ...warning("late", "chrony") },
    { part: "NATS", check: "anonymous", ...unknown("no answer") },
  ]);
  expect(text).toMatch(/^FAULT +NATS +reached +refused.*\nok +NATS +version +2\.9\.10\nwarning .*\n\? /);
  expect(text).toMatch(/\n\nwhat to do\nNATS, reached: start it\nNATS, clock: chrony\n\n1 faults, 1 warnings\n$/);
  expect(text).not.toContain("\u001b");
  expect(doctorText([{ part: "NATS", check: "version", ...ok("2.9.10") }])).toMatch(/nothing to do\n$/);
});
