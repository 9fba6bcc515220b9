/** Names the tests that passed only when tried again: under CI they do not fail the run, and they are not hidden either. */

import type { Reporter, TestCase } from 'vitest/node';

export default class SecondAttempts implements Reporter {
  readonly #names: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd(): void {
    if (this.#names.length === 0) return;
    console.log(
      `passed only on the second attempt, to be looked into:\n${this.#names.map((one) => `  ${one}`).join('\n')}`,
    );
  }
}
