import { type Platform, type ServerHandle, startPlatform, startSimulator } from "@gridwatch/local-stack";
import { connectNats, eventually, temporaryDirectory } from "@gridwatch/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { axeViolations } from "./axe.js";
import { launchBrowser } from "./browser.js";
import { publishByMosquittoPub } from "./device-clients.js";
import { DESK, OpenedPage, PHONE } from "./opened-page.js";

const HOPS = ["Broker", "Ingest", "NATS JetStream", "Storage", "InfluxDB", "Realtime"];
/** What is asked for every few seconds, of a busy machine. */
const SOON = { timeoutMs: 20_000 };
/** What is made anew after some seconds, and takes a while to settle. */
const SLOWLY = { timeoutMs: 40_000, everyMs: 1_000 };

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let platform: Platform;
let simulator: ServerHandle;
let browser: Browser;
let opened: OpenedPage;

beforeAll(async () => {
  directory = await temporaryDirectory("system");
  platform = await startPlatform({ dir: directory.path, env: { analytics: { ANALYTICS_ALLOW_REPLAY: "true" } } });
  simulator = await startSimulator({ dir: directory.path }, platform.mosquitto, { devices: 6, intervalMs: 500 });
  browser = await launchBrowser();
  for (const payload of ['{"input_voltage": 230', '{"input_voltage": 231', "not JSON at all"]) {
    await publishByMosquittoPub(platform.mosquitto, { topic: "sensors/unit-9/telemetry", payload });
  }
  await publishByMosquittoPub(platform.mosquitto, { topic: "sensors/unit-9/telemetry", payload: "" });
});

afterAll(async () => {
  await browser?.close();
  await simulator?.stop();
  await platform?.stop();
  await directory.remove();
});

afterEach(() => opened?.close());

async function open(path = "/system", options: BrowserContextOptions = {}): Promise<void> {
  opened = await OpenedPage.open(browser, `${platform.url}${path}`, options);
  await (path.startsWith("/system/readiness") ? opened.page.getByTestId("readiness") : hop("Broker")).waitFor();
}

function hop(name: string) {
  return opened.page.getByTestId(`hop-${name}`);
}

describe("the data path", () => {
  it("is shown hop by hop, with rates as soon as there are two counts to compare", async () => {
    await open();
    for (const name of HOPS) {
      await eventually(async () => {
        expect(await hop(name).getAttribute("data-well")).toBe("true");
        const [, rate] = /([\d.]+) readings\/s/.exec((await hop(name).textContent()) ?? "") ?? [];
        // Six units twice a second, of which the machine may be late with some.
        expect(Number(rate)).toBeGreaterThan(3);
      }, SOON);
    }
    await opened.picture("system-light");
    expect(opened.complaints).toEqual([]);
  });

  it("says which hop is in trouble and what to do, and goes on showing the rest", async () => {
    await open();
    await platform.part("realtime").kill();
    await eventually(async () => expect(await hop("Realtime").getAttribute("data-well")).toBe("false"), SOON);
    expect(await hop("Realtime").textContent()).toContain("no instance answers. Start realtime");
    await eventually(async () => expect(await hop("Storage").getAttribute("data-well")).toBe("true"));
    await opened.picture("system-trouble");
    await platform.part("realtime").restart();
    await eventually(async () => expect(await hop("Realtime").getAttribute("data-well")).toBe("true"), SOON);
  });

  it("keeps what it knew when nobody answers any more, says so, and can be asked again", async () => {
    await open();
    const verdict = opened.page.getByTestId("accounting-verdict");
    await verdict.waitFor();
    await platform.part("analytics").kill();
    const notice = opened.page.getByText("How the parts do cannot be asked");
    await notice.waitFor({ timeout: 30_000 });
    expect(await hop("Storage").isVisible()).toBe(true);
    expect(await verdict.isVisible()).toBe(true);
    await platform.part("analytics").restart();
    await opened.page.getByRole("button", { name: "Try again" }).first().click();
    await notice.waitFor({ state: "detached", timeout: 20_000 });
  });
});

it("names every part with its version", async () => {
  await open();
  for (const part of ["ingest", "storage", "realtime", "analytics", "Broker", "NATS", "InfluxDB"]) {
    expect(await opened.page.getByTestId(`part-${part}`).textContent()).toMatch(/\d+\.\d+\.\d+.*well$/);
  }
});

