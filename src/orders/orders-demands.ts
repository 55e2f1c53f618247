import { applyDecorators } from '@nestjs/common';

import { ClaimRule, RequireScope } from '../jwt-policy/index.js';

/** An id token is refused by its `token_use`; issuers that do not set that claim still work. */
export const AccessToken = () => ClaimRule('token_use', 'access', { mandatory: false });

/** What a call demands that reads orders, by whichever transport it comes. */
export const ReadsOrders = () => applyDecorators(RequireScope('mule-api/api_read'), AccessToken());

/** What a call demands that changes orders, by whichever transport it comes. */
export const WritesOrders = () => applyDecorators(RequireScope('mule-api/api_write'), AccessToken());
