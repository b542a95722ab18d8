/** What a topic says of its message: which unit sent it, and the last word. */
export interface Topic {
  device: string;
  word: string;
}

/** The levels of a subscription's filter before its first wildcard, with the slash behind them: `sensors/` for `sensors/#`. */
export function topicPrefix(filter: string): string {
  return filter.replace(/[+#].*$/, "");
}

/** The two levels behind the prefix, or `undefined` when the topic is not `<prefix>{device}/{word}`. */
export function parseTopic(topic: string, prefix: string): Topic | undefined {
  if (!topic.startsWith(prefix)) return undefined;
  const slash = topic.indexOf("/", prefix.length);
  if (slash < 0 || topic.indexOf("/", slash + 1) >= 0 || slash === topic.length - 1) return undefined;
  return { device: topic.slice(prefix.length, slash), word: topic.slice(slash + 1) };
}
