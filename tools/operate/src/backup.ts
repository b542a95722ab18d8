import { NewBackup, pruneBackups } from "./backup/backup-folder.js";
import { BACKUP_USAGE, type BackupOptions, parseBackupOptions } from "./backup/backup-options.js";
import { takeBackup } from "./backup/take-backup.js";
import { command } from "./command.js";
import { withServers } from "./servers.js";
import { table } from "./table.js";

async function back({ dir, keep, streamsOnly, data }: BackupOptions): Promise<string> {
  const rows: [string, number, number][] = [];
  const path = await withServers({ data }, async (servers) => {
    const begunAt = new Date();
    const backup = await NewBackup.begin(dir, begunAt);
    try {
      const onWritten = (...row: [string, number, number]) => rows.push(row);
      await takeBackup(servers, backup, { begunAt, streamsOnly, onWritten });
    } catch (error) {
      await backup.discard();
      throw error;
    }
    return backup.path;
  });
  const gone = keep === undefined ? [] : await pruneBackups(dir, keep);
  const parts = table([["part", "messages or points", "bytes"], ...rows]);
  return `${parts}\n${[`${path} is whole`, ...gone.map((old) => `${old} is deleted`)].join("\n")}\n`;
}

await command(BACKUP_USAGE, parseBackupOptions, back);
