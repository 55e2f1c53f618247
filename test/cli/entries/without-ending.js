import './express.mjs';
