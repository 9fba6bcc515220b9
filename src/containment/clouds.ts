/** Which cloud a thing is acted on in: a drill never leaves the simulated one; without any cloud there is no other. */

/** The provider of drills and laptops. */
export const SIMULATED = 'simulated';

/** A real cloud that is configured. */
export interface Cloud {
  readonly provider: string;
  readonly accounts: readonly string[];
}

/** Provider for what lives in `account`. Accounts nobody configured go to the first cloud, which refuses them and says what to add. */
export type ProviderOf = (incident: { readonly mode: string }, account: string) => string;

export function createProviderOf(clouds: readonly Cloud[]): ProviderOf {
  return ({ mode }, account) => {
    const [first] = clouds;
    if (mode === 'drill' || !first) return SIMULATED;
    return (clouds.find(({ accounts }) => accounts.includes(account)) ?? first).provider;
  };
}
