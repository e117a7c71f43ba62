import { config } from 'zod';

// zod probes `new Function` while schemas are built; the page's content security policy forbids it. This module must be
// evaluated before any schema is, so it is the first import of main.tsx.
config({ jitless: true });
