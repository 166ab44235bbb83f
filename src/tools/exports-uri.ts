/** What the address of an exported file begins with; its name follows. */
export const EXPORTS_URI = "hunting://exports/";
