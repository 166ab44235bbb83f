import { type UnsupportedError, unsupported } from "../errors.ts";

/** Functions that need a service, with what to do instead. */
const needsService: readonly (readonly [RegExp, string])[] = [
  [/^geo_info_from_ip_address$/i, "It needs a geolocation database: run the query on the service."],
  [/^geo_/i, "Geospatial functions are computed by the service only."],
  [
    /^(fileprofile|seenby|devicefromip|assignedipaddresses)$/i,
    "It asks Microsoft's enrichment service: run the query on the service.",
  ],
  [
    /^(hll|tdigest|dcount_hll|percentiles?_.*tdigest|rank_tdigest|percentrank)/i,
    "The engine counts exactly: use dcount() or percentile() over the rows.",
  ],
  [
    /^series_(decompose|seasonal|periods|outliers|fft|ifft|fir|iir|fit_poly|fit_2lines)/i,
    "How the service computes it is not published exactly: use series_stats() or series_fit_line() and a threshold of your own.",
  ],
  [
    /^(gzip|zlib)_compress/i,
    "The service packs differently, so the text would not be the same: run the query on the service.",
  ],
  [/^hash_(combine|many)$/i, "How the service mixes hashes is not published: hash the joined text instead."],
  [/^current_|^cursor_|^extent|^row_id$/i, "It describes the service's storage, which rows held locally do not have."],
  [
    /^_get|^workspace$|^cluster$|^database$|^external_table$|^materialized_view$/i,
    "Local queries see only the tables at hand.",
  ],
];

/** The error for a function that the engine does not have. */
export function refusalOf(name: string): UnsupportedError {
  const instead = needsService.find(([pattern]) => pattern.test(name))?.[1];
  return unsupported(`the function ${name}()`, instead);
}
