import { Module } from '@nestjs/common';

import { HealthController } from './health.controller.js';

/** The health endpoint, the only public one of the service. */
@Module({ controllers: [HealthController] })
export class HealthModule {}
