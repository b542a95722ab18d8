import { useConnection, useLivePlatform } from "../realtime/live-platform.js";
import { asSentence } from "../ui/format.js";
import { ErrorNotice } from "../ui/notice.js";

/** The platform refuses to follow a unit live, for example because too many are followed at once. */
export function LiveRefusal() {
  const { feed } = useLivePlatform();
  const { refusal } = useConnection();
  if (refusal === undefined) return null;
  return (
    <div className="pb-3">
      <ErrorNotice title="Live readings are refused" onRetry={() => feed.subscribeAgain()}>
        {asSentence(refusal.message)} The newest values go on.
      </ErrorNotice>
    </div>
  );
}
