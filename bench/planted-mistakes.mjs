import { lex } from "../dist/kql/lexer.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** One-letter mistakes (dropped, doubled, replaced, swapped letters) in names of a query, a few for each query, the same ones each run. */
export function* plantMistakes(query, names, known) {
  const random = linearCongruential(query.length);
  const places = [...lex(query)].filter(
    (lexeme, i, all) => lexeme.kind === "name" && names.includes(lexeme.text) && !isDeclared(all, i),
  );
  const chosen = places.length === 0 ? [] : [places[Math.floor(random() * places.length)]];
  for (const { text, start } of chosen) {
    const wrong = misspell(text, random);
    // A mistake that makes another existing name cannot be found by anyone.
    if (wrong === text || known.has(wrong) || query.includes(wrong)) continue;
    yield { query: query.slice(0, start) + wrong + query.slice(start + text.length), wrong, right: text, start };
  }
}

/** `Name =` gives the name a new meaning from here on, and `.Name` or `Name(` is no column. */
function isDeclared(lexemes, i) {
  const [before, after, next] = [lexemes[i - 1]?.text, lexemes[i + 1]?.text, lexemes[i + 2]?.text];
  const isAssigned = after === "=" && next !== "=" && next !== "~";
  return isAssigned || before === "." || after === "(" || before === "let" || before === "as";
}

function misspell(name, random) {
  const at = 1 + Math.floor(random() * (name.length - 1));
  const letter = LETTERS[Math.floor(random() * LETTERS.length)];
  const [head, tail] = [name.slice(0, at), name.slice(at)];
  switch (Math.floor(random() * 4)) {
    case 0:
      return head + tail.slice(1);
    case 1:
      return head + letter + tail;
    case 2:
      return head + letter + tail.slice(1);
    default:
      return head + (tail[1] ?? "") + tail[0] + tail.slice(2);
  }
}

function linearCongruential(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
