/** When to try again, e.g. `in 12 minutes (at 08:12:00 UTC)`. */
export function waitText(seconds: number, now: number): string {
  const at = new Date(now + seconds * 1000).toISOString();
  const day = seconds < 43_200 ? "" : `${at.slice(0, 10)} `;
  return `in ${durationText(seconds)} (at ${day}${at.slice(11, 19)} UTC)`;
}

function durationText(seconds: number): string {
  if (seconds < 120) return `${seconds} second${seconds === 1 ? "" : "s"}`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
