import { ConfigurableModuleBuilder } from '@nestjs/common';
import { JWT_POLICY_OPTIONS } from './guard/index.js';
import type { JwtPolicyOptions } from './options/index.js';

const built = new ConfigurableModuleBuilder<JwtPolicyOptions>({ optionsInjectionToken: JWT_POLICY_OPTIONS })
  .setClassMethodName('forRoot')
  .setExtras({}, (definition) => ({ ...definition, global: true }))
  .build();

/** Gives the module its `forRoot` and `forRootAsync`. */
export const { ConfigurableModuleClass } = built;
