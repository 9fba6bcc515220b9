/** `rebuild-views`: folds every log anew and replaces the views that lists are drawn from. */

import { Command } from 'commander';
import { refreshInsights } from '../../house/insights.ts';
import { rebuildViews } from '../../store/rebuild.ts';
import { print, withStore } from '../with-store.ts';

export function rebuild(): Command {
  return new Command('rebuild-views').description('rebuild the views from the events').action(async () => {
    const count = await withStore(async ({ store }) => {
      const rebuilt = await rebuildViews(store.db);
      await refreshInsights(store);
      return rebuilt;
    });
    print(false, {}, `${count} incidents rebuilt.`);
  });
}
