import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { lex, unquote } from "../../../src/kql/lexer.ts";

const lexed = (text: string) => [...lex(text)].map(({ kind, text: piece }) => `${kind} ${piece}`);

describe("lexer", () => {
  it.each([
    [
      "T | where a=~1.5h",
      ["name T", "symbol |", "name where", "name a", "symbol =", "symbol ~", "number 1", "symbol .", "number 5h"],
    ],
    ["a // b 'c\nd", ["name a", "name d"]],
    ['"a\\"b" x', ['string "a\\"b"', "name x"]],
    ["'a\\\\' x", ["string 'a\\\\'", "name x"]],
    ['@"a\\" x', ['string @"a\\"', "name x"]],
    ['@"a""b" x', ['string @"a""b"', "name x"]],
    ["h'p' H\"q\" h@'r'", ["string h'p'", 'string H"q"', "string h@'r'"]],
    ["```a\n'b``` ~~~c\n~~~", ["string ```a\n'b```", "string ~~~c\n~~~"]],
    ["['a b'] $left", ["symbol [", "string 'a b'", "symbol ]", "name $left"]],
    ["'open\nx", ["bad '", "name open", "name x"]],
    ["a ‘b’", ["name a", "bad ‘", "name b", "bad ’"]],
    ["\u00e9t\u00e9 = 1", ["name \u00e9t\u00e9", "symbol =", "number 1"]],
    ["", []],
  ])("splits %j", (text, expected) => {
    expect(lexed(text)).toEqual(expected);
  });

  it("loses nothing but white space and comments, and says where each piece stands", () => {
    const holds = property(string({ unit: "binary", maxLength: 60 }), (text) =>
      [...lex(text)].every(
        ({ text: piece, start }) => piece.length > 0 && text.slice(start, start + piece.length) === piece,
      ),
    );
    expect(() => assert(holds, { numRuns: 500, seed: 3 })).not.toThrow();
  });

  it.each([
    ['h@"a"', "a"],
    ["'a\\'b'", "a\\'b"],
    ["```x```", "x"],
    ["name", "name"],
  ])("unquotes %s", (lexeme, content) => {
    expect(unquote(lexeme)).toBe(content);
  });
});
