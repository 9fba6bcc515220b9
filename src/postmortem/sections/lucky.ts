/** Where we were lucky: no log knows it; a question for people. */

import { prompt } from '../facts.ts';
import type { Section } from '../section.ts';

export const lucky: Section = {
  id: 'lucky',
  title: 'Where we were lucky',
  write: () => [prompt('What could have gone worse and did not, without any merit of ours?')],
};
