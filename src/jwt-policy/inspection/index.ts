export { INSPECTION_KEY, type Inspection } from './inspection.js';
