import { type Dynamic, setKey } from "../values/value.ts";
import { type FunctionTable, strict } from "./scalar-function.ts";

/** Percent-encodes all but letters, digits and `-_.!*()`, in lower-case hexadecimal as .NET does. */
function encode(text: string, space: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (byte === 32) return space;
      return /[A-Za-z0-9\-_.!*()]/.test(char) ? char : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
}

/** Percent-decodes; sequences that are no UTF-8 stay readable as replacement characters. */
function decode(text: string): string {
  const bytes = text
    .replaceAll("+", " ")
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
  return bytes;
}

const urlForm =
  /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/(?:([^/?#@]*)@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** The parts of an absolute URL; empty texts where the text is none. */
function parseUrl(text: string): Dynamic {
  const match = urlForm.exec(text) ?? [];
  const [, scheme = "", credentials = "", host = "", port = "", path = "", query = "", fragment = ""] = match;
  const [user = "", ...password] = credentials.split(":");
  return {
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path,
    Username: user,
    Password: password.join(":"),
    "Query Parameters": queryParameters(query),
    Fragment: fragment,
  };
}

function queryParameters(query: string): Dynamic {
  const parameters: Record<string, Dynamic> = {};
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const [key = "", ...value] = pair.split("=");
    setKey(parameters, key, value.join("="));
  }
  return parameters;
}

const parseQuery = (text: string): Dynamic => ({ "Query Parameters": queryParameters(text.replace(/^\?/, "")) });

/** URLs. */
export const urlFunctions: FunctionTable = {
  url_encode: strict(["string"], "string", (text) => encode(text, "+")),
  url_encode_component: strict(["string"], "string", (text) => encode(text, "%20")),
  url_decode: strict(["string"], "string", decode),
  parse_url: strict(["string"], "dynamic", parseUrl),
  parseurl: strict(["string"], "dynamic", parseUrl),
  parse_urlquery: strict(["string"], "dynamic", parseQuery),
  parseurlquery: strict(["string"], "dynamic", parseQuery),
};