it("says that the sums agree, and explains each check", async () => {
  await open();
  const verdict = opened.page.getByTestId("accounting-verdict");
  await eventually(async () => expect(await verdict.getAttribute("data-verdict")).toBe("agrees"), SOON);
  const checks = await opened.page.getByTestId("accounting-check").allTextContents();
  expect(checks.length).toBeGreaterThan(4);
  for (const check of checks) expect(check).toMatch(/: agreesDiffers by 0: .+\./);
});

it("saves the accounting, the parts and the streams", async () => {
  await open();
  const save = async (what: string) => {
    const button = opened.page.getByRole("button", { name: `Export ${what} as CSV` });
    const { name, content } = await opened.downloadBy(() => button.click());
    return { name, rows: content.toString().trimEnd().split("\r\n") };
  };
  const accounting = await save("the accounting");
  expect(accounting.name).toMatch(/^gridwatch_accounting_\d{8}T\d{6}Z\.csv$/);
  expect(accounting.rows[0]).toBe("what,readings,agrees,explanation");
  expect(accounting.rows[1]).toMatch(/^Received,\d+,,$/);
  expect((await save("Parts")).rows).toContainEqual(
    expect.stringMatching(/^storage,\d+\.\d+\.\d+,Node.js .+,20.+Z,well$/),
  );
  expect((await save("Streams")).rows).toContainEqual(expect.stringMatching(/^TELEMETRY,\d+,/));
});

describe("dead letters", () => {
  const letters = () => opened.page.getByTestId("dead-letter");

  it("are counted by reason, and can be read one by one, all or of one reason, kept in the address", async () => {
    await open();
    await eventually(async () => expect(await letters().count()).toBe(4), SOON);
    expect(await opened.page.getByTestId("reason-malformed_json").textContent()).toContain("The payload is not JSON");
    await opened.page.getByRole("button", { name: "Show only: malformed json" }).click();
    await eventually(async () => expect(await letters().count()).toBe(3));
    const { name, content } = await opened.downloadBy(() =>
      opened.page.getByRole("button", { name: "Export the letters shown as CSV" }).click(),
    );
    expect(name).toMatch(/^gridwatch_dead-letters_malformed_json_\d{8}T\d{6}Z\.csv$/);
    expect(content.toString().trimEnd().split("\r\n")).toHaveLength(4);
    expect(await letters().allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining("not JSON at all")]),
    );
    await opened.page.reload();
    await eventually(async () => expect(await letters().count()).toBe(3), SOON);
    expect(opened.page.url()).toContain("reason=malformed_json");
    await opened.page.getByRole("button", { name: "Show only: empty" }).click();
    await eventually(async () => expect(await letters().count()).toBe(1), SOON);
    for (const [go, count] of [
      ["goBack", 3],
      ["goBack", 4],
      ["goForward", 3],
    ] as const) {
      await opened.page[go]();
      await eventually(async () => expect(await letters().count()).toBe(count), SOON);
    }
  });

  it("are replayed after it was said what for, and come back if they still cannot be used", async () => {
    await open("/system?reason=empty");
    const [before] = await sequences();
    await opened.page.getByRole("button", { name: `Replay letter ${before}…` }).click();
    const dialog = opened.page.getByRole("dialog");
    await dialog.getByText("1 letter will be replayed.").waitFor();
    await dialog.getByRole("button", { name: "Replay 1" }).click();
    // Without a name and a reason nothing is done.
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByLabel("Your name").fill("Ada");
    await dialog.getByLabel("Why").fill("the sender was mended");
    await opened.picture("system-replay");
    await dialog.getByRole("button", { name: "Replay 1" }).click();
    await opened.page.getByText("1 letter ordered to be replayed").waitFor();
    await eventually(async () => {
      const [after] = await sequences();
      expect(after).toBeGreaterThan(before ?? Number.POSITIVE_INFINITY);
    }, SOON);
    expect(platform.part("analytics").logTail()).toContain("the sender was mended");
    const last = opened.page.getByTestId("replay").first();
    await eventually(async () =>
      expect(await last.textContent()).toMatch(new RegExp(`1letter ${before}Adathe sender was mended$`)),
    );
  });

  async function sequences(): Promise<number[]> {
    const response = await fetch(`${platform.url}/api/v1/dead-letters?reason=empty`);
    return ((await response.json()) as { letters: { seq: number }[] }).letters.map(({ seq }) => seq);
  }
});

