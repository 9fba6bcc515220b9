/** In what one incident is like another: kinds and counts alone, for what they share is for members of both. */

import type { EntityKind } from './actor.ts';

export type LikenessReason =
  | { readonly kind: 'entities'; readonly count: number; readonly of: readonly EntityKind[] }
  | { readonly kind: 'techniques'; readonly count: number }
  | { readonly kind: 'type' }
  | { readonly kind: 'words' };

/** Another incident, as anybody may know it, and why it came up. */
export interface Likeness {
  readonly incidentId: string;
  readonly number: number;
  readonly codename: string;
  readonly reasons: readonly LikenessReason[];
}

export interface LikenessEventData {
  /** Other incidents like this one, the most alike first. Replaces what was found before. */
  SimilarFound: { readonly found: readonly Likeness[] };
}

/** `2 of the same things (role, instance), the same type` */
export function whyAlike(reasons: readonly LikenessReason[]): string {
  return reasons.map(inWords).join(', ');
}

function inWords(reason: LikenessReason): string {
  switch (reason.kind) {
    case 'entities':
      return `${reason.count} of the same ${reason.count === 1 ? 'thing' : 'things'} (${reason.of.join(', ')})`;
    case 'techniques':
      return `${reason.count} of the same ${reason.count === 1 ? 'technique' : 'techniques'}`;
    case 'type':
      return 'the same type';
    case 'words':
      return 'much the same words';
  }
}
