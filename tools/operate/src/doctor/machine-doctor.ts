import type { Finding } from "@gridwatch/contracts";
import { checkDisk, Examination, nodeState } from "@gridwatch/doctor";

/** Looks at the machine that this runs on. @param data folder of the servers' data, if they are here */
export async function examineMachine(data: string | undefined): Promise<Finding[]> {
  const machine = new Examination("machine");
  await machine.check("Node.js", "", () => nodeState([process.version]));
  if (data !== undefined) await checkDisk(machine, data);
  return machine.findings();
}
