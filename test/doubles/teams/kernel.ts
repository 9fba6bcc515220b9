/** What every part of the double stands on. */

import type { Faults } from './faults.ts';
import type { Keys } from './keys.ts';
import type { Rates } from './rates.ts';
import type { World } from './world.ts';

/** Every call that was answered, in order. */
export interface Entry {
  readonly call: string;
  readonly status: number;
  readonly body: unknown;
}

/** https://learn.microsoft.com/en-us/microsoft-365/extensibility/schema/root-activities-activity-types */
export interface ActivityType {
  readonly type: string;
  readonly templateText: string;
}

export interface App {
  readonly id: string;
  readonly password: string;
  /** Its id in the organisation's catalogue. */
  readonly catalogId: string;
  /** Application permissions that an administrator consented to, and those of the manifest for teams and chats. */
  readonly granted: Set<string>;
  /** Kinds of notices that the manifest declares. */
  readonly activityTypes: readonly ActivityType[];
  /** Where the connector sends activities. */
  endpoint: string;
}

export interface Kernel {
  readonly world: World;
  readonly app: App;
  readonly keys: Keys;
  readonly rates: Rates | undefined;
  readonly faults: Faults;
  readonly journal: Entry[];
  /**
   * `barred` are addresses of people who cannot be added anywhere, such as guests. `copies` is how often each activity that
   * nobody waits for is sent, as when the connector does not hear that it arrived.
   */
  readonly policy: { channelsPerTeam: number; readonly barred: Set<string>; copies: number };
  baseUrl(): string;
  serviceUrl(): string;
  /** Sends an activity to the bot. */
  deliver(activity: Readonly<Record<string, unknown>>): Promise<Delivered>;
}

/** What the bot answered to an activity. */
export interface Delivered {
  readonly status: number;
  readonly body: unknown;
}
