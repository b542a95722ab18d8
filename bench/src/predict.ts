import { temporaryDirectory } from "@gridwatch/testkit";
import { makeForecaster } from "./forecaster-package.js";
import { measureUnderLoad, UNITS } from "./insights-under-load.js";
import { atLeast, atMost, judge, report } from "./report.js";
import { measureScoring } from "./scoring-speed.js";

/**
 * What scoring costs beyond the model. `ratio` is windows scored per second in the service's own code, from readings to insights, over the
 * same of a bare ONNX Runtime session on the same model in the same batches; `tfjsSpeedup` the same over TensorFlow.js on WebAssembly.
 * `bytesPerUnit` is what a unit adds to heap and buffers once its window is full.
 *
 * Then the service itself on one core, with 25,000 readings/s of 5,000 units published to TELEMETRY, or half as many units, and so on,
 * until it keeps up. A step is concluded when the second one after it begins, so `p99Ms` counts from when the reading was published
 * that begins it to when the insight stood in INSIGHTS, by the server's time. Under that load another model takes over: `swapPauseMs` is how
 * much longer than without it the longest time is between two insights of one unit meanwhile, beyond the step. No insight may be missing, or said twice.
 */
const directory = await temporaryDirectory("bench-predict");
try {
  const forecaster = await makeForecaster("1.0.0", 1);
  const figures = { ...(await measureScoring(forecaster)), ...(await measureUnderLoad(directory.path, forecaster)) };
  report(
    "predict",
    judge(figures, {
      ratio: atLeast(0.7),
      tfjsSpeedup: atLeast(20),
      p99Ms: atMost(500),
      bytesPerUnit: atMost(8_192),
      swapPauseMs: atMost(100),
      p99MsDuringSwap: atMost(500),
      unitsDuringSwap: atLeast(UNITS),
      readingsPerSecond: atLeast(24_500),
      stepsSkipped: atMost(0),
      insightsDoubled: atMost(0),
    }),
  );
} finally {
  await directory.remove();
}
