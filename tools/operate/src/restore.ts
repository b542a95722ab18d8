import { openBackup, partOf } from "./backup/backup-folder.js";
import { parseRestoreOptions, RESTORE_USAGE, type RestoreOptions } from "./backup/backup-options.js";
import { restoreBackup } from "./backup/restore-backup.js";
import { command } from "./command.js";
import { withServersAlone } from "./servers.js";
import { table } from "./table.js";

async function restore({ path, check, replace, only, data }: RestoreOptions): Promise<string> {
  const backup = await openBackup(path);
  if (check) return `${path}, begun at ${backup.manifest.begunAt}, is whole\n`;
  const wanted = only === undefined ? backup : partOf(backup, only);
  const rows: [string, number, number][] = [];
  await withServersAlone({ data }, (servers) =>
    restoreBackup(servers, wanted, { replace, onRestored: (...row) => rows.push(row) }),
  );
  const parts = table([["part", "messages or points", "of these too old to be kept"], ...rows]);
  return `${parts}\nthe servers hold what ${path} does: start the services\n`;
}

await command(RESTORE_USAGE, parseRestoreOptions, restore);
