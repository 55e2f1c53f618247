import type { Refusal } from '../errors/index.js';
import { publicRefusal, type RefusalResponse, type ResponseStyle } from './response-style.js';
import { rfc6750Responses } from './rfc6750-responses.js';

/** The answer to a refusal in a style, or by RFC 6750 if there is no style or it returns `undefined`. */
export function respondTo(refusal: Refusal, style: ResponseStyle = rfc6750Responses): RefusalResponse {
  const known = publicRefusal(refusal);
  return style.respond(known) ?? rfc6750Responses.respond(known);
}
