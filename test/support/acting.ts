/** What people do in an incident's conversation, by what they read there: the same on every platform. */

export interface Acting {
  /** Words to Cordon. People are named as `@responder-1` and mentioned as the platform does it. */
  tell(person: string, words: string): Promise<void>;
  /** Text of the message that shows this, once it does. */
  read(shows: RegExp): Promise<string>;
  /** Presses a button of the message that shows this, once the button is there. */
  click(person: string, shows: RegExp, label: string): Promise<void>;
  /** Fills the form that was asked for, once it is there, and sends it. */
  fill(person: string, fields: Readonly<Record<string, string>>): Promise<void>;
  /** Ticks a task, or takes the tick back. */
  tick(person: string, taskId: string, ticked?: boolean): Promise<void>;
  /** Chooses what else can be done with a task. */
  choose(person: string, taskId: string, what: string): Promise<void>;
  /** Waits until a person was told this beside the talk or in private. */
  told(person: string, what: RegExp): Promise<void>;
}
