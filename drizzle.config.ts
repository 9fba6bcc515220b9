/** `npm run db:generate` writes the next migration from `src/store/schema/`. */

import { defineConfig } from 'drizzle-kit';

export default defineConfig({ dialect: 'postgresql', schema: './src/store/schema/*.ts', out: './migrations' });
