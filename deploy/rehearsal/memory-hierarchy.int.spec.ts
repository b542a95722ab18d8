import { memoryHierarchy } from "./memory-hierarchy.js";

const ROOT = "23 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw";
const UNIFIED = "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate";
const CPU = "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu";
const MEMORY = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
const BESIDE = "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw";
const CONTAINERS_MEMORY = "35 31 0:32 /docker/af3 /sys/fs/cgroup/memory ro,nosuid master:15 - cgroup cgroup rw,memory";
const SHARED = "35 31 0:32 / /sys/fs/cgroup/cpu,memory rw - cgroup cgroup rw,cpu,memory";

const lines = (...all: string[]) => `${all.join("\n")}\n`;

it.each([
  [
    "systemd's version 2, in a session",
    lines(ROOT, UNIFIED),
    lines("0::/user.slice/user-0.slice"),
    2,
    ["/sys/fs/cgroup", "/sys/fs/cgroup/user.slice", "/sys/fs/cgroup/user.slice/user-0.slice"],
  ],
  ["version 2 in a container", lines(ROOT, UNIFIED), lines("0::/"), 2, ["/sys/fs/cgroup"]],
  ["version 2 beside its own place", lines(ROOT, UNIFIED), lines("0::/../app"), 2, ["/sys/fs/cgroup"]],
  [
    "version 1 with version 2 beside it",
    lines(ROOT, CPU, MEMORY, BESIDE),
    lines("9:name=systemd:/", "4:memory:/jobs/one", "1:cpu:/", "0::/"),
    1,
    ["/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/jobs", "/sys/fs/cgroup/memory/jobs/one"],
  ],
  [
    "version 1 in a container",
    lines(ROOT, CONTAINERS_MEMORY),
    lines("4:memory:/docker/af3"),
    1,
    ["/sys/fs/cgroup/memory"],
  ],
  [
    "a controller that is mounted with another",
    lines(ROOT, SHARED),
    lines("4:cpu,memory:/"),
    1,
    ["/sys/fs/cgroup/cpu,memory"],
  ],
] as const)("finds where memory groups may be made: %s", (_, mountinfo, cgroup, version, folders) => {
  expect(memoryHierarchy(mountinfo, cgroup)).toEqual({ version, folders });
});

it("finds none where none is mounted", () => {
  expect(memoryHierarchy(lines(ROOT, CPU), lines("1:cpu:/"))).toBeUndefined();
});
