import { type Dynamic, setKey } from "../values/value.ts";
import { type FunctionTable, strict } from "./scalar-function.ts";

/** The service gives null for longer texts, in bytes. */
const longest = 1_048_576;
const deepest = 200;

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** An element while it is read. */
interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: [string, Dynamic][];
  text: string;
}

/** The text is not well-formed XML, or holds what is not read (a document type, with its entities). */
class XmlError extends Error {
  override readonly name = "XmlError";
}

/**
 * XML as JSON: attributes are keys with `@`, text beside them is `#text`, elements of the same name become an array. Comments and
 * instructions are skipped; a document type is refused, so no entity of the text's own is ever expanded.
 */
function parseXml(text: string): Dynamic {
  if (Buffer.byteLength(text) > longest) return null;
  try {
    return readDocument(text);
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

/** The pieces of a document: comments and instructions, CDATA, an end tag, a start tag with its attributes, text. */
const markup = [
  String.raw`<!--[\s\S]*?-->|<\?[\s\S]*?\?>`,
  String.raw`<!\[CDATA\[([\s\S]*?)\]\]>`,
  String.raw`</([^\s<>/]+)\s*>`,
  String.raw`<([^\s<>/!?="']+)((?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>`,
  "([^<]+)",
].join("|");

function readDocument(text: string): Dynamic {
  const root: Element = { name: "", attributes: [], children: [], text: "" };
  const open: Element[] = [root];
  const pattern = new RegExp(markup, "y");
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw new XmlError();
    take(match, open);
    if (open.length > deepest) throw new XmlError();
  }
  if (open.length !== 1 || root.children.length !== 1 || root.text.trim() !== "") throw new XmlError();
  return valueOf(root);
}

/** Applies one piece of markup to the elements that are open. */
function take([, cdata, end, start, attributes = "", selfClosed, plain]: RegExpExecArray, open: Element[]): void {
  const current = open.at(-1);
  if (current === undefined) throw new XmlError();
  if (plain !== undefined) current.text += decode(plain);
  else if (cdata !== undefined) current.text += cdata;
  else if (start !== undefined) {
    open.push({ name: start, attributes: attributesOf(attributes), children: [], text: "" });
    if (selfClosed === "/") close(open);
  } else if (end !== undefined) {
    if (current.name !== end || open.length === 1) throw new XmlError();
    close(open);
  }
}

function close(open: Element[]): void {
  const element = open.pop();
  if (element !== undefined) open.at(-1)?.children.push([element.name, valueOf(element)]);
}

function attributesOf(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
    ([, name = "", double, single]) => [name, decode(double ?? single ?? "")] as const,
  );
}

function decode(text: string): string {
  return text.replaceAll(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);/g, (_, name: string) => {
    const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const known = name.startsWith("#") ? codePoint(code) : entities[name];
    if (known === undefined) throw new XmlError();
    return known;
  });
}

function codePoint(code: number): string | undefined {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

function valueOf({ attributes, children, text }: Element): Dynamic {
  const trimmed = text.trim();
  if (attributes.length === 0 && children.length === 0) return trimmed === "" ? null : trimmed;
  const byName = new Map<string, Dynamic[]>(attributes.map(([name, value]) => [`@${name}`, [value]]));
  if (trimmed !== "") byName.set("#text", [trimmed]);
  for (const [name, value] of children) byName.set(name, [...(byName.get(name) ?? []), value]);
  const bag: Record<string, Dynamic> = {};
  for (const [name, values] of byName) setKey(bag, name, values.length === 1 ? (values[0] ?? null) : values);
  return bag;
}

/** XML. */
export const xmlFunctions: FunctionTable = { parse_xml: strict(["string"], "dynamic", parseXml) };
