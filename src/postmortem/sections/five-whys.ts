/** Five whys: each answer asks for the next. Questions for people; a log knows what happened, not why. */

import { prompt } from '../facts.ts';
import type { Section } from '../section.ts';

const QUESTIONS = [
  'Why was the attack possible?',
  'Why was that so?',
  'Why was that so?',
  'Why was that so?',
  'Why was that so?',
];

export const fiveWhys: Section = {
  id: 'five-whys',
  title: 'Five whys',
  write: () => QUESTIONS.map((question, index) => prompt(`Why ${index + 1}. ${question}`)),
};
