await import('./express.mjs');
