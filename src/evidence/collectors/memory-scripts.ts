/** What a host is told to do for an image of its memory, and what it answers. Plain `sh`, `curl` and coreutils. */

import { CordonError } from '../../base/errors.ts';

export interface Part {
  readonly name: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

interface Acquiring {
  readonly folder: string;
  readonly tool: { readonly url: string; readonly sha256: string };
  readonly partBytes: number;
}

/** Answers `whole SHA256`, then a line `NAME SHA256` for each part. */
export function acquireScript({ folder, tool, partBytes }: Acquiring): readonly string[] {
  return [
    'set -eu',
    'umask 077',
    `rm -rf ${folder} && mkdir ${folder} && cd ${folder}`,
    `curl --fail --silent --show-error --output avml ${quoted(tool.url)}`,
    `echo ${quoted(`${tool.sha256}  avml`)} | sha256sum --check --status || { echo "the tool is not the one that was configured" >&2; exit 1; }`,
    'chmod u+x avml && ./avml memory.lime >/dev/null',
    'echo "whole $(sha256sum memory.lime | cut -d " " -f 1)"',
    `split --bytes=${partBytes} --suffix-length=3 --numeric-suffixes memory.lime part-`,
    'rm memory.lime',
    'for part in part-*; do echo "$part $(sha256sum "$part" | cut -d " " -f 1)"; done',
  ];
}

/** Removes the folder at the end, whatever came of it. */
export function uploadScript(
  folder: string,
  links: readonly { readonly part: Part; readonly url: string }[],
): readonly string[] {
  return [
    'set -eu',
    `cd ${folder}`,
    `trap 'cd / && rm -rf ${folder}' EXIT`,
    ...links.map(({ part: { name, sha256 }, url }) => {
      const checksum = `x-amz-checksum-sha256: ${Buffer.from(sha256, 'hex').toString('base64')}`;
      return `curl --fail --silent --show-error --retry 3 --header ${quoted(checksum)} --upload-file ${name} ${quoted(url)}`;
    }),
  ];
}

/** Throws `vendor_failed` when the host said something else. */
export function partsIn(said: string): { readonly whole: string; readonly parts: readonly Part[] } {
  const lines = [...said.matchAll(/^(whole|part-\d{3}) ([0-9a-f]{64})$/gm)].map(([, name = '', sha256 = '']) => ({
    name,
    sha256,
  }));
  const whole = lines.find(({ name }) => name === 'whole')?.sha256;
  const parts = lines.filter(({ name }) => name !== 'whole');
  if (whole && parts.length > 0) return { whole, parts };
  throw new CordonError('vendor_failed', `The host did not say what it took: ${said.trim().slice(-300)}`, {
    remedy: 'Look at the order in the history of Systems Manager, then collect again.',
  });
}

/** One word of `sh`, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
