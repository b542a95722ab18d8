/** A CSV file as it stands: the names of its columns, and its rows with as many cells each. */
export interface CsvTable {
  columns: string[];
  rows: string[][];
}

/**
 * Reads RFC 4180 with `,` or `;` between cells, whichever the first line has more of: quoted cells may hold separators, line
 * breaks and doubled quotes. Empty lines are left out.
 * @throws Error that names the line
 */
export function parseCsv(text: string): CsvTable {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const separator = separatorOf(source);
  const lines: { cells: string[]; line: number }[] = [];
  let cells: string[] = [];
  let line = 1;
  let startLine = 1;
  let at = 0;
  while (at <= source.length) {
    const cell = source[at] === '"' ? quotedCell(source, at, line) : bareCell(source, at, separator);
    cells.push(cell.text);
    line += cell.lineBreaks;
    at = cell.end;
    if (source[at] === separator) {
      at += 1;
      continue;
    }
    if (source[at] === "\r" && source[at + 1] === "\n") at += 1;
    if (at < source.length && source[at] !== "\n" && source[at] !== "\r") {
      throw new Error(`line ${line}: text after a closing quote`);
    }
    if (cells.length > 1 || cells[0] !== "") lines.push({ cells, line: startLine });
    cells = [];
    at += 1;
    line += 1;
    startLine = line;
  }
  const [header, ...rows] = lines;
  if (header === undefined) throw new Error("the file is empty");
  const columns = header.cells.map((name) => name.trim());
  // Columns without a name are common behind trailing separators, and nobody can ask for one.
  const repeated = columns.find((name, index) => name !== "" && columns.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`the column "${repeated}" is there twice`);
  for (const row of rows) {
    if (row.cells.length !== columns.length) {
      throw new Error(
        `line ${row.line}: ${row.cells.length} cells, but the first line names ${columns.length} columns`,
      );
    }
  }
  return { columns, rows: rows.map((row) => row.cells) };
}

/** One line of a CSV file, with quotes where they are needed. */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => (/[",;\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(",")}\n`;
}

function separatorOf(source: string): string {
  const [first = ""] = source.replaceAll(/"[^"]*"/g, "").split(/\r?\n/, 1);
  return first.split(";").length > first.split(",").length ? ";" : ",";
}

interface Cell {
  text: string;
  /** Where what follows the cell begins. */
  end: number;
  lineBreaks: number;
}

function bareCell(source: string, from: number, separator: string): Cell {
  let end = from;
  while (end < source.length && source[end] !== separator && source[end] !== "\n" && source[end] !== "\r") end += 1;
  return { text: source.slice(from, end), end, lineBreaks: 0 };
}

function quotedCell(source: string, from: number, line: number): Cell {
  let text = "";
  let at = from + 1;
  for (;;) {
    const quote = source.indexOf('"', at);
    if (quote < 0) throw new Error(`line ${line}: a quote that is never closed`);
    text += source.slice(at, quote);
    if (source[quote + 1] !== '"') return { text, end: quote + 1, lineBreaks: text.split("\n").length - 1 };
    text += '"';
    at = quote + 2;
  }
}
