/** Signing certificates of SNS, fetched once and kept for a while; how they are fetched is passed in. */

import { X509Certificate } from 'node:crypto';
import { CordonError } from '../base/errors.ts';

/** PEM text behind an address that was checked before. Rejects when it cannot be had. */
export type FetchCertificate = (url: string) => Promise<string>;

export interface CertificateStore {
  /** Throws `vendor_failed`, retryable: a refusal would make SNS give the alert up. The next ask tries again. */
  get(url: string): Promise<X509Certificate>;
}

/** Amazon uses a handful per region and replaces them rarely. */
const MAX_KEPT = 32;
const KEPT_MS = 24 * 60 * 60 * 1000;
const MAX_PEM_CHARACTERS = 16_384;
const FETCH_TIMEOUT_MS = 3000;

/** `now` in milliseconds, for tests of expiry. Asks for one address at the same time share one fetch. */
export function createCertificateStore(
  fetchCertificate: FetchCertificate,
  now: () => number = Date.now,
): CertificateStore {
  const kept = new Map<string, { readonly until: number; readonly certificate: Promise<X509Certificate> }>();
  return {
    async get(url) {
      const known = kept.get(url);
      if (known && known.until > now()) return known.certificate;
      const certificate = load(fetchCertificate, url);
      kept.delete(url);
      kept.set(url, { until: now() + KEPT_MS, certificate });
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      try {
        return await certificate;
      } catch (cause) {
        if (kept.get(url)?.certificate === certificate) kept.delete(url);
        throw cause;
      }
    },
  };
}

/** Over HTTPS, following no redirect. Rejects on any answer but 200. */
export const fetchCertificateOverHttps: FetchCertificate = async (url) => {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`The certificate answered ${answer.status}.`);
  return answer.text();
};

async function load(fetchCertificate: FetchCertificate, url: string): Promise<X509Certificate> {
  try {
    const pem = await fetchCertificate(url);
    if (pem.length > MAX_PEM_CHARACTERS) throw new Error(`It is longer than ${MAX_PEM_CHARACTERS} characters.`);
    return new X509Certificate(pem);
  } catch (cause) {
    throw new CordonError('vendor_failed', `The signing certificate of SNS at ${url} cannot be had.`, {
      remedy: `Let Cordon reach that address; SNS delivers again by itself.`,
      retryable: true,
      cause,
    });
  }
}
