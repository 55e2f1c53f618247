import { Controller, Get } from '@nestjs/common';

import { JwtPolicyService, Public } from '../jwt-policy/index.js';

/**
 * Answers 200 while the process runs. An unreachable issuer is no reason to restart the service, so the state of the key
 * sets is in the body and not in the status.
 */
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly policies: JwtPolicyService) {}

  @Get()
  health() {
    return { status: 'ok', keySets: this.policies.keySets() };
  }
}
