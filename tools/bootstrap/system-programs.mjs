import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { runQuietly } from "./command.mjs";
import { StepError, say, step } from "./step.mjs";

/** What `npm start` needs besides Node.js: the package of Debian and Ubuntu, and programs any one of which is enough. */
export const SERVERS = [
  { package: "mosquitto", programs: ["mosquitto"], purpose: "the MQTT broker" },
  { package: "mosquitto-clients", programs: ["mosquitto_pub"], purpose: "to publish by hand" },
  { package: "nats-server", programs: ["nats-server"], purpose: "the backbone" },
  { package: "influxdb", programs: ["influxd"], purpose: "the time series database" },
  { package: "nginx-light", programs: ["nginx"], purpose: "the edge" },
];

/** What `npm test` needs besides. */
export const TEST_PROGRAMS = [
  {
    package: "chromium",
    programs: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    purpose: "the browser of the tests",
  },
  { package: "prometheus", programs: ["prometheus"], purpose: "the tests of alerts and dashboards" },
  { package: "prometheus", programs: ["promtool"], purpose: "the tests of alerts" },
];

/** Where Debian keeps servers; an ordinary user's PATH does not have these. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** Installs from the system's packages what is not on this machine. The services that come with the packages are not used. */
export async function installPrograms(needed, { allowed }) {
  const missing = needed.filter(({ programs }) => !programs.some(isInstalled));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((entry) => entry.package))];
  say(`Not on this machine:\n${missing.map((entry) => `  ${entry.programs[0]} – ${entry.purpose}`).join("\n")}`);
  const apt = allowed ? await privilegedApt() : undefined;
  if (apt === undefined) throw cannotInstall(packages, allowed);
  say(`Installing the packages ${packages.join(", ")} with apt-get.`);
  await step("apt-get update", () =>
    apt(["update", "-q"], "Is the package mirror in /etc/apt/sources.list reachable?"),
  );
  await step(`apt-get install ${packages.join(" ")}`, () =>
    apt(
      ["install", "-y", "-q", "--no-install-recommends", ...packages],
      `Try it by hand: sudo apt-get install ${packages.join(" ")}`,
    ),
  );
  const stillMissing = missing.filter(({ programs }) => !programs.some(isInstalled));
  if (stillMissing.length > 0) {
    throw new StepError(`installed, but not found: ${stillMissing.map(({ programs }) => programs[0]).join(", ")}`);
  }
}

export function isInstalled(program) {
  return [...(process.env.PATH ?? "").split(delimiter), ...SYSTEM_FOLDERS].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** apt-get with the rights to install, or nothing where there is no way to get them. */
async function privilegedApt() {
  if (!isInstalled("apt-get")) return undefined;
  const prefix = await privilege();
  if (prefix === undefined) return undefined;
  const [command, ...args] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
  return (more, hint) => runQuietly(command, [...args, ...more], { hint });
}

async function privilege() {
  if (process.getuid?.() === 0) return [];
  if (!isInstalled("sudo")) return undefined;
  if (await sudoWorks(["-n"])) return ["sudo", "-n"];
  // Somebody is there who can type a password; sudo then remembers it for the steps that follow.
  if (process.stdin.isTTY && (await sudoWorks([], "inherit"))) return ["sudo", "-n"];
  return undefined;
}

function sudoWorks(options, input) {
  return runQuietly("sudo", [...options, "-v"], { input }).then(
    () => true,
    () => false,
  );
}

function cannotInstall(packages, allowed) {
  const reason = allowed ? "There is no way to install them from here" : "--no-install forbids to install them";
  return new StepError(`${reason}. Either install these packages and run this again:`, {
    output: `sudo apt-get install ${packages.join(" ")}`,
    hint: "or run the platform from images, with Docker: docker compose up --build",
  });
}
