import { csvLine, parseCsv } from "./csv.js";

it.each([
  ["commas", "a,b\n1,2\n"],
  ["semicolons", "a;b\n1;2"],
  ["line ends of Windows and a byte order mark", "\ufeffa,b\r\n1,2\r\n"],
  ["empty lines", "a,b\n\n1,2\n\n"],
  ["quotes", '"a","b"\n"1","2"\n'],
])("reads %s", (_what, text) => {
  expect(parseCsv(text)).toEqual({ columns: ["a", "b"], rows: [["1", "2"]] });
});

it("keeps what quotes hold", () => {
  expect(parseCsv('a,"b;c"\n"x, ""y""\nz",\n').rows).toEqual([['x, "y"\nz', ""]]);
});

it.each([
  ["", "the file is empty"],
  ["a,a\n1,2", 'the column "a" is there twice'],
  ["a,b\n1,2\n\n1\n", "line 4: 1 cells, but the first line names 2 columns"],
  ['a,b\n"x\ny",1\n1,"2', "line 4: a quote that is never closed"],
  ['a,b\n"1"x,2', "line 2: text after a closing quote"],
])("refuses %j and says where", (text, why) => {
  expect(() => parseCsv(text)).toThrow(why);
});

it("writes what it reads", () => {
  const rows = [
    ["a", 'b "c"', "d,e;f"],
    ["1", "", "x\ny"],
  ];
  const { columns, rows: read } = parseCsv(rows.map(csvLine).join(""));
  expect([columns, ...read]).toEqual(rows);
});
