import { letYoungGenerationGrow } from './keep-heap-small.js';

// Only now is anything else loaded.
const { serve } = await import('./serve.js');
await serve();
letYoungGenerationGrow();
