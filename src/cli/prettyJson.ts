const NUMBER = String.raw`-?\d[\d.e+-]*`;
// The line feed tells a list from a text that looks like one: in a text it is escaped.
const PAIR = new RegExp(String.raw`\[\n\s+(${NUMBER}),\n\s+(${NUMBER})\n\s+\]`, 'g');

/** One document for people and programs: two blanks a level, pairs of numbers on one line, keys in the order given. */
export const prettyJson = (document: object): string => `${JSON.stringify(document, null, 2).replace(PAIR, '[$1, $2]')}\n`;
