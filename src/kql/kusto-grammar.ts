import type { KustoLibrary } from "./kusto-library.ts";

/** The library's grammar of combinators. */
export interface QueryGrammar {
  /** What completion starts from. */
  readonly QueryBlock: object | null;
}

/**
 * Puts off the most expensive part of the library's first analysis, half a second and 35 MB. Texts are parsed by a hand-written parser; the
 * grammar of combinators beside it serves completion, which nothing here asks for, management commands, and what is nested deeper than 300.
 * Every parse fetches that grammar from a cache and keeps its `QueryBlock` for completion; here it finds one that is built at its first
 * other use.
 */
export function deferGrammar({ GlobalState, Parsing }: KustoLibrary["Language"]): void {
  if (Parsing.QueryGrammar.s_currentGrammar !== null) return;
  const options = GlobalState.Default.ParseOptions;
  let built: QueryGrammar | undefined;
  const deferred = new Proxy<QueryGrammar>(
    { QueryBlock: null },
    {
      get: (stub, member) =>
        member in stub ? Reflect.get(stub, member) : Reflect.get((built ??= new Parsing.QueryGrammar(options)), member),
    },
  );
  Parsing.QueryGrammar.s_currentGrammar = { Grammar: deferred, Options: options };
}
