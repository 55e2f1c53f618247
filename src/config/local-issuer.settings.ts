import { Transform } from 'class-transformer';
import { IsOptional, IsString } from 'class-validator';

import { IntegerSetting } from './integer-setting.decorator.js';

/** The settings of the local issuer when it runs as a process of its own. */
export class LocalIssuerSettings {
  /** Unset, `development` or `test`, in any letter case; everything else refuses the local issuer. */
  @IsOptional()
  @IsString()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.trim().toLowerCase() : value,
  )
  NODE_ENV?: string;

  /** Port of the local issuer; 0 lets the system choose. @default 3001 */
  @IntegerSetting(0, 65535, 'the port of the local issuer (0: the system chooses one)')
  LOCAL_ISSUER_PORT: number = 3001;
}
