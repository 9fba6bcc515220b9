/** What a platform cannot do, the page of its vendor that says so, and what is done instead. The README shows every row. */

export interface Gap {
  readonly platform: 'Slack' | 'Teams';
  readonly cannot: string;
  readonly page: string;
  readonly instead: string;
}
