export { cognito, type CognitoOptions } from './cognito.js';
