import type { Migration } from './migration'

/** By which version of the checks a batch was judged, and under which limits, so that its verdicts can be explained. */
export const migration: Migration = {
  name: '2026-11-22-1545-judged-under',
  up: `
    -- {"version", "latestAt", "earliestDay", "largestFen"}; null for batches judged before this was noted.
    alter table clearing_batch add column judged_under jsonb;
  `,
}
