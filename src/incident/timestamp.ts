/** How points in time are written. */

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export type Timestamp = string;
