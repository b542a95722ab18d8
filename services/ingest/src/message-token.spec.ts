import { idsByConnection, messageToken } from "./message-token.js";

describe("the tokens of a group of messages", () => {
  it("tell which message is whose, in the order of receipt, however the connections took turns", () => {
    const received: [connection: number, messageId: number][] = [
      [0, 65_535],
      [0, 7],
      [40_000, 7],
      [0, 1],
      [40_000, 0],
      [40_001, 0],
      [0, 2],
    ];
    expect(idsByConnection(received.map(([connection, id]) => messageToken(connection, id)))).toEqual(
      new Map([
        [0, [65_535, 7, 1, 2]],
        [40_000, [7, 0]],
        [40_001, [0]],
      ]),
    );
  });
});
