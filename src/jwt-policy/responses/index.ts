export {
  isResponseStyle,
  publicRefusal,
  retryAfter,
  type PublicRefusal,
  type RefusalResponse,
  type ResponseStyle,
} from './response-style.js';
export { respondTo, rfc6750Responses, type RefusalBody } from './rfc6750-responses.js';
