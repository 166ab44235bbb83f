// Next steps and notes are written for models, which call tools; a person at a terminal has subcommands instead.
const words: readonly (readonly [RegExp, string])[] = [
  [
    /(?:For all of a long range, give|Give) timespan and split_by, e\.g\. P7D and 1d(?:, to fetch the range in parts)?\./g,
    "Ask for shorter ranges one by one with --timespan.",
  ],
  [/ ?Work on kept results with refine_result[^.]*\./g, ""],
  [/\bcall disconnect and (?:then )?connect(?: again)?/gi, "run logout and login"],
  [/\bdisconnect and connect\b/g, "run logout and login"],
  [/\bcall connect with auth_type "?(\w+)"?/gi, "run login with --auth-type $1"],
  [/\bcall connect\b/gi, "run login"],
  [/\bwith auth_type "?(\w+)"?/g, "with --auth-type $1"],
  [/\bauth_type\b/g, "--auth-type"],
  [/\bcheck: false\b/g, "--no-check"],
  [/\b(?:call )?(get_schema|find_hunting_queries) again\b/gi, "run $1 again"],
  [/\bcall (get_schema|find_hunting_queries)\b/gi, "run $1"],
  [/\bpass the KQL to run_hunting_query\b/gi, "give the KQL to query"],
  [/\bcall the tool again\b/gi, "run it again"],
  [/\bwith name \(and parameters\)/g, "with a name (and --param)"],
  [/\bwith parameters\b/g, "with --param"],
  [/\bwith tables\b/g, "with the name of a table"],
  [/\bwith (search|instance)\b/g, "with --$1"],
  [/\bset instance to\b/gi, "set --instance to"],
  [/\brun_hunting_query, instance\b/g, "query --instance"],
  [/\bcheck_query checks\b/g, "the subcommand check only checks"],
  [/\bcheck_query\b/g, "check"],
  [/\bget_schema\b/g, "schema"],
  [/\bfind_hunting_queries\b/g, "library"],
  [/\brun_hunting_query\b/g, "query"],
  [/\blist_instances\b/g, "doctor"],
];

/** Advice of ours that names tools, in the words of the command line. */
export function commandWords(advice: string): string {
  const text = words.reduce((all, [tool, command]) => all.replaceAll(tool, command), advice);
  return text.replaceAll(/(^|[.:] )(run|give|set|check) (?=\S)/g, (_, before: string, verb: string) =>
    before.startsWith(":") ? `${before}${verb} ` : `${before}${verb.charAt(0).toUpperCase()}${verb.slice(1)} `,
  );
}
