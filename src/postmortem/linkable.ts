/**
 * Readers link addresses and mentions after parsing, so no escape stops them (cmark-gfm `postprocess_text`,
 * mdast-util-gfm-autolink-literal): only a code span does. A span holds none of space, backslash, bar and backtick,
 * which GFM tables cannot carry inside code in every combination.
 */

export const LINKABLE = /@|:\/\/|www\.|#\d/iu;
export const TOKEN = /[^\s\\|`]+/gu;
