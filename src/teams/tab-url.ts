/** Where Teams looks for a page of Cordon: at the page by which people enter, which goes on to it. */

export const TAB_PATH = '/teams/tab';

/** `path` is a page of the Room. */
export function tabUrl(baseUrl: string, path: string): string {
  return `${baseUrl}${TAB_PATH}?back=${encodeURIComponent(path)}`;
}
