/** Why a target is missed, by `<benchmark>.<figure>`, where it has been looked into. Links are those of docs/benchmarks.md. */
export const REASONS: Readonly<Record<string, string>> = {
  "pipeline.ratio":
    "out of reach on two cores: what a bare consumer leaves of them is less than it needs itself to do nothing with a message. A slower machine shows a higher one ([ADR 18](adr/0018-what-the-pipeline-costs.md)).",
  "predict.swapPauseMs":
    "counted from outside, between two insights of one unit; of the swap itself the service stands still for `betweenModelsMs`. The rest falls into the time in which the next model is tried, loaded and warmed up on the same core, on which it gives way to what is heard, but for what it has begun. No reading is skipped for it.",
  "predict.ratio":
    "between 0.66 and 0.73 from run to run, by what else uses the machine's cache ([ADR 26](adr/0026-what-scoring-costs-beside-the-model.md)).",
  "replicas.ingestAndStorageCpuRise":
    "more processes on the same cores cost each of them: the load generator, which does the same for one and two, takes more too (`loadGeneratorCpuRise`); of the whole pipeline it is `cpuRise` ([ADR 18](adr/0018-what-the-pipeline-costs.md)).",
  "realtime.ratio":
    "between 0.77 and 0.95 from run to run while the bare server was measured once, after all else; neighbours on the machine slow one turn more than another.",
  "web.scrollFramesPerSecond":
    "in the table of 10,000 units rows are made as they come into view, with their bars and last hours: between 51 and 60 from run to run, and no less while no readings come. None of what was tried changed that: names that do not stick to the left, rows out of the pointer's reach, rows made after the scroll instead of with it ([ADR 33](adr/0033-what-the-page-costs.md)).",
  "web.chartUpdateMs":
    "it is by the clock, and counts time in which the page waits for a core; CPU time stands beside it ([ADR 33](adr/0033-what-the-page-costs.md)).",
};

/** What has to be known of a benchmark to read its figures, by its name. */
export const NOTES: Readonly<Record<string, string>> = {
  history:
    "Raw holds two of a unit's eight metrics, since the year of all eight takes longer to write than the benchmark may run. The tiers of 1 and 10 minutes are rolled up for the last 2 and 8 days only, as far back as a question about a day or a week asks for them; those of an hour and a day for the whole year.",
  replicas:
    "`loadGeneratorCpuRise` is of a process that does the same for one and two: so much of the rises is the machine's, whose cores more processes share.",
  predict:
    "A step of one second lasts one second, and is concluded when the second one after it has begun, so that late readings find it open. `p50Ms` and `p99Ms` leave that out: they begin when the reading that closes the step is published to TELEMETRY, and end when the insight stands in INSIGHTS, by the server's own time of it. `ratio` was between 0.66 and 0.73 in the runs so far, by what else uses the machine's cache ([ADR 26](adr/0026-what-scoring-costs-beside-the-model.md)).",
};
