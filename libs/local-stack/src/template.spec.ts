import { renderTemplate } from "./template.js";

describe("templates", () => {
  it("fills places and leaves nginx's own variables alone", () => {
    const text = `listen \${EDGE_LISTEN}; return "$uri \${status}";`;
    expect(renderTemplate(text, { EDGE_LISTEN: "127.0.0.1:8080" })).toBe(
      `listen 127.0.0.1:8080; return "$uri \${status}";`,
    );
  });

  it("refuses a place that has no value, by its name", () => {
    expect(() => renderTemplate(`root \${WEB_ROOT};`, {})).toThrow("WEB_ROOT");
  });

  it("takes a value as it is, dollar signs included", () => {
    expect(renderTemplate(`password \${SECRET}`, { SECRET: "$&$1" })).toBe("password $&$1");
  });
});