describe("readiness", () => {
  const MEBIBYTE = 1024 * 1024;

  it("is reached from the system's page, has looked at every part, and finds nothing to do", async () => {
    await open();
    await opened.page.getByRole("navigation", { name: "System" }).getByRole("link", { name: "Readiness" }).click();
    await eventually(async () => expect(await lookAgain()).toEqual([]), SLOWLY);
    const checks = await opened.page.getByTestId("check").allTextContents();
    for (const check of ["reached seen by ingest", "stream TELEMETRY", "may write seen by storage", "retention raw"])
      expect(checks).toContainEqual(expect.stringContaining(check));
    for (const part of ["broker", "NATS", "InfluxDB", "services", "machine"])
      await opened.page.getByRole("region", { name: part, exact: true }).waitFor();
    const unseen = await opened.page.getByTestId("unseen").allTextContents();
    expect(unseen).toContainEqual(
      expect.stringMatching(/broker, may do no more.*InfluxDB, anonymous.*a page that anybody may load/),
    );
    await opened.picture("readiness-light");
    expect(opened.complaints).toEqual([]);
  });

  it("says which stream has another limit than is configured, and what to set", async () => {
    await open("/system/readiness");
    const nc = await connectNats(platform.nats);
    try {
      const jsm = await jetstreamManager(nc);
      await jsm.streams.update("INSIGHTS", { max_bytes: 64 * MEBIBYTE });
      await eventually(
        async () =>
          expect(await lookAgain()).toEqual([
            expect.stringMatching(
              /^WarningNATS, stream INSIGHTS seen by analytics.*of 64 MiB; 512 MiB are configured.*To do: set the \*_MAX_BYTES alike/,
            ),
          ]),
        SLOWLY,
      );
      expect(await summary().getAttribute("data-verdict")).toBe("warning");
      await jsm.streams.update("INSIGHTS", { max_bytes: 512 * MEBIBYTE });
      await eventually(async () => expect(await lookAgain()).toEqual([]), SLOWLY);
    } finally {
      await nc.close();
    }
  });

  it("says that the database is down, who misses it and what to do, and that it is back", async () => {
    await open("/system/readiness");
    await platform.part("influxd").stop();
    await eventually(async () => {
      const found = await lookAgain();
      for (const by of ["analytics", "storage"])
        expect(found).toContainEqual(
          expect.stringMatching(new RegExp(`^FaultInfluxDB, reached seen by ${by}.*To do: see that it runs`)),
        );
      expect(found).toContainEqual(expect.stringMatching(/^Faultservices, storage/));
    }, SLOWLY);
    expect(await summary().textContent()).toMatch(/^\d+ faults/);
    expect(await axeViolations(opened.page)).toEqual([]);
    await opened.picture("readiness-trouble");
    await platform.part("influxd").restart();
    await eventually(async () => expect(await lookAgain()).toEqual([]), SLOWLY);
    expect(await summary().getAttribute("data-verdict")).toBe("ok");
  });

  it.each([
    ["light", DESK],
    ["dark", DESK],
    ["light", PHONE],
    ["dark", PHONE],
  ] as const)("is accessible and fits, %s, on %o", async (colorScheme, viewport) => {
    await open("/system/readiness", { colorScheme, viewport });
    expect(await axeViolations(opened.page)).toEqual([]);
    expect(await opened.overflow()).toBeLessThanOrEqual(0);
    await opened.picture(`readiness-${viewport.width}-${colorScheme}`);
  });

  function summary() {
    return opened.page.getByTestId("readiness");
  }

  /** What is to be done now. Of the disk it is the test machine's own affair. */
  async function lookAgain(): Promise<string[]> {
    await opened.page.getByRole("button", { name: "Look again" }).click();
    await opened.page.getByRole("button", { name: "Look again" }).waitFor();
    const found = await opened.page.getByTestId("trouble").allTextContents();
    return found.filter((text) => !text.includes("machine, disk"));
  }
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([
    ["a desk", DESK],
    ["a phone", PHONE],
  ])("is accessible and fits on %s", async (name, viewport) => {
    await open("/system", { colorScheme, viewport });
    await opened.page.getByTestId("dead-letter").first().waitFor();
    await opened.page.getByTestId("accounting-verdict").waitFor();
    expect(await axeViolations(opened.page)).toEqual([]);
    expect(await opened.overflow()).toBeLessThanOrEqual(0);
    await opened.picture(`system-${name.slice(2)}-${colorScheme}`);
  });
});
