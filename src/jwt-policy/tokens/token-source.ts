export type { TokenSource } from '../claims/index.js';
