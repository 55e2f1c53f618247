import { APP_GUARD } from '@nestjs/core';
import { globalGuard } from '../contract-checks.mjs';

export async function mount() {
  return globalGuard(APP_GUARD, () => true);
}
